package dbmanager.sql.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;

/** Files that only their owner may read. */
final class PrivateFile {
    private static final Set<OpenOption> OPTIONS =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);

    private PrivateFile() {}

    /** Opens the file; makes it, empty, if need be. A link leads to it. */
    static FileChannel open(Path file) throws IOException {
        return open(file, OPTIONS);
    }

    /** The same, but an error where the name is a link: what it leads to is not touched. */
    static FileChannel openItself(Path file) throws IOException {
        Set<OpenOption> options = new HashSet<>(OPTIONS);
        options.add(LinkOption.NOFOLLOW_LINKS);
        return open(file, options);
    }

    private static FileChannel open(Path file, Set<OpenOption> options) throws IOException {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? FileChannel.open(
                        file,
                        options,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
                : FileChannel.open(file, options, new FileAttribute<?>[0]);
    }
}
