package dbmanager.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.stream.Stream;

/** The files of one folder that a backup holds. One that changed its size or time since is another file, which the backup does not hold. */
public final class HeldFiles {
    private static final HeldFiles NONE = new HeldFiles(Map.of());

    private final Map<String, Stamp> files;

    /** By what a file is known again. */
    record Stamp(long bytes, FileTime modified) {
        static Stamp of(BasicFileAttributes attributes) {
            return new Stamp(attributes.size(), attributes.lastModifiedTime());
        }
    }

    /** @param files by their names in the archive */
    HeldFiles(Map<String, Stamp> files) {
        this.files = Map.copyOf(files);
    }

    public static HeldFiles none() {
        return NONE;
    }

    /** @param name in the archive */
    boolean has(String name, Path file) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return attributes.isRegularFile() && Stamp.of(attributes).equals(files.get(name));
    }

    /** Whether every file in a folder is held; a link never is. */
    boolean hasAllOf(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) && !has(name(folder, path), path)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** What the archive calls a file. */
    static String name(Path folder, Path file) {
        Path relative = folder.relativize(file);
        return relative.toString().replace(relative.getFileSystem().getSeparator(), "/");
    }
}
