package dbmanager.cli.command;

import dbmanager.backend.Diagnosis;
import dbmanager.backend.Presence;
import dbmanager.backup.Backup;
import dbmanager.backup.InterruptedRestore;
import dbmanager.backup.KeyId;
import dbmanager.backup.LocalStore;
import dbmanager.cli.Printer;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import dbmanager.environment.AttachedFolder;
import dbmanager.migration.History;
import dbmanager.problem.Finding;
import dbmanager.problem.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Looks at everything that a database needs to be looked after. One thing that is wrong does not hide the next. */
final class CheckUp implements View {
    private static final long LITTLE_SPACE = 256L << 20;

    /** For all that is asked of a database together. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Toolkit toolkit;
    private final List<Map<String, Object>> looks = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final TimedLooks inside;

    private CheckUp(Toolkit toolkit) {
        this.toolkit = toolkit;
        String url = toolkit.database().url().toString();
        this.inside = new TimedLooks(
                toolkit.database()
                        .emulator()
                        .map(server -> url + " on " + server)
                        .orElse(url),
                LIMIT);
    }

    static CheckUp of(Toolkit toolkit) {
        CheckUp checkUp = new CheckUp(toolkit);
        try (TimedLooks looking = checkUp.inside) {
            checkUp.lookAtAll();
        }
        return checkUp;
    }

    private void lookAtAll() {
        look("java", toolkit.surroundings()::java);
        look(
                "configuration",
                () -> toolkit.environment().name() + ", "
                        + toolkit.environment().protectedBecause().orElse("open"));
        lookInto("database", this::database);
        engine();
        lookInto("migrations", this::migrations);
        look("backups", this::backups);
        if (!toolkit.settings().keys().isEmpty()) {
            look("encryption", this::encryption);
        }
        look("files", this::files);
        look("space", this::space);
        lookInto("clock", this::clock);
    }

    /** At something that is known only from inside the database. */
    private void lookInto(String what, Supplier<String> at) {
        look(what, () -> inside.take(at));
    }

    private void look(String what, Supplier<String> at) {
        String seen;
        try {
            seen = at.get();
        } catch (TimedLooks.NotTaken notTaken) {
            seen = notTaken.getMessage();
        } catch (Problem problem) {
            seen = problem.getMessage();
            findings.add(new Finding(what, problem.getMessage() + "; next: " + problem.next()));
        }
        looks.add(Json.of("what", what, "seen", seen));
    }

    private String database() {
        Presence presence = toolkit.backend().presence();
        String place = toolkit.database().url().toString();
        switch (presence) {
            case ABSENT -> findings.add(new Finding(place, "does not exist; `db-manager init` creates it"));
            case UNREADABLE ->
                findings.add(new Finding(
                        place, "cannot be read; `db-manager restore latest --dry-run` shows what could be"));
            case EMPTY, FILLED -> {}
        }
        return place + " (" + Words.plain(presence) + ")";
    }

    /** What only this engine has to say. */
    private void engine() {
        if (inside.ended()) {
            return; // the look before has said why
        }
        try {
            List<Diagnosis.Look> found = inside.take(() -> toolkit.backend()
                    .feature(Diagnosis.class)
                    .map(Diagnosis::looks)
                    .orElse(List.of()));
            for (Diagnosis.Look look : found) {
                looks.add(Json.of("what", look.what(), "seen", look.seen()));
                look.wrong().ifPresent(wrong -> findings.add(new Finding(look.what(), wrong)));
            }
        } catch (TimedLooks.NoAnswer none) {
            looks.add(Json.of("what", "connection", "seen", none.getMessage()));
            findings.add(new Finding("connection", none.getMessage() + "; next: " + none.next()));
        }
    }

    private String migrations() {
        toolkit.migrator()
                .timeline()
                .objections()
                .forEach(moment -> findings.add(
                        new Finding(moment.key().toString(), Words.plain(moment.state()) + ": " + moment.reason())));
        Path folder = toolkit.database().migrations();
        return Words.count(toolkit.backend().available().stream().count(), "migration") + " in " + folder;
    }

    private String backups() {
        Path folder = toolkit.settings().backups();
        if (!Files.isWritable(LocalStore.existing(folder))) {
            findings.add(new Finding(folder.toString(), "cannot be written by this user"));
        }
        List<Backup> backups = toolkit.backups().list();
        long unusable = backups.stream().filter(backup -> !backup.isComplete()).count();
        if (unusable > 0) {
            findings.add(new Finding(
                    folder.toString(),
                    "has " + Words.count(unusable, "backup")
                            + " that cannot be used; `db-manager list-backups` shows why"));
        }
        return Words.count(backups.size(), "backup") + " in " + folder;
    }

    private String encryption() {
        toolkit.settings().keyExposure().ifPresent(findings::add);
        List<KeyId> known = toolkit.settings().keys().ids();
        return "with key " + known.get(known.size() - 1) + ", " + Words.count(known.size(), "key") + " known";
    }

    private String files() {
        List<Path> folders =
                toolkit.database().files().stream().map(AttachedFolder::path).toList();
        for (Path folder : folders) {
            InterruptedRestore.beside(folder).forEach(restore -> findings.add(restore.finding()));
        }
        return folders.isEmpty()
                ? "no folder belongs to the database"
                : folders.stream().map(Path::toString).collect(Collectors.joining(", "));
    }

    private String space() {
        Optional<Long> left = toolkit.store().freeBytes();
        if (left.filter(free -> free < LITTLE_SPACE).isPresent()) {
            findings.add(new Finding(
                    LocalStore.existing(toolkit.settings().backups()).toString(),
                    "has only " + Words.bytes(left.get()) + " left"));
        }
        return left.map(free -> Words.bytes(free) + " free for backups").orElse("not known");
    }

    /** A clock that went back puts new backups and migrations before old ones. */
    private String clock() {
        Instant now = toolkit.surroundings().clock().instant();
        Optional<Instant> newest = toolkit.backend().history().entries().stream()
                .map(History.Entry::when)
                .max(Instant::compareTo);
        if (newest.filter(when -> when.isAfter(now.plusSeconds(60))).isPresent()) {
            findings.add(
                    new Finding("clock", "it is " + now + " here, but the history was written at " + newest.get()));
        }
        return now.toString();
    }

    @Override
    public int exitCode() {
        return findings.isEmpty() ? 0 : Problem.Kind.NEGATIVE.exitCode();
    }

    @Override
    public Map<String, Object> json() {
        return Json.of(
                "sound",
                findings.isEmpty(),
                "timeout_seconds",
                LIMIT.toSeconds(),
                "looks",
                looks,
                "findings",
                FindingsView.json(findings));
    }

    @Override
    public void text(Printer out) {
        looks.forEach(look -> out.line("%-13s %s", look.get("what"), look.get("seen")));
        new FindingsView(findings, "all is well").text(out);
    }
}
