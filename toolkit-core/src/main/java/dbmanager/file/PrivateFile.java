package dbmanager.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A file for this user only, whose name outlives a crash. */
public final class PrivateFile {
    private PrivateFile() {}

    /** Makes it, empty. @throws java.nio.file.FileAlreadyExistsException when it is there; then it is as it was */
    public static void create(Path file) throws IOException {
        open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW).close();
    }

    /** Opens it; one that is there already stays for whom it is. */
    public static FileChannel open(Path file, OpenOption... options) throws IOException {
        return FileChannel.open(file, Set.of(options), attributes(file));
    }

    /** Takes the lock of a file, or closes it where another process has the lock. @return whether it is locked now */
    public static boolean lockOrClose(FileChannel file) throws IOException {
        FileLock lock = null;
        try {
            lock = file.tryLock();
        } finally {
            if (lock == null) {
                file.close();
            }
        }
        return lock != null;
    }

    private static FileAttribute<?>[] attributes(Path file) {
        return isPosix(file)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** Makes the names in a folder durable. */
    public static void syncNames(Path folder) throws IOException {
        if (isPosix(folder)) { // Windows opens no folder, and writes names through
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
