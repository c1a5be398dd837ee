package dbmanager.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * A file or folder that must not stay: closing it removes it with all in it, and so does {@link #removeAll} when a signal ends the process before
 * that, while its owner is still at work with it. So it is only for what may vanish at any moment without harm, not for a folder that is to be renamed into
 * its place, or for a database that is opened anew; and what the owner found in it counts only after {@link #close}.
 */
public final class Temporary implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Temporary.class.getName());
    private static final Set<Temporary> ALL = ConcurrentHashMap.newKeySet();

    /** Set once, when nothing that is temporary can be relied upon any more. */
    private static volatile boolean ending;

    /** In a folder of the machine's temporary ones: locked as long as its owner lives, and so free after a kill. */
    private static final String HELD = ".held";

    private final Path path;
    private final Optional<Held> held;

    /** A folder, and the lock by which others see that its owner lives. */
    private record Held(Path folder, FileChannel lock) {
        /** The folder, as far as nobody has removed it; what says that it is ours goes last, so that a kill in between leaves what the next one removes. */
        void remove() throws IOException {
            lock.close(); // some systems delete no file that is open
            clear(folder);
        }
    }

    private Temporary(Path path, Optional<Held> held) {
        this.path = path;
        this.held = held;
    }

    /** Makes a file or folder that is this process's own. */
    public interface Making {
        Path make() throws IOException;
    }

    /** Of what is made here, {@link #removeAll} knows from its beginning. Does not return after it. */
    public static Temporary at(Making making) throws IOException {
        while (true) {
            synchronized (ALL) {
                if (!ending) {
                    return at(making.make());
                }
            }
            waitForTheEnd();
        }
    }

    /** @param path that this process is about to make, for itself */
    public static Temporary at(Path path) {
        Temporary temporary = new Temporary(path, Optional.empty());
        ALL.add(temporary);
        return temporary;
    }

    /**
     * A new folder among the machine's temporary ones, with a hidden file in it. Those of the same prefix that killed processes left behind are
     * removed.
     */
    public static Temporary folder(String prefix) throws IOException {
        synchronized (ALL) {
            Held held = hold(prefix);
            return added(new Temporary(held.folder(), Optional.of(held)), prefix);
        }
    }

    /** A new file in such a folder, for this user only. */
    public static Temporary file(String prefix, String suffix) throws IOException {
        synchronized (ALL) {
            Held held = hold(prefix);
            Path file = Files.createTempFile(held.folder(), prefix, suffix);
            return added(new Temporary(file, Optional.of(held)), prefix);
        }
    }

    /** With the monitor from the lock on: another thread that sweeps must know of it, since a lock of our own would be lost by looking at it. */
    private static Temporary added(Temporary temporary, String prefix) throws IOException {
        ALL.add(temporary);
        sweep(temporary.held.orElseThrow().folder().getParent(), prefix);
        return temporary;
    }

    private static Held hold(String prefix) throws IOException {
        while (true) {
            Path folder = Files.createTempDirectory(prefix);
            try {
                FileChannel lock = FileChannel.open(
                        folder.resolve(HELD),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
                lock.lock();
                if (Files.exists(folder.resolve(HELD))) {
                    return new Held(folder, lock);
                }
                lock.close();
            } catch (NoSuchFileException e) {
                // somebody took the empty folder for one of the dead: another one, then
            }
        }
    }

    private static void sweep(Path parent, String prefix) throws IOException {
        Set<Path> ours = ALL.stream()
                .flatMap(temporary -> temporary.held.stream())
                .map(Held::folder)
                .collect(Collectors.toSet());
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, prefix + "*")) {
            for (Path folder : folders) {
                if (!ours.contains(folder) && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                    removeIfDead(folder);
                }
            }
        }
    }

    private static void removeIfDead(Path folder) {
        try {
            boolean dead;
            try (FileChannel channel = FileChannel.open(
                            folder.resolve(HELD), LinkOption.NOFOLLOW_LINKS, StandardOpenOption.WRITE);
                    FileLock lock = channel.tryLock()) {
                dead = lock != null;
            }
            if (dead) {
                clear(folder);
            }
        } catch (NoSuchFileException e) {
            removeIfEmpty(folder);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "not ours to remove: {0}", e.toString());
        }
    }

    /** One whose owner was killed before it held the folder, or after it had removed all that was in it. */
    private static void removeIfEmpty(Path folder) {
        try {
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "not ours to remove: {0}", e.toString());
        }
    }

    private static void clear(Path folder) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, entry -> !entry.endsWith(HELD))) {
            for (Path entry : entries) {
                FileTree.delete(entry);
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            // gone, or what was renamed to another place
        }
        FileTree.delete(folder);
    }

    /**
     * Removes every one of this process that was not closed. Only for a process that ends after it, see {@link #close}.
     *
     * @return those that could not be removed
     */
    public static List<Path> removeAll() {
        ending = true;
        List<Path> left = new ArrayList<>();
        synchronized (ALL) {
            for (Temporary temporary : ALL) {
                try {
                    temporary.remove();
                } catch (IOException e) {
                    left.add(temporary.path);
                }
            }
        }
        return left;
    }

    public Path path() {
        return path;
    }

    /** What was renamed to another place meanwhile stays there. Does not return after {@link #removeAll}: what was found in it may be wrong. */
    @Override
    public void close() throws IOException {
        remove();
        waitForTheEnd();
        ALL.remove(this);
    }

    /** Of the process, if it has begun. */
    private static void waitForTheEnd() {
        while (ending) {
            LockSupport.park();
        }
    }

    private void remove() throws IOException {
        if (held.isPresent()) {
            held.get().remove();
        } else {
            FileTree.delete(path);
        }
    }
}
