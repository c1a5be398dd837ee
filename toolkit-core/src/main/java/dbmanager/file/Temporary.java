package dbmanager.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * A file or folder that must not stay: closing it removes it with all in it, and so does {@link #removeAll} when a signal ends the process before
 * that, while its owner is still at work with it. So it is only for what may vanish at any moment without harm, not for a folder that is to be renamed into
 * its place, or for a database that is opened anew; and what the owner found in it counts only after {@link #close}.
 */
public final class Temporary implements AutoCloseable {
    private static final Set<Temporary> ALL = ConcurrentHashMap.newKeySet();

    /** Set once, when nothing that is temporary can be relied upon any more. */
    private static volatile boolean ending;

    private final Path path;

    private Temporary(Path path) {
        this.path = path;
    }

    /** @param path that was just made, by this process and for itself */
    public static Temporary at(Path path) {
        Temporary temporary = new Temporary(path);
        ALL.add(temporary);
        return temporary;
    }

    /**
     * Removes every one of this process that was not closed. Only for a process that ends after it, see {@link #close}.
     *
     * @return those that could not be removed
     */
    public static List<Path> removeAll() {
        ending = true;
        List<Path> left = new ArrayList<>();
        for (Temporary temporary : ALL) {
            try {
                FileTree.delete(temporary.path);
            } catch (IOException e) {
                left.add(temporary.path);
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
        FileTree.delete(path);
        while (ending) {
            LockSupport.park();
        }
        ALL.remove(this);
    }
}
