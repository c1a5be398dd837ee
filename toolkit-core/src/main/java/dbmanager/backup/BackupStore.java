package dbmanager.backup;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where backups lie. Keys are names separated by {@code /}, below the store's root: {@code 20261121T020000Z-shop/manifest.json}.
 *
 * <p>Contract: an object is not visible before {@link Upload#commit} and complete and durable when it returns; objects are never changed
 * after that; all methods may be called by several threads and processes at once. Every failure of the store is a
 * {@link StoreFailure}.
 */
public interface BackupStore {
    /** Where this store is, for messages; never contains a secret. */
    String location();

    /** How many more bytes this user may write; empty where the store does not tell. */
    Optional<Long> freeBytes();

    /**
     * Begins an object.
     *
     * @throws StoreFailure when the store cannot be written
     */
    Upload create(String key);

    /** @throws StoreFailure.Absent when there is no such object; the caller closes the stream */
    InputStream open(String key);

    Optional<Stored> stat(String key);

    /** Every object whose key begins with the prefix, by key. What is not committed is not listed. */
    List<Stored> list(String prefix);

    /** The first name of every key, by name, including those of folders in which nothing was committed yet. */
    List<String> folders();

    /** Durable on return. Deleting what is not there is fine. */
    void delete(String key);

    /** Removes a folder and all in it, committed or not. */
    void deleteFolder(String folder);

    /** The file of this machine that holds the object, for programs that read only files; empty on a remote store. */
    Optional<Path> localFile(String key);

    /**
     * Says that a living process writes in this folder. Ends with the claim, or with the process.
     *
     * @return empty when another living process has the claim
     */
    Optional<Claim> claim(String folder);

    /** Whether a living process has the claim of this folder; needs no permission to write. */
    boolean isClaimed(String folder);

    /** Whether a process had the claim of this folder and died before it ended. */
    boolean isAbandoned(String folder);

    record Stored(String key, long bytes, Instant modified) {
        /** The key without its folder. */
        public String name() {
            return key.substring(key.lastIndexOf('/') + 1);
        }
    }

    /** An object on its way in: fill {@link #stream} or {@link #file}, not both; then commit. Closing without a commit leaves nothing. */
    interface Upload extends AutoCloseable {
        OutputStream stream();

        /** A path at which no file exists yet and a program may make one; it lies on the store itself when that is local. */
        Path file();

        /** @throws StoreFailure when the key is taken, or the bytes could not be made durable; then the object does not exist */
        void commit();

        @Override
        void close();
    }

    interface Claim extends AutoCloseable {
        @Override
        void close();
    }
}
