package dbmanager.backup;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Who may do what with restored files: the same as before, since an archive does not say. Whoever restores as root must not take the uploads
 * away from the application. Does nothing on file systems without owners.
 */
final class Ownership {
    private static final Set<PosixFilePermission> EXECUTE = EnumSet.of(
            PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.OTHERS_EXECUTE);

    private static final Set<PosixFilePermission> GROUP = EnumSet.of(
            PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_WRITE, PosixFilePermission.GROUP_EXECUTE);

    private final Path old;
    private final Path fresh;
    private int notGiven;

    private Ownership(Path old, Path fresh) {
        this.old = old;
        this.fresh = fresh;
    }

    /**
     * Gives each file and folder of the fresh folder the owner, the group and the permissions of the one of the same name in the old folder;
     * what is new there, those of the folder that it lies in. Owners as far as this user may give files away.
     */
    static void takeOver(Path old, Path fresh) throws IOException {
        if (Files.getFileAttributeView(old, PosixFileAttributeView.class) == null) {
            return;
        }
        Ownership ownership = new Ownership(old, fresh);
        Files.walkFileTree(fresh, ownership.new Visitor());
        if (ownership.notGiven > 0) {
            System.getLogger(Ownership.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "{0} restored files of {1} belong to this user, who may not give them back to their owner",
                            ownership.notGiven,
                            old);
        }
    }

    /**
     * Gives a file the owner, the group and the permissions of the one that it is to replace.
     *
     * @return whether both have the same owner and, where that may do anything with it, the same group; also where files have none. Else its permissions
     *     are as they were
     */
    static boolean takeOverFile(Path old, Path fresh) throws IOException {
        if (Files.getFileAttributeView(old, PosixFileAttributeView.class) == null) {
            return true;
        }
        PosixFileAttributes wanted = attributes(old);
        boolean given = give(wanted, fresh) || (ofSameOwner(wanted, fresh) && isNothingToItsGroup(wanted));
        if (given) {
            Files.setPosixFilePermissions(fresh, wanted.permissions());
        }
        return given;
    }

    private void give(Path path, boolean folder) throws IOException {
        Path namesake = old.resolve(fresh.relativize(path));
        boolean known = folder
                ? Files.isDirectory(namesake, LinkOption.NOFOLLOW_LINKS)
                : Files.isRegularFile(namesake, LinkOption.NOFOLLOW_LINKS);
        Path model = known ? namesake : path.getParent();
        if (!like(model, path, known || folder)) {
            notGiven++;
        }
    }

    /** Makes a new folder that of whom its model belongs to. */
    static void createFolder(Path folder, Path model) throws IOException {
        Files.createDirectory(folder);
        if (Files.getFileAttributeView(model, PosixFileAttributeView.class) != null) {
            like(model, folder, true);
        }
    }

    /** @return whether it belongs to the same owner and group now */
    private static boolean like(Path model, Path path, boolean executable) throws IOException {
        PosixFileAttributes wanted = attributes(model);
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        permissions.addAll(wanted.permissions());
        if (!executable) {
            permissions.removeAll(EXECUTE);
        }
        Files.setPosixFilePermissions(path, permissions);
        return give(wanted, path);
    }

    private static PosixFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean ofSameOwner(PosixFileAttributes wanted, Path path) throws IOException {
        return wanted.owner().equals(Files.getOwner(path));
    }

    private static boolean isNothingToItsGroup(PosixFileAttributes file) {
        return Collections.disjoint(file.permissions(), GROUP);
    }

    /** @return whether it belongs to the same owner and group now */
    private static boolean give(PosixFileAttributes wanted, Path path) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        PosixFileAttributes now = view.readAttributes();
        try {
            if (!wanted.group().equals(now.group())) {
                view.setGroup(wanted.group());
            }
            if (!wanted.owner().equals(now.owner())) {
                view.setOwner(wanted.owner());
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private final class Visitor extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
            give(folder, true);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            give(file, false);
            return FileVisitResult.CONTINUE;
        }
    }
}
