package dbmanager.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A store whose n-th changing operation goes wrong: each create, write, commit, delete and claim counts as one. */
public final class FaultyStore implements BackupStore {
    private final BackupStore store;
    private final Fault fault;
    private final Optional<Long> free;
    private final boolean lists;
    private int left;

    /** What goes wrong. */
    public enum Fault {
        /** The operation fails, as on a full disk. A write has put half of its bytes into place by then. */
        FAIL,
        /** The process ends on the spot, before the operation. A write has put half of its bytes into place by then. */
        HALT
    }

    /** @param nth 1 for the first operation; 0 for none */
    public FaultyStore(BackupStore store, Fault fault, int nth) {
        this(store, fault, nth, Optional.empty(), true);
    }

    private FaultyStore(BackupStore store, Fault fault, int nth, Optional<Long> free, boolean lists) {
        this.store = store;
        this.fault = fault;
        this.left = nth;
        this.free = free;
        this.lists = lists;
    }

    /** One that says that no more bytes than these may be written. */
    public static FaultyStore withRoomFor(long bytes, BackupStore store) {
        return new FaultyStore(store, Fault.FAIL, 0, Optional.of(bytes), true);
    }

    /** One that does not say what is in a folder. */
    static FaultyStore withoutLists(BackupStore store) {
        return new FaultyStore(store, Fault.FAIL, 0, Optional.empty(), false);
    }

    /** Whether this operation is the one. */
    private boolean isDue() {
        return left > 0 && --left == 0;
    }

    private void step(String key) {
        if (isDue()) {
            strike(key);
        }
    }

    private void strike(String key) {
        if (fault == Fault.HALT) {
            Runtime.getRuntime().halt(9);
        }
        throw StoreFailure.writing(key, new IOException("No space left on device"));
    }

    @Override
    public String location() {
        return store.location();
    }

    @Override
    public Optional<Long> freeBytes() {
        return free.or(store::freeBytes);
    }

    @Override
    public Upload create(String key) {
        step(key);
        return new FaultyUpload(key, store.create(key));
    }

    @Override
    public InputStream open(String key) {
        return store.open(key);
    }

    @Override
    public Optional<Stored> stat(String key) {
        return store.stat(key);
    }

    @Override
    public List<Stored> list(String prefix) {
        if (!lists) {
            throw StoreFailure.reading(prefix, new IOException("Input/output error"));
        }
        return store.list(prefix);
    }

    @Override
    public List<String> folders() {
        return store.folders();
    }

    @Override
    public void delete(String key) {
        step(key);
        store.delete(key);
    }

    @Override
    public void deleteFolder(String folder) {
        step(folder);
        store.deleteFolder(folder);
    }

    @Override
    public Optional<Path> localFile(String key) {
        return store.localFile(key);
    }

    @Override
    public boolean isAbandoned(String folder) {
        return store.isAbandoned(folder);
    }

    @Override
    public Optional<Claim> claim(String folder) {
        step(folder);
        return store.claim(folder);
    }

    @Override
    public boolean isClaimed(String folder) {
        return store.isClaimed(folder);
    }

    private final class FaultyUpload implements Upload {
        private final String key;
        private final Upload upload;

        FaultyUpload(String key, Upload upload) {
            this.key = key;
            this.upload = upload;
        }

        @Override
        public OutputStream stream() {
            OutputStream out = upload.stream();
            return new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    write(new byte[] {(byte) b}, 0, 1);
                }

                @Override
                public void write(byte[] b, int offset, int length) throws IOException {
                    if (isDue()) {
                        out.write(b, offset, length / 2);
                        out.flush();
                        strike(key);
                    }
                    out.write(b, offset, length);
                }

                @Override
                public void flush() throws IOException {
                    out.flush();
                }

                @Override
                public void close() throws IOException {
                    out.close();
                }
            };
        }

        @Override
        public Path file() {
            return upload.file();
        }

        @Override
        public void commit() {
            step(key);
            upload.commit();
        }

        @Override
        public void close() {
            upload.close();
        }
    }
}
