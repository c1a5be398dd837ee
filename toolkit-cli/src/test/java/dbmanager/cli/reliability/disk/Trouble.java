package dbmanager.cli.reliability.disk;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What goes wrong below one folder in this process, and when: as the system properties say that {@link #properties} makes. */
public final class Trouble {
    /** How a process ends that was stopped at a step. */
    public static final int HALTED = 9;

    private static final String KIND = "disk.trouble";
    private static final String AT = "disk.at";
    private static final String ROOT = "disk.root";
    private static final String COUNTS = "disk.counts";

    /** What goes wrong. */
    public enum Kind {
        /** Nothing; steps and bytes are counted. */
        NONE,
        /** The process ends before step {@code at}; half of a write is in the file by then. */
        DEATH,
        /** The same, and bytes that were not forced are gone. */
        POWER_LOSS,
        /** The same, and names that were not forced are gone too. */
        POWER_LOSS_WITH_NAMES,
        /** After so many bytes there is no space left. */
        FULL,
        /** The folder {@code backups} can only be read. */
        READ_ONLY_BACKUPS
    }

    private final Kind kind;
    private final long at;
    private final Path root;
    private final Unforced unforced;
    private long steps;
    private long bytes;

    private Trouble(Kind kind, long at, Path root, Unforced unforced) {
        this.kind = kind;
        this.at = at;
        this.root = root;
        this.unforced = unforced;
    }

    /**
     * Options of a JVM that has such a disk.
     *
     * @param root below which steps count; its sibling {@code ….aside} is used for keeping what was deleted
     * @param counts where the numbers of steps and bytes are written when the process ends in order
     */
    public static List<String> properties(Kind kind, long at, Path root, Path counts) {
        return List.of(
                "-Djava.nio.file.spi.DefaultFileSystemProvider=" + FaultyDisk.class.getName(),
                "-D" + KIND + "=" + kind,
                "-D" + AT + "=" + at,
                "-D" + ROOT + "=" + root,
                "-D" + COUNTS + "=" + counts);
    }

    static Trouble ofThisProcess(FileSystem machine) throws IOException {
        Kind kind = Kind.valueOf(System.getProperty(KIND, "NONE").toUpperCase(Locale.ROOT));
        Path root = machine.getPath(System.getProperty(ROOT));
        boolean remembers = kind == Kind.POWER_LOSS || kind == Kind.POWER_LOSS_WITH_NAMES;
        Unforced unforced = remembers ? Unforced.below(root) : Unforced.nothing();
        Trouble trouble = new Trouble(kind, Long.parseLong(System.getProperty(AT, "0")), root, unforced);
        String counts = System.getProperty(COUNTS);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> trouble.tell(counts)));
        return trouble;
    }

    Unforced unforced() {
        return unforced;
    }

    private boolean isOurs(Path path) {
        return path.toAbsolutePath().normalize().startsWith(root);
    }

    /** Before something is changed. */
    synchronized void step(Path path) throws IOException {
        if (!isOurs(path)) {
            return;
        }
        steps++;
        if (isDeath() && steps == at) {
            die();
        }
        mayWrite(path);
    }

    void mayWrite(Path path) throws IOException {
        if (kind == Kind.READ_ONLY_BACKUPS && path.toAbsolutePath().normalize().startsWith(root.resolve("backups"))) {
            throw new AccessDeniedException(path.toString());
        }
    }

    private boolean isDeath() {
        return kind == Kind.DEATH || kind == Kind.POWER_LOSS || kind == Kind.POWER_LOSS_WITH_NAMES;
    }

    /** Puts the first bytes of a write into place. */
    interface Half {
        void write(int length) throws IOException;
    }

    /** Before so many bytes are written. */
    synchronized void writing(Path path, int length, Half half) throws IOException {
        if (!isOurs(path)) {
            return;
        }
        unforced.written(path);
        if (isDeath() && steps + 1 == at) {
            half.write(length / 2);
        }
        step(path);
        if (kind == Kind.FULL && bytes + length > at) {
            half.write((int) Math.max(0, at - bytes));
            bytes = at;
            throw new FileSystemException(path.toString(), null, "No space left on device");
        }
        bytes += length;
    }

    private void die() throws IOException {
        try {
            unforced.lose(kind == Kind.POWER_LOSS_WITH_NAMES);
        } finally {
            Runtime.getRuntime().halt(HALTED);
        }
    }

    private synchronized void tell(String file) {
        try (FileOutputStream out = new FileOutputStream(file)) {
            out.write((steps + " " + bytes + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
