package dbmanager.operation;

import dbmanager.backend.DatabaseBackend;
import dbmanager.backend.Model;
import dbmanager.backend.Presence;
import dbmanager.backend.Progress;
import dbmanager.backend.Rename;
import dbmanager.backend.SchemaDesign;
import dbmanager.backend.SchemaDesign.Comparison;
import dbmanager.backend.SchemaDesign.Draft;
import dbmanager.backend.SchemaDesign.Outcome;
import dbmanager.backend.SchemaDesign.Proof;
import dbmanager.backend.StepFailed;
import dbmanager.file.Temporary;
import dbmanager.migration.Attribution;
import dbmanager.migration.Direction;
import dbmanager.migration.LockFile;
import dbmanager.migration.Migration;
import dbmanager.migration.MigrationFolder;
import dbmanager.migration.MigrationLock;
import dbmanager.migration.Mode;
import dbmanager.migration.Plan;
import dbmanager.migration.Target;
import dbmanager.migration.Timeline;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Makes a migration out of a model: compares, drafts, and proves the files before the project gets them. The database is only read.
 *
 * @param database the one that the project has
 * @param folder of its migrations
 * @param base what the model is compared with
 */
public record Autogeneration(DatabaseBackend database, Path folder, Base base, Progress progress) {
    private static final Attribution BY = Attribution.of("autogenerate");

    /** What a model is compared with. */
    public enum Base {
        /** What the migrations make of an empty database. */
        MIGRATIONS,
        /** The database as it is, whoever made it so. */
        LIVE
    }

    /**
     * What would be written.
     *
     * @param draft empty when model and base agree
     * @param proof of the draft; empty with it
     * @param rows whether it was proven with the rows of the database, and not only where there are none
     */
    public record Drafted(Comparison comparison, Optional<MigrationDraft> draft, Optional<Proof> proof, boolean rows) {
        public boolean isProven() {
            return proof.map(Proof::isProven).orElse(true);
        }

        /** Gives the paths of the files back: the migration first. */
        public List<Path> write(Path into) {
            return draft.map(files -> files.write(into)).orElse(List.of());
        }
    }

    /** @throws Unsettled when the database itself is meant, and migrations are pending or in the way */
    public Comparison check(Model model) {
        if (base == Base.LIVE) {
            settled();
            return design(database).compare(model, List.of());
        }
        return migrated(Optional.of(model), scratch -> design(scratch).compare(model, List.of()));
    }

    /**
     * Writes nothing into the project. What is not proven is marked so at its head.
     *
     * <p>Where the database has what the migrations make, the draft is proven with its rows. One that drifted away from that cannot show what the
     * migration will do to its rows, so then the draft is not proven.
     *
     * @throws Unsettled when migrations are pending or in the way
     */
    public Drafted draft(String name, Model model, List<Rename> renames, Instant now) {
        Function<DatabaseBackend, Drafted> from = of -> draft(of, name, model, renames, now);
        if (database.presence() != Presence.ABSENT || base == Base.LIVE) {
            settled();
        }
        if (base == Base.LIVE) {
            return from.apply(database);
        }
        if (database.presence() != Presence.FILLED) {
            return migrated(Optional.of(model), from);
        }
        design(database).expect(model);
        return migrated(Optional.empty(), scratch -> {
            Comparison drift = design(database).compare(design(scratch));
            return drift.isEmpty() ? from.apply(database) : drifted(from.apply(scratch), drift);
        });
    }

    private Drafted draft(DatabaseBackend of, String name, Model model, List<Rename> renames, Instant now) {
        Draft scripts = design(of).draft(model, renames);
        if (scripts.comparison().isEmpty()) {
            return new Drafted(scripts.comparison(), Optional.empty(), Optional.empty(), false);
        }
        MigrationDraft draft = MigrationDraft.sql(name, scripts, database.available(), now);
        Proof proof = prove(of, draft, model, renames);
        String said = proof.isProven()
                ? "Proven there and back "
                        + (of == database ? "in a copy of the database with its rows." : "in an empty database.")
                : "NOT PROVEN: " + proof.reason();
        return new Drafted(scripts.comparison(), Optional.of(draft.saying(said)), Optional.of(proof), of == database);
    }

