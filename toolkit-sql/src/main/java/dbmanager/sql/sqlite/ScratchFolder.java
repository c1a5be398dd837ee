package dbmanager.sql.sqlite;

import dbmanager.file.Temporary;
import java.io.IOException;
import java.nio.file.Path;

/** A folder for a throw-away database. */
final class ScratchFolder {
    private ScratchFolder() {}

    static Path parent() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    static Temporary make() {
        try {
            return Temporary.folder("db-manager-scratch-");
        } catch (IOException e) {
            throw DiskTrouble.writing("the folder for temporary files", parent(), e);
        }
    }
}
