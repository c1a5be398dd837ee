package dbmanager.firestore.migration;

import dbmanager.firestore.document.DatabaseName;
import dbmanager.migration.Migration;
import dbmanager.problem.Finding;
import java.util.List;

/** What a migration's file says, whichever language it is in. Reading it is what finds its mistakes; then it only has to be carried out. */
interface Body {
    /** Makes its changes. @return what somebody should look at all the same */
    List<Finding> up(Stage stage);

    /** Takes them back, where it says itself how; else see {@link #undo}. */
    List<Finding> down(Stage stage);

    Undo undo();

    /** What is not as it says that it must be once its changes are made. */
    List<Finding> verify(Assertion.Reader reader);

    /** How a migration is taken back. */
    enum Undo {
        /** From the images that were kept. */
        IMAGES,
        /** By what the file says. */
        ITSELF,
        NOT_AT_ALL
    }

    /** @throws dbmanager.problem.Problem when it cannot be run as it is written; nothing has been run then */
    static Body of(Migration migration, DatabaseName database) {
        return of(migration.script(), database);
    }

    static Body of(dbmanager.migration.Script script, DatabaseName database) {
        return script.name().endsWith(".java")
                ? JavaBody.compile(script, database)
                : new ScriptBody(Script.parse(script.text(), script.path(), database));
    }
}
