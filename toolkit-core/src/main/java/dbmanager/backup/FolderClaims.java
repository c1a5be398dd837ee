package dbmanager.backup;

import dbmanager.file.FileTree;
import dbmanager.file.PrivateFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Claims of folders: an operating system lock on {@code .claim} in the folder, so that it ends with the process however that ends.
 *
 * <p>Two traps are avoided here. POSIX drops all locks of a process on a file when the process closes any descriptor of it, so this machine
 * never opens a {@code .claim} that it holds itself. And a process could lock a {@code .claim} that another one has just unlinked, so
 * opening with locking, and unlinking, happen under a lock on the store's {@code .lock}, which is never removed.
 */
final class FolderClaims {
    static final String CLAIM = ".claim";
    private static final String MUTEX = ".lock";
    private static final int ATTEMPTS = 3;
    private static final long PAUSE_MILLIS = 5;

    /** The folders that this process has claimed; also the monitor for all that opens or closes a {@code .claim}. */
    private static final Set<Path> HELD = new HashSet<>();

    private final Path root;

    FolderClaims(Path root) {
        this.root = root;
    }

    /** @param folder exists already */
    Optional<BackupStore.Claim> claim(Path folder) throws IOException {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Optional<BackupStore.Claim> claim = tryClaim(folder);
            if (claim.isPresent()) {
                return claim;
            }
            pause(); // somebody may only have been looking whether it is claimed
        }
        return Optional.empty();
    }

    private Optional<BackupStore.Claim> tryClaim(Path folder) throws IOException {
        synchronized (HELD) {
            try (FileChannel mutex = lockStore()) {
                LocalFiles.createFolder(folder);
                Path key = folder.toRealPath();
                if (HELD.contains(key)) {
                    return Optional.empty();
                }
                FileChannel channel = LocalFiles.openOrCreate(folder.resolve(CLAIM));
                if (!PrivateFile.lockOrClose(channel)) {
                    return Optional.empty();
                }
                HELD.add(key);
                return Optional.of(new Held(folder, key, channel));
            }
        }
    }

    private FileChannel lockStore() throws IOException {
        FileChannel mutex = LocalFiles.openOrCreate(root.resolve(MUTEX));
        try {
            mutex.lock();
            return mutex;
        } catch (IOException | RuntimeException e) {
            mutex.close();
            throw e;
        }
    }

    /** Deletes a folder with all in it. Of one that this process has claimed, the claim stays, and its end takes the folder away. */
    void deleteFolder(Path folder) throws IOException {
        synchronized (HELD) {
            if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                return;
            }
            try (FileChannel mutex = lockStore()) {
                if (HELD.contains(folder.toRealPath())) {
                    deleteAllBut(folder.resolve(CLAIM));
                } else {
                    FileTree.delete(folder);
                    LocalFiles.sync(root);
                }
            }
        }
    }

    private static void deleteAllBut(Path claim) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(claim.getParent())) {
            for (Path entry : entries) {
                if (!entry.equals(claim)) {
                    FileTree.delete(entry);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    boolean isClaimed(Path folder) throws IOException {
        synchronized (HELD) {
            if (HELD.isEmpty() || !Files.isDirectory(folder)) {
                return isLocked(folder);
            }
            return HELD.contains(folder.toRealPath()) || isLocked(folder);
        }
    }

    /** Whoever ends a claim removes its file. */
    boolean isAbandoned(Path folder) {
        return Files.exists(folder.resolve(CLAIM), LinkOption.NOFOLLOW_LINKS);
    }

    /** A shared lock needs no permission to write. */
    private static boolean isLocked(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder.resolve(CLAIM), StandardOpenOption.READ)) {
            FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true);
            return lock == null;
        } catch (NoSuchFileException e) {
            return false;
        } catch (AccessDeniedException e) {
            return true; // the claim of another user: whether it lives cannot be seen, so nothing may be taken for dead
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A claim that this process has. Ending it removes the folder too when nothing else is in it. */
    private final class Held implements BackupStore.Claim {
        private final Path folder;
        private final Path key;
        private final FileChannel channel;

        Held(Path folder, Path key, FileChannel channel) {
            this.folder = folder;
            this.key = key;
            this.channel = channel;
        }

        @Override
        public void close() {
            synchronized (HELD) {
                if (!HELD.contains(key) || !channel.isOpen()) {
                    return;
                }
                try (FileChannel mutex = lockStore()) {
                    channel.close(); // first: Windows removes no open file
                    HELD.remove(key);
                    Files.deleteIfExists(folder.resolve(CLAIM));
                    removeIfEmpty();
                } catch (IOException e) {
                    throw StoreFailure.writing(folder.toString(), e);
                } finally {
                    release();
                }
            }
        }

        private void release() {
            HELD.remove(key);
            try {
                channel.close();
            } catch (IOException e) {
                throw StoreFailure.writing(folder.toString(), e);
            }
        }

        private void removeIfEmpty() throws IOException {
            try {
                Files.deleteIfExists(folder);
                LocalFiles.sync(root);
            } catch (DirectoryNotEmptyException e) {
                // it holds a backup
            }
        }
    }
}
