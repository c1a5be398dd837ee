package dbmanager.cli.command;

import dbmanager.backend.Presence;
import dbmanager.cli.Printer;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import dbmanager.environment.Danger;
import dbmanager.operation.Reset;
import dbmanager.operation.SeedRows;
import dbmanager.problem.Problem;
import java.util.LinkedHashMap;
import java.util.Map;

/** A database that was made as new. */
record ResetView(Reset.Done done, MigrationView migrated, Map<String, Long> seeded) implements View {

    /** @throws Guarded where the environment is protected, or is none that is there to be made anew: there is no consent to this */
    static void refuseUnlessThrowAway(Toolkit toolkit) {
        if (toolkit.environment().isGuarded()) {
            throw new Guarded(toolkit);
        }
        if (!toolkit.settings().isThrowAway(toolkit.environment().name())) {
            throw new NotThrowAway(toolkit.environment().name());
        }
    }

    /** Asks for consent, where there is something to lose. */
    static void require(Toolkit toolkit) {
        Presence presence = toolkit.backend().presence();
        boolean nothingToLose = presence == Presence.ABSENT || presence == Presence.EMPTY;
        toolkit.require(nothingToLose ? Danger.CHANGE : Danger.DESTROY);
    }

    static ResetView of(Toolkit toolkit) {
        refuseUnlessThrowAway(toolkit);
        require(toolkit);
        Reset reset =
                new Reset(toolkit.backend(), toolkit.backups(), toolkit.migrator(), RestoredView.journal(toolkit));
        Reset.Done done =
                reset.run(MigrationView.live(toolkit), toolkit.printer().progress());
        Map<String, Long> seeded = new SeedRows(toolkit.backend())
                .make(toolkit.settings()
                        .seeds(toolkit.environment().name(), toolkit.database().name()));
        return new ResetView(done, MigrationView.of(toolkit, done.migrated()), seeded);
    }

    @Override
    public int exitCode() {
        return migrated.exitCode();
    }

    @Override
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>(migrated.json());
        json.putAll(Json.of("safety_backup", done.safety(), "kept_aside", done.keptAside(), "seeded", seeded));
        return json;
    }

    @Override
    public Map<String, String> deeds() {
        Map<String, String> deeds = new LinkedHashMap<>(migrated.deeds());
        deeds.putAll(Json.texts("reset", true, "safety_backup", done.safety()));
        return deeds;
    }

    @Override
    public void text(Printer out) {
        done.safety().ifPresent(id -> out.line("what was there before is backup %s", id));
        done.keptAside().ifPresent(place -> out.line("what was there before could not be read and lies in %s", place));
        migrated.text(out);
        seeded.forEach((table, rows) -> out.line("%s: %s made up", table, Words.count(rows, "row")));
    }

    /** Staging and the like are open, and yet not there to be made as new. */
    static final class NotThrowAway extends Problem {
        private static final long serialVersionUID = 1L;

        NotThrowAway(String environment) {
            super(
                    Kind.REFUSED,
                    "this would take everything away, and " + environment
                            + " is by its name no environment for development or tests",
                    "nothing was changed",
                    "choose another environment with --env, or write `throw-away: true` in the configuration of "
                            + environment);
        }
    }

    /** A guarded database is never made as new. */
    static final class Guarded extends Problem {
        private static final long serialVersionUID = 1L;

        Guarded(Toolkit toolkit) {
            super(
                    Kind.REFUSED,
                    toolkit.environment().protectedBecause().orElseThrow() + "; this would take everything away in it",
                    "nothing was changed",
                    "choose another environment with --env; to replace what is there, use `db-manager restore`");
        }
    }
}
