package dbmanager.backup;

import dbmanager.problem.Problem;
import java.io.IOException;
import java.nio.file.Path;

/** A folder that belongs to a database could not be packed or put in place. */
public final class FolderFailure extends Problem {
    private static final long serialVersionUID = 1L;

    private FolderFailure(Kind kind, String happened, String state, String next, Throwable cause) {
        super(kind, happened, state, next, cause);
    }

    static FolderFailure unreadable(Path file, IOException cause) {
        return new FolderFailure(
                Kind.UNREACHABLE,
                "cannot read " + file + " (" + StoreFailure.why(cause) + ")",
                "no backup was made",
                "give this user permission to read it, or take its folder out of `files:` in the configuration",
                cause);
    }

    static FolderFailure unseen(Path folder, IOException cause) {
        return new FolderFailure(
                Kind.UNREACHABLE,
                "cannot look around " + folder + " (" + StoreFailure.why(cause) + ")",
                "nothing was changed",
                "give this user permission to read the folder around it, or correct `files:` in the configuration",
                cause);
    }

    static FolderFailure unpackable(Path file, String why) {
        return new FolderFailure(
                Kind.UNSUPPORTED,
                "cannot pack " + file + ": " + why + ", and a restore would refuse it",
                "no backup was made",
                "rename the file; if only this process cannot read its name, set LC_ALL=C.UTF-8",
                null);
    }

    static FolderFailure noRoom(Path folder, long needed, long free) {
        return new FolderFailure(
                Kind.UNEXPECTED,
                "unpacking beside " + folder + " needs " + needed + " bytes, and " + free + " are free",
                "the target folder is untouched",
                "free space and run the command again",
                null);
    }

    static FolderFailure notUnpacked(Path folder, IOException cause) {
        return new FolderFailure(
                Kind.UNEXPECTED,
                "cannot unpack beside " + folder + " (" + StoreFailure.why(cause) + ")",
                "the target folder is untouched",
                "make the folder around it writable, or free space, and run the command again",
                cause);
    }

    static FolderFailure notReplaced(Path folder, String state, IOException cause) {
        return new FolderFailure(
                Kind.FAILED,
                "cannot put files into " + folder + " (" + StoreFailure.why(cause) + ")",
                state,
                "make it and the folder around it writable, see that neither is a mount point, and run the command again",
                cause);
    }

    static FolderFailure linked(Path link, String state) {
        return new FolderFailure(
                Kind.REFUSED,
                link + " is in the way: a link, or a folder where the backup has a file or the reverse",
                state,
                "move it away, or restore into another place",
                null);
    }
}
