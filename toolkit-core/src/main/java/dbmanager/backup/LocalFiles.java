package dbmanager.backup;

import dbmanager.file.PrivateFile;
import dbmanager.file.Temporary;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/** Files and folders for this user only, and made durable. */
final class LocalFiles {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");

    private LocalFiles() {}

    /** Creates the folder, and its parents, durably; what exists stays as it is. */
    static void createFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            createFolder(parent);
        }
        try {
            Files.createDirectory(folder, ofFolders());
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
        if (parent != null) {
            sync(parent);
        }
    }

    static FileChannel create(Path file) throws IOException {
        return PrivateFile.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    }

    static FileChannel openOrCreate(Path file) throws IOException {
        return PrivateFile.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE, LinkOption.NOFOLLOW_LINKS);
    }

    private static FileAttribute<?>[] ofFolders() {
        return POSIX ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(FOLDER)} : new FileAttribute<?>[0];
    }

    /** A new empty file beside its target, under a name of its own; see {@link Temporary} for how long it stays. */
    static Temporary draft(Path target) throws IOException {
        return draft(target, UUID.randomUUID().toString());
    }

    /** @throws FileAlreadyExistsException when there is a draft with this mark */
    static Temporary draft(Path target, String mark) throws IOException {
        Path draft = target.resolveSibling("." + target.getFileName() + "." + mark);
        return Temporary.at(() -> {
            create(draft).close();
            return draft;
        });
    }

    /** For a file that another program made. */
    static void makePrivate(Path file) throws IOException {
        if (POSIX) {
            Files.setPosixFilePermissions(file, FILE);
        }
    }

    /** Makes the content of a file, or the names in a folder, durable. */
    static void sync(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            PrivateFile.syncNames(path);
        } else {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        }
    }

    /**
     * Gives a complete file its name, durably, unless the name is taken.
     *
     * @throws FileAlreadyExistsException when the name is taken
     * @throws IOException also when the name cannot be made durable; in either case it was not given
     */
    static void publish(Path temporary, Path file) throws IOException {
        name(temporary, file);
        try {
            sync(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /** A hard link does that in one step everywhere; on a file system without them the claim of the folder keeps two writers apart. */
    private static void name(Path temporary, Path file) throws IOException {
        try {
            Files.createLink(file, temporary);
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            Files.move(temporary, file);
            return;
        }
        Files.deleteIfExists(temporary); // somebody may have tidied up, since the file has its name
    }
}
