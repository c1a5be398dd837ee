package dbmanager.cli.command;

import dbmanager.backup.BackupReader;
import dbmanager.cli.ConsentOptions;
import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Session;
import dbmanager.cli.Toolkit;
import dbmanager.cli.UsageProblem;
import dbmanager.cli.View;
import dbmanager.environment.Settings;
import dbmanager.masking.Mask;
import dbmanager.masking.MaskKey;
import dbmanager.masking.MaskRule;
import dbmanager.operation.MaskedCopy;
import dbmanager.operation.Reset;
import dbmanager.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

public final class SetupTest implements Callable<Integer> {
    private static final String TEST = "test";

    /** The secret with which values are masked, for those who want the same ones each time. */
    private static final String SECRET = "DB_MANAGER_MASK_SECRET";

    @Option(
            names = "--from",
            paramLabel = "ENV|BACKUP",
            description = "Fill them with masked rows: of the newest backup of an environment, or of one backup.")
    private Optional<String> from = Optional.empty();

    @Option(
            names = "--mask",
            paramLabel = "TABLE.COLUMN=RULE",
            description =
                    "A mask rule besides those of the configuration, repeatable: email, digits, name, hash, remove,"
                            + " keep, or a text in double quotes.")
    private List<String> masks = new ArrayList<>();

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Mixin
    private ConsentOptions consent = new ConsentOptions();

    @Override
    public Integer call() {
        if (from.isEmpty() && !masks.isEmpty()) {
            throw new UsageProblem("--mask goes with --from", "say with --from where the rows come from");
        }
        database.inEnvironment(TEST);
        boolean oneBackup = from.isPresent()
                && !database.settings().environmentNames().contains(from.get())
                && !from.get().equals("latest");
        Session session = oneBackup ? database.only(from.get()) : database.each();
        if (from.isEmpty()) {
            return session.act(consent, SetupTest::makeNew);
        }
        MaskKey key =
                key(session.settings()); // one for all databases: the same value becomes the same one in each of them
        return session.act(consent, toolkit -> fill(toolkit, key));
    }

    private static View makeNew(Toolkit toolkit) {
        ResetView.refuseUnlessThrowAway(toolkit);
        return ResetView.of(toolkit);
    }

    private View fill(Toolkit toolkit, MaskKey key) {
        ResetView.refuseUnlessThrowAway(toolkit);
        BackupReader backup = backup(toolkit, from.orElseThrow());
        String environment = backup.manifest().environment();
        if (environment.equals(toolkit.environment().name())) {
            throw new UsageProblem(
                    "the backup is of the environment " + environment + " itself, which would be taken away first",
                    "choose another environment with --env, or use `db-manager restore`");
        }
        Settings.Origin origin =
                toolkit.settings().origin(environment, toolkit.database().name());
        List<MaskRule> rules =
                new ArrayList<>(masks.stream().map(SetupTest::rule).toList());
        rules.addAll(origin.masks());
        rules.addAll(toolkit.settings()
                .origin(toolkit.environment().name(), toolkit.database().name())
                .masks());
        if (origin.guarded() && rules.isEmpty()) {
            throw new Unmasked(backup, toolkit.database().name());
        }
        ResetView.require(toolkit);
        MaskedCopy copy = new MaskedCopy(
                toolkit.backend(),
                new Reset(toolkit.backend(), toolkit.backups(), toolkit.migrator(), RestoredView.journal(toolkit)),
                toolkit.migrator());
        MaskedCopy.Done done = copy.run(
                backup,
                rules,
                key,
                MigrationView.live(toolkit),
                toolkit.printer().progress());
        return new MaskedCopyView(
                backup.manifest().id(),
                done,
                new ResetView(done.reset(), MigrationView.of(toolkit, done.migrated()), Map.of()));
    }

    private static BackupReader backup(Toolkit toolkit, String wanted) {
        return toolkit.settings().environmentNames().contains(wanted) && !toolkit.isFile(wanted)
                ? toolkit.backupsIn(wanted).openOfAny("latest")
                : toolkit.readerOfAny(wanted);
    }

    private static MaskRule rule(String text) {
        return MaskRule.parse(text)
                .orElseThrow(() -> new UsageProblem(
                        "--mask " + text + " is no rule",
                        "write it like --mask users.email=email; "
                                + Mask.advice(text.substring(text.indexOf('=') + 1))));
    }

    private static MaskKey key(Settings settings) {
        return settings.variable(SECRET)
                .filter(secret -> !secret.isBlank())
                .map(MaskKey::of)
                .orElseGet(MaskKey::fresh);
    }

    /** Rows of a guarded database without a rule for any of them. */
    static final class Unmasked extends Problem {
        private static final long serialVersionUID = 1L;

        Unmasked(BackupReader backup, String database) {
            super(
                    Kind.REFUSED,
                    "backup " + backup.manifest().id() + " is of the environment "
                            + backup.manifest().environment()
                            + ", which is guarded or not in the configuration, and no mask rules are configured for "
                            + database,
                    "nothing was changed",
                    "write what is personal under `mask:` of " + database + " in the environment "
                            + backup.manifest().environment() + ", such as users.email: email; see docs/masking.md");
        }
    }
}
