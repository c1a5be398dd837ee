package dbmanager.cli.command;

import dbmanager.backend.Presence;
import dbmanager.cli.Printer;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import dbmanager.environment.Danger;
import dbmanager.operation.Reset;
import dbmanager.problem.Problem;
import java.util.LinkedHashMap;
import java.util.Map;

/** A database that was made as new. */
record ResetView(Reset.Done done, MigrationView migrated) implements View {

    /** @throws Guarded where the environment is protected: there is no consent to this */
    static ResetView of(Toolkit toolkit) {
        if (toolkit.environment().isGuarded()) {
            throw new Guarded(toolkit);
        }
        Presence presence = toolkit.backend().presence();
        boolean nothingToLose = presence == Presence.ABSENT || presence == Presence.EMPTY;
        toolkit.require(nothingToLose ? Danger.CHANGE : Danger.DESTROY);
        Reset reset = new Reset(toolkit.backend(), toolkit.backups(), toolkit.migrator());
        Reset.Done done =
                reset.run(MigrationView.live(toolkit), toolkit.printer().progress());
        return new ResetView(done, MigrationView.of(toolkit, done.migrated()));
    }

    @Override
    public int exitCode() {
        return migrated.exitCode();
    }

    @Override
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>(migrated.json());
        json.putAll(Json.of("safety_backup", done.safety(), "kept_aside", done.keptAside()));
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
