package dbmanager.file;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;

/** The hidden file in which something is written beside its place, before it takes that in one step; and what is left of it after a kill. */
public final class Unfinished {
    /** Nobody takes that long to write what is written this way and by nobody else claimed. */
    private static final Duration OLD = Duration.ofDays(1);

    private static final String SUFFIX = ".tmp";
    private static final Pattern NAME = Pattern.compile("[.].+[.][0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}[.]tmp");

    private Unfinished() {}

    /** A new name in the folder of the file; nothing is made. */
    public static Path beside(Path file) {
        return file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + SUFFIX);
    }

    /**
     * Removes those of a folder that were not written to for a day. A folder that cannot be read or written keeps them: they harm nobody.
     *
     * @param name how the names of the files begin beside which they may lie
     * @param now by the clock that dates the files
     */
    public static void sweep(Path folder, String name, Instant now) {
        Instant old = now.minus(OLD);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                folder,
                file -> file.getFileName().toString().startsWith("." + name)
                        && NAME.matcher(file.getFileName().toString()).matches())) {
            for (Path file : files) {
                removeIfOlder(file, old);
            }
        } catch (IOException | DirectoryIteratorException e) {
            told(folder, e);
        }
    }

    private static void removeIfOlder(Path file, Instant moment) throws IOException {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (found.isRegularFile() && found.lastModifiedTime().toInstant().isBefore(moment)) {
            Files.deleteIfExists(file);
        }
    }

    private static void told(Path folder, Exception why) {
        System.getLogger(Unfinished.class.getName())
                .log(System.Logger.Level.DEBUG, "not swept: {0} ({1})", folder, why.toString());
    }
}