    private static Drafted drifted(Drafted drafted, Comparison drift) {
        if (drafted.draft().isEmpty()) {
            return drafted;
        }
        String what = drift.changes().stream()
                .limit(3)
                .map(change -> change.kind() + " " + change.object())
                .collect(Collectors.joining(", "));
        Proof proof = new Proof(
                Outcome.FAILED,
                drafted.proof()
                                .filter(p -> !p.isProven())
                                .map(p -> p.reason() + "; and ")
                                .orElse("")
                        + "not tried with the rows of the database, which has not what the migrations make (" + what
                        + "); see `db-manager check --live`, or use --live",
                0);
        return new Drafted(
                drafted.comparison(),
                drafted.draft().map(draft -> draft.saying("NOT PROVEN: " + proof.reason())),
                Optional.of(proof),
                false);
    }

    /** The very files that the project would get, written by the same code; only what their first line says of this proof comes later. */
    private Proof prove(DatabaseBackend of, MigrationDraft draft, Model model, List<Rename> renames) {
        try (Temporary files = Temporary.folder("db-manager-draft-")) {
            draft.write(files.path());
            Migration migration = new MigrationFolder(files.path(), Set.of(draft.extension()))
                    .read().stream().findFirst().orElseThrow();
            return design(of).prove(migration, model, renames, progress);
        } catch (IOException e) {
            throw new NoScratch(e);
        }
    }

    /**
     * With the scratch database that the migrations make; it is gone afterwards.
     *
     * @param expected what it is compared with
     */
    private <T> T migrated(Optional<Model> expected, Function<DatabaseBackend, T> work) {
        try (DatabaseBackend scratch = database.scratch()) {
            expected.ifPresent(design(scratch)::expect);
            migrate(scratch);
            return work.apply(scratch);
        } catch (StepFailed e) {
            throw new NotReplayable(e);
        }
    }

    /** Under its lock, for which an engine keeps one session open. */
    private void migrate(DatabaseBackend scratch) {
        try (MigrationLock alone = scratch.lock(BY.who(), Duration.ZERO)) {
            scratch.initialise();
            Timeline timeline = Timeline.of(scratch.available(), scratch.history(), LockFile.empty());
            for (Plan.Step step :
                    Plan.up(new Target.Latest(), timeline, Plan.Order.STRICT).steps()) {
                alone.ensureHeld();
                scratch.run(step.migration(), Direction.UP, Mode.EXECUTE, BY, progress);
            }
        }
    }

    /** @throws Unsettled when the database is not where the migrations end */
    private void settled() {
        Timeline timeline = Timeline.of(database.available(), database.history(), LockFile.read(folder));
        Plan missing = Plan.up(new Target.Latest(), timeline, Plan.Order.STRICT);
        if (!missing.isEmpty()) {
            throw new Unsettled(missing);
        }
    }

    private static SchemaDesign design(DatabaseBackend backend) {
        return backend.feature(SchemaDesign.class).orElseThrow();
    }

    /** Migrations are pending: what they would do is neither in the database nor to be done again. */
    public static final class Unsettled extends Problem {
        private static final long serialVersionUID = 1L;

        Unsettled(Plan pending) {
            super(
                    Kind.CONFLICT,
                    pending.steps().size() + (pending.steps().size() == 1 ? " migration is" : " migrations are")
                            + " pending, the first is "
                            + pending.steps().get(0).migration(),
                    "nothing was compared or written",
                    "run `db-manager migrate` first; `db-manager check` without --live compares with what the migrations make");
        }
    }

    /** The migrations do not run where there is nothing yet. */
    public static final class NotReplayable extends Problem {
        private static final long serialVersionUID = 1L;

        NotReplayable(StepFailed cause) {
            super(
                    Kind.FAILED,
                    "the migrations do not run in an empty database, so nobody knows what they make: "
                            + cause.getMessage(),
                    "the database was not touched; nothing was written",
                    "correct the migration, or compare with the database itself by --live",
                    cause);
        }
    }

    /** There is no place to prove anything in. */
    public static final class NoScratch extends Problem {
        private static final long serialVersionUID = 1L;

        NoScratch(IOException cause) {
            super(
                    Kind.UNEXPECTED,
                    "cannot write into the folder for temporary files (" + cause.getMessage() + ")",
                    "nothing was written",
                    "free space there, or name another folder: DB_MANAGER_JAVA_OPTS=-Djava.io.tmpdir=FOLDER",
                    cause);
        }
    }
}
