package dbmanager.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** A file for this user only, whose name outlives a crash. */
public final class PrivateFile {
    private PrivateFile() {}

    /** Makes it, empty. @throws java.nio.file.FileAlreadyExistsException when it is there; then it is as it was */
    public static void create(Path file) throws IOException {
        if (isPosix(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
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
