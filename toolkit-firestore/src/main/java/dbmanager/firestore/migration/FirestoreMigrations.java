package dbmanager.firestore.migration;

import dbmanager.firestore.document.DatabaseName;
import dbmanager.migration.MigrationFolder;
import dbmanager.migration.Migrations;
import dbmanager.migration.Script;
import java.nio.file.Path;
import java.util.Set;

/** The migrations folder of a Firestore database: {@code V<version>__<name>.yaml} and {@code .java}. */
public final class FirestoreMigrations {
    private final MigrationFolder folder;
    private final DatabaseName database;

    public FirestoreMigrations(Path folder, DatabaseName database) {
        this.folder = new MigrationFolder(folder, Set.of("yaml", "java"));
        this.database = database;
    }

    public Path path() {
        return folder.path();
    }

    /**
     * Reads the folder anew. Each file says itself whether it can be taken back; one written in Java always can, from images if it does not
     * say how.
     *
     * @throws dbmanager.problem.Problem when the folder or a declarative migration in it cannot be read
     */
    public Migrations read() {
        return folder.read(this::isReversible);
    }

    private boolean isReversible(Script script) {
        return script.name().endsWith(".java") || Body.of(script, database).undo() != Body.Undo.NOT_AT_ALL;
    }
}
