package dbmanager.backup;

import dbmanager.problem.Problem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** The store could not be read or written. */
public class StoreFailure extends Problem {
    private static final long serialVersionUID = 1L;

    private StoreFailure(Kind kind, String happened, String state, String next, Throwable cause) {
        super(kind, happened, state, next, cause);
    }

    /** Writing failed: disk full, read-only, no permission. */
    public static StoreFailure writing(String where, IOException cause) {
        return new StoreFailure(
                Kind.UNEXPECTED,
                "cannot write " + where + " (" + why(cause) + ")",
                "nothing was committed; earlier backups are untouched",
                "free space or fix the permissions of the backups folder (`db-manager clean --dry-run` shows what could"
                        + " go), then run the command again",
                cause);
    }

    /** Writing to a file that is not of the backups folder failed. */
    static StoreFailure outside(Path file, IOException cause) {
        return new StoreFailure(
                Kind.UNEXPECTED,
                "cannot write " + file + " (" + why(cause) + ")",
                "there is no such file; the backup is untouched",
                "check that the folder the file is to be in is there, is writable and has space, or name another file",
                cause);
    }

    /** Writing what is only there for the length of the command failed. */
    static StoreFailure temporary(String what, IOException cause) {
        return new StoreFailure(
                Kind.UNEXPECTED,
                "cannot write " + what + " (" + why(cause) + ")",
                "nothing was changed; backups are as before",
                "free space in the folder for temporary files, or name another with"
                        + " DB_MANAGER_JAVA_OPTS=-Djava.io.tmpdir=FOLDER, then run the command again",
                cause);
    }

    /** A library that is unpacked into the folder for temporary files cannot be loaded from there. */
    static StoreFailure library(String name, String why, LinkageError cause) {
        return new StoreFailure(
                Kind.UNEXPECTED,
                "the library of " + name + " cannot be loaded from the folder for temporary files: " + why,
                "nothing was changed; backups are as before",
                "name another folder, with space and not mounted with noexec, by"
                        + " DB_MANAGER_JAVA_OPTS=-Djava.io.tmpdir=FOLDER, then run the command again",
                cause);
    }

    public static StoreFailure reading(String where, IOException cause) {
        return new StoreFailure(
                Kind.UNREACHABLE,
                "cannot read " + where + " (" + why(cause) + ")",
                "nothing was changed",
                "check that the backups folder is there and readable, and `backups:` in the configuration",
                cause);
    }

    /** The message of a file system's exception is often only the path. */
    static String why(IOException cause) {
        if (cause instanceof AccessDeniedException) {
            return "no permission";
        }
        if (cause instanceof NoSuchFileException) {
            return "it is not there";
        }
        if (cause instanceof NotDirectoryException) {
            return "it is not a folder";
        }
        return cause instanceof FileSystemException e && e.getReason() != null
                ? e.getReason()
                : String.valueOf(cause.getMessage());
    }

    public static StoreFailure taken(String key) {
        return new StoreFailure(
                Kind.CONFLICT,
                key + " exists already",
                "the existing object is untouched",
                "run the command again",
                null);
    }

    /**
     * Something is there that trying again does not get past.
     *
     * @param next what does
     */
    static StoreFailure inTheWay(String what, String next) {
        return new StoreFailure(Kind.CONFLICT, what + " exists already", "it is untouched", next, null);
    }

    /** There is no such object. */
    public static final class Absent extends StoreFailure {
        private static final long serialVersionUID = 1L;

        public Absent(String key) {
            super(
                    Kind.DAMAGED,
                    key + " is not in the store",
                    "nothing was changed",
                    "run `db-manager list-backups` and take another backup",
                    null);
        }
    }
}
