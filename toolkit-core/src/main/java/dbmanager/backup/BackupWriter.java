package dbmanager.backup;

import com.github.luben.zstd.ZstdOutputStream;
import dbmanager.backup.Part.Compression;
import dbmanager.backup.Part.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * A backup on its way into the store. Parts become durable one by one; none of them is a backup before {@link #commit} has written the
 * manifest. Closing without a commit removes everything that was written. For one thread at a time.
 */
public final class BackupWriter implements AutoCloseable {
    private final BackupStore store;
    private final BackupStore.Claim claim;
    private final Clock clock;
    private final Header header;
    private final List<Part> parts = new ArrayList<>();
    private Facts facts;
    private boolean committed;

    record Header(
            BackupId id,
            DatabaseIdentity database,
            String environment,
            String tool,
            String reason,
            Instant begun,
            List<String> selection) {}

    private record Facts(SchemaVersion schema, Optional<Instant> readTime) {}

    BackupWriter(BackupStore store, BackupStore.Claim claim, Clock clock, Header header) {
        this.store = store;
        this.claim = claim;
        this.clock = clock;
        this.header = header;
    }

    public BackupId id() {
        return header.id();
    }

    /** What was asked for; empty for everything. */
    public List<String> selection() {
        return header.selection();
    }

    /**
     * Begins a part. Fill its stream or its file, then commit it.
     *
     * @param name of the file, unique in this backup: letters, digits, {@code . _ -}
     * @param compression of what is written to the stream; a part filled as a file is stored as it is, so say {@link Compression#NONE}
     * @param source for {@link Kind#FILES}, the folder as configured
     */
    public PartWriter part(String name, Kind kind, Compression compression, Optional<String> source) {
        PartNames.check(name);
        if (parts.stream().anyMatch(part -> part.name().equals(name))) {
            throw new IllegalArgumentException("two parts named " + name);
        }
        return new PartWriter(name, kind, compression, source);
    }

    /** Records which migrations the data has been through and when it was read; both of the same moment as the data. */
    public void describe(SchemaVersion schema, Optional<Instant> readTime) {
        facts = new Facts(schema, readTime);
    }

    /** Writes the manifest. Before this call the backup does not exist for any reader; after it, it is never changed. */
    public Manifest commit() {
        return commit(manifest -> Optional.empty());
    }

    /**
     * The same, with a mark of what speaks against the backup: it is there before the manifest, so that no reader ever sees the backup without it.
     *
     * @param gate looks at what is about to be committed
     */
    public Manifest commit(Function<Manifest, Optional<Suspicion>> gate) {
        Objects.requireNonNull(facts, "describe() comes before commit()");
        Manifest manifest = new Manifest(
                Manifest.FORMAT,
                header.id(),
                header.database(),
                header.environment(),
                header.tool(),
                header.reason(),
                header.begun(),
                clock.instant(),
                facts.readTime(),
                header.selection(),
                facts.schema(),
                parts);
        gate.apply(manifest).ifPresent(suspicion -> write(SuspicionJson.SUSPECT, SuspicionJson.write(suspicion)));
        write(Manifest.NAME, ManifestJson.write(manifest));
        committed = true;
        return manifest;
    }

    private void write(String name, byte[] bytes) {
        String key = key(name);
        try (BackupStore.Upload upload = store.create(key)) {
            upload.stream().write(bytes);
            upload.commit();
        } catch (IOException e) {
            throw StoreFailure.writing(key, e);
        }
    }

    @Override
    public void close() {
        try {
            if (!committed) {
                store.deleteFolder(header.id().text());
            }
        } finally {
            claim.close();
        }
    }

    private String key(String name) {
        return header.id().text() + "/" + name;
    }

    /** A part on its way in. Closing without a commit leaves nothing of it. */
    public final class PartWriter implements AutoCloseable {
        private final String name;
        private final Kind kind;
        private final Compression compression;
        private final Optional<String> source;
        private final BackupStore.Upload upload;
        private HashingOutputStream hashing;
        private OutputStream stream;

        private PartWriter(String name, Kind kind, Compression compression, Optional<String> source) {
            this.name = name;
            this.kind = kind;
            this.compression = compression;
            this.source = source;
            this.upload = store.create(key(name));
        }

        /** Hashed and compressed on the way; {@link #commit} closes it. */
        public OutputStream stream() {
            if (stream == null) {
                hashing = new HashingOutputStream(upload.stream());
                stream = compression == Compression.ZSTD ? zstd(hashing) : hashing;
            }
            return stream;
        }

        private OutputStream zstd(OutputStream out) {
            try {
                ZstdOutputStream packed = new ZstdOutputStream(out);
                packed.setChecksum(true);
                return packed;
            } catch (IOException e) {
                throw StoreFailure.writing(key(name), e);
            }
        }

        /** Where a program may put the part as a file; see {@link BackupStore.Upload#file}. */
        public Path file() {
            return upload.file();
        }

        /**
         * Makes the part durable.
         *
         * @param contents records by table, collection group or folder; their sum is the part's number of records
         */
        public Part commit(Map<String, Long> contents) {
            return commit(contents, Map.of());
        }

        /** @param uncounted why, by table, for those whose records could not be counted */
        public Part commit(Map<String, Long> contents, Map<String, String> uncounted) {
            return commit(contents, uncounted, Map.of());
        }

        /** @param digests of the records by table, see {@link Part#digests} */
        public Part commit(Map<String, Long> contents, Map<String, String> uncounted, Map<String, String> digests) {
            try {
                Hash hash = stream == null ? Hash.of(upload.file()) : finishStream();
                upload.commit();
                long records =
                        contents.values().stream().mapToLong(Long::longValue).sum();
                Part part = new Part(
                        name,
                        kind,
                        source,
                        compression,
                        hash.bytes(),
                        records,
                        hash.sha256(),
                        contents,
                        uncounted,
                        digests);
                parts.add(part);
                return part;
            } catch (IOException e) {
                throw StoreFailure.writing(key(name), e);
            }
        }

        private Hash finishStream() throws IOException {
            stream.close();
            return hashing.hash();
        }

        @Override
        public void close() {
            try (upload) {
                if (stream != null) {
                    stream.close(); // frees the compressor; after a commit it is closed already
                }
            } catch (IOException | StoreFailure e) {
                // what it could still write is thrown away
            }
        }
    }
}
