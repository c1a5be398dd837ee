package dbmanager.sql.sqlite;

import dbmanager.file.PrivateFile;
import dbmanager.migration.MigrationLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * A lock of the operating system on a file beside the database; it ends with its process. The file says who has it and is deleted when the lock
 * is given back.
 *
 * <p>The locked byte lies beyond the text, so that others can read it where locks are mandatory (Windows). Where they are not (POSIX), closing
 * any descriptor of the file gives back the locks of the whole process: hence the list of what this process holds, which is asked before the file
 * is opened.
 */
final class SqliteLock implements MigrationLock {
    private static final String SUFFIX = ".migration-lock";
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int MAX_TEXT = 4096;

    private static final Pattern TEXT = Pattern.compile(".*, process \\d+, since \\S+");

    private static final Pattern CUT_OFF = Pattern.compile("\\x00[^\\x00]+");

    /** The locks of this process, and their owners. */
    private static final Map<Path, String> HERE = new ConcurrentHashMap<>();

    private final String shown;
    private final Path file;
    private final FileChannel locked;
    private final FileChannel witness;
    private final FileLock lock;
    private final Object fileKey;
    private Runnable onClose = () -> {};

    private SqliteLock(String shown, Path file, FileChannel locked, FileChannel witness, FileLock lock)
            throws IOException {
        this.shown = shown;
        this.file = file;
        this.locked = locked;
        this.witness = witness;
        this.lock = lock;
        this.fileKey = fileKey();
    }

    /** What is to be done just before the lock is given back. */
    SqliteLock onClose(Runnable action) {
        onClose = action;
        return this;
    }

    boolean isHeld() {
        return lock.isValid();
    }

    /** @throws MigrationLock.Held when somebody else has it and the time is over */
    static SqliteLock take(SqliteDatabase database, String owner, Instant now, Duration wait) {
        long deadline = System.nanoTime() + wait.toNanos();
        try {
            Path file = beside(database.file().toAbsolutePath());
            String text = owner + ", process " + ProcessHandle.current().pid() + ", since " + now;
            while (true) {
                Optional<SqliteLock> taken = attempt(database.shown(), file, text);
                if (taken.isPresent()) {
                    return taken.get();
                }
                if (System.nanoTime() - deadline >= 0) {
                    throw new Held(database.shown(), holder(file));
                }
                Thread.sleep(PAUSE.toMillis());
            }
        } catch (IOException e) {
            throw database.unwritable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Held(database.shown(), "");
        }
    }

    /** Beside the file itself where the configuration names a link: two names of one database have one lock. */
    private static Path beside(Path database) throws IOException {
        if (Files.exists(database)) {
            Path real = database.toRealPath();
            return real.resolveSibling(real.getFileName() + SUFFIX);
        }
        Files.createDirectories(database.getParent());
        return database.getParent().toRealPath().resolve(database.getFileName() + SUFFIX);
    }

    private static Optional<SqliteLock> attempt(String shown, Path file, String text) throws IOException {
        if (HERE.putIfAbsent(file, text) != null) {
            return Optional.empty();
        }
        Optional<SqliteLock> taken = Optional.empty();
        try {
            taken = lock(shown, file, text);
            return taken;
        } finally {
            if (taken.isEmpty()) {
                HERE.remove(file);
            }
        }
    }

    private static Optional<SqliteLock> lock(String shown, Path file, String text) throws IOException {
        FileChannel locked = open(file);
        FileChannel witness = null;
        try {
            FileLock lock = locked.tryLock(LOCKED_BYTE, 1, false);
            if (lock != null) {
                requireOurs(file, read(locked));
                String mine = text + "\n" + UUID.randomUUID() + "\n";
                write(locked, file, mine);
                witness = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
                // The holder before us may have deleted the file after we opened it; then the file at the path is
                // another one.
                if (mine.equals(read(witness))) {
                    return Optional.of(new SqliteLock(shown, file, locked, witness, lock));
                }
            }
        } catch (NoSuchFileException e) {
            // Deleted by the holder before us: try again.
        } catch (IOException | RuntimeException e) {
            close(locked, witness);
            throw e;
        }
        close(locked, witness);
        return Optional.empty();
    }

    /** The first byte last: a text that was cut off, by a full disk or a loss of power, begins with a zero, and is known to be one of ours. */
    private static void write(FileChannel locked, Path file, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try {
            locked.truncate(0);
            locked.write(ByteBuffer.wrap(bytes, 1, bytes.length - 1), 1);
            locked.write(ByteBuffer.wrap(bytes, 0, 1), 0);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /** Who can write the folder can put anything under this name, so that we write to it in his place. */
    private static FileChannel open(Path file) throws IOException {
        FileChannel channel;
        try {
            channel = PrivateFile.open(
                    file,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                requireFile(file);
            }
            throw e;
        }
        try {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                requireFile(file);
            }
            return channel;
        } catch (RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void requireFile(Path file) {
        if (Files.isSymbolicLink(file)) {
            throw new ForeignLockFile(file, "a link");
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new ForeignLockFile(file, "no file");
        }
    }

    /** What a killed runner left behind: our text, or one that was cut off, or nothing yet, which after a loss of power may be zeros. */
    private static void requireOurs(Path file, String text) {
        boolean nothing =
                text.chars().allMatch(c -> c == 0) || CUT_OFF.matcher(text).matches();
        if (!nothing && !TEXT.matcher(text.lines().findFirst().orElse("")).matches()) {
            throw new ForeignLockFile(file, "a file with another content");
        }
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(MAX_TEXT);
        channel.read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }

    private static String holder(Path file) {
        String here = HERE.get(file);
        if (here != null) {
            return here;
        }
        try {
            return Files.readString(file).replace("\0", "").lines().findFirst().orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void ensureHeld() {
        try {
            if (lock.isValid() && Objects.equals(fileKey, fileKey())) {
                return;
            }
        } catch (IOException e) {
            // Gone: lost.
        }
        throw new Lost(shown);
    }

    /** The inode, on file systems that have one. */
    private Object fileKey() throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    @Override
    public synchronized void close() {
        if (!lock.isValid()) {
            return;
        }
        onClose.run();
        try {
            if (Objects.equals(fileKey, fileKey())) {
                Files.delete(file);
            }
        } catch (IOException e) {
            // It stays, unlocked, and does no harm.
        }
        close(locked, witness);
        HERE.remove(file);
    }

    private static void close(FileChannel locked, FileChannel witness) {
        try (locked;
                witness) {
            // Only to be closed.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
