package dbmanager.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A file or folder that must not stay: closing it removes it with all in it, and so does {@link #removeAll} when a signal ends the process before
 * that, while its owner is still at work with it. So it is only for what may vanish at any moment without harm, not for a folder that is to be renamed into
 * its place, or for a database that is opened anew; and what the owner found in it counts only after {@link #close}.
 */
public final class Temporary implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Temporary.class.getName());
    private static final Set<Temporary> ALL = ConcurrentHashMap.newKeySet();
    private static final Set<Runnable> OTHERS = ConcurrentHashMap.newKeySet();

    /** Set once, when nothing that is temporary can be relied upon any more. */
    private static volatile boolean ending;

    /** How {@link Files#createTempDirectory} goes on after the prefix; what a person calls a folder ends in no such number. */
    private static final String MADE = "[0-9]{15,}";

    /** In a folder of the machine's temporary ones: locked as long as its owner lives, and so free after a kill. */
    private static final String HELD = ".held";

    private final Path path;
    private final Optional<Held> held;

    /** A folder, and the lock by which others see that its owner lives. */
    private record Held(Path folder, FileChannel lock) {
        /** The folder, as far as nobody has removed it; what says that it is ours goes last, so that a kill in between leaves what the next one removes. */
        void remove() throws IOException {
            lock.close(); // some systems delete no file that is open
            empty(folder);
            FileTree.delete(folder);
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
        return known(() -> new Temporary(making.make(), Optional.empty()));
    }

    /**
     * A new folder among the machine's temporary ones, with a hidden file in it. Those of the same prefix that killed processes left behind are
     * removed. Does not return after {@link #removeAll}.
     */
    public static Temporary folder(String prefix) throws IOException {
        return known(() -> {
            Held held = hold(prefix);
            return new Temporary(held.folder(), Optional.of(held));
        });
    }

    /** A new file in such a folder, for this user only. */
    public static Temporary file(String prefix, String suffix) throws IOException {
        return known(() -> {
            Held held = hold(prefix);
            try {
                return new Temporary(Files.createTempFile(held.folder(), prefix, suffix), Optional.of(held));
            } catch (IOException e) {
                held.remove();
                throw e;
            }
        });
    }

    private interface Step<T> {
        T done() throws IOException;
    }

    /** Not after the end has begun; and meanwhile there is nothing else, neither the end nor another thread that sweeps. */
    private static <T> T beforeTheEnd(Step<T> step) throws IOException {
        while (true) {
            synchronized (ALL) {
                if (!ending) {
                    return step.done();
                }
            }
            waitForTheEnd();
        }
    }

    private static Temporary known(Step<Temporary> making) throws IOException {
        return beforeTheEnd(() -> {
            Temporary temporary = making.done();
            ALL.add(temporary);
            return temporary;
        });
    }

    /** Ours, and none of the dead beside it. */
    private static Held hold(String prefix) throws IOException {
        while (true) {
            Path folder = Files.createTempDirectory(prefix);
            Optional<Held> held = lock(folder);
            if (held.isPresent()) {
                sweep(folder, prefix);
                return held.get();
            }
        }
    }

    /** Empty when somebody took the new folder for one of the dead. */
    private static Optional<Held> lock(Path folder) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(
                    folder.resolve(HELD),
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        Held held = new Held(folder, channel);
        try {
            channel.lock();
            if (Files.exists(folder.resolve(HELD))) {
                return Optional.of(held);
            }
            channel.close();
            return Optional.empty();
        } catch (IOException e) {
            held.remove();
            throw e;
        }
    }

    /** What cannot be looked at stays; nobody's work depends on it. Looks at none of ours: a lock of our own would be lost by that. */
    private static void sweep(Path own, String prefix) {
        Set<Path> ours = ALL.stream()
                .flatMap(temporary -> temporary.held.stream())
                .map(Held::folder)
                .collect(Collectors.toSet());
        Pattern names = Pattern.compile(Pattern.quote(prefix) + MADE);
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(own.getParent(), prefix + "*")) {
            for (Path folder : folders) {
                if (!folder.equals(own)
                        && !ours.contains(folder)
                        && names.matcher(folder.getFileName().toString()).matches()
                        && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                    removeIfDead(folder);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.log(System.Logger.Level.DEBUG, "not looked for what the dead left: {0}", e.toString());
        }
    }

    /** With its lock, so that nobody who has just made it goes on with it: whoever gets the lock of a folder looks whether it is still there. */
    private static void removeIfDead(Path folder) {
        try (FileChannel channel =
                        FileChannel.open(folder.resolve(HELD), LinkOption.NOFOLLOW_LINKS, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                return;
            }
            empty(folder);
            Files.deleteIfExists(folder.resolve(HELD));
        } catch (NoSuchFileException e) {
            // nobody holds it, or it is gone
        } catch (IOException e) {
            notOurs(e);
            return;
        }
        removeIfEmpty(folder);
    }

    /** One whose owner was killed before it held the folder, or after it had removed all that was in it. */
    private static void removeIfEmpty(Path folder) {
        try {
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            notOurs(e);
        }
    }

    private static void notOurs(IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "not ours to remove: {0}", e.toString());
    }

    /** But for what says that it is ours. */
    private static void empty(Path folder) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, entry -> !entry.endsWith(HELD))) {
            for (Path entry : entries) {
                FileTree.delete(entry);
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            // gone, or what was renamed to another place
        }
    }

    /** Has {@link #removeAll} remove, after the files, what is on a server and must not stay either. */
    public static void alsoRemove(Runnable others) {
        OTHERS.add(others);
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
        for (Runnable others : OTHERS) {
            try {
                others.run();
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.DEBUG, "left behind", e);
            }
        }
        return left;
    }

    public Path path() {
        return path;
    }

    /**
     * Puts a file into its place in one step, over what is there. From then on it stays, and another one that somebody makes under the old name is
     * none of ours. Does not return after {@link #removeAll}.
     */
    public void moveTo(Path place) throws IOException {
        beforeTheEnd(() -> {
            Files.move(path, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return ALL.remove(this);
        });
    }

    /** What was renamed to another place meanwhile stays there. Does not return after {@link #removeAll}: what was found in it may be wrong. */
    @Override
    public void close() throws IOException {
        if (ALL.contains(this)) {
            remove();
            waitForTheEnd();
            ALL.remove(this);
        }
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
