package dbmanager.sql.sqlite;

import dbmanager.backend.DatabaseUnavailable;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Why something could not be written. Java gives an error number as a type or as the text of the C library, which may be in another language,
 * and SQLite keeps most of them for itself: so the file system is asked, and a text is only what is shown when that says nothing.
 */
final class DiskTrouble {
    /** With less than this no file can be made or grow by a page, whatever else may be wrong. */
    private static final long ALMOST_NOTHING = 64L * 1024;

    private DiskTrouble() {}

    /**
     * @param shown how messages name what was to be written
     * @param folder where
     */
    static Problem writing(String shown, Path folder, IOException e) {
        if (e instanceof AccessDeniedException) {
            return DatabaseUnavailable.readOnly(shown, e);
        }
        return ofFileSystem(shown, folder, e)
                .orElseGet(() -> DatabaseUnavailable.notWritten(shown, folder.toString(), why(e), e));
    }

    /** The trouble that the file system itself tells of, if any. */
    static Optional<Problem> ofFileSystem(String shown, Path folder, Throwable cause) {
        try {
            FileStore store = Files.getFileStore(nearest(folder));
            if (store.isReadOnly()) {
                return Optional.of(DatabaseUnavailable.readOnlyFileSystem(shown, folder.toString(), cause));
            }
            if (store.getUsableSpace() < ALMOST_NOTHING) {
                return Optional.of(DatabaseUnavailable.full(shown, cause));
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        return Optional.empty();
    }

    private static Path nearest(Path folder) {
        Path there = folder.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there;
    }

    private static String why(IOException e) {
        if (e instanceof FileAlreadyExistsException || e instanceof NotDirectoryException) {
            return e.getMessage() + " is not a folder";
        }
        return e instanceof FileSystemException file && file.getReason() != null
                ? file.getReason()
                : String.valueOf(e.getMessage());
    }
}
