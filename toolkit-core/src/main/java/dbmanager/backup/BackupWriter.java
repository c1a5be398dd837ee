package dbmanager.backup;

import com.github.luben.zstd.ZstdOutputStream;
import dbmanager.backup.Part.Compression;
import dbmanager.backup.Part.Kind;
import dbmanager.file.Temporary;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
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
    /** At the end of the name of an encrypted part. */
    static final String ENCRYPTED = ".enc";

    private final BackupStore store;
    private final BackupStore.Claim claim;
    private final Clock clock;
    private final Header header;
    private final Documents documents;
    private final Optional<BackupKey> key;
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

    /** @param key that encrypts all of it */
    BackupWriter(
            BackupStore store,
            BackupStore.Claim claim,
            Clock clock,
            Header header,
            Documents documents,
            Optional<BackupKey> key) {
        this.store = store;
        this.claim = claim;
        this.clock = clock;
        this.header = header;
        this.documents = documents;
        this.key = key;
    }

    public BackupId id() {
        return header.id();
    }

    /** What was asked for; empty for everything. */
    public List<String> selection() {
        return header.selection();
    }

    /**
     * Begins a part. Fill its stream or its file, then commit it. Where backups are encrypted, {@value #ENCRYPTED} is added to its name.
     *
     * @param name of the file, unique in this backup: letters, digits, {@code . _ -}
     * @param compression of what is written to the stream; a part filled as a file is stored as it is, so say {@link Compression#NONE}
     * @param source for {@link Kind#FILES}, the folder as configured
     */
    public PartWriter part(String name, Kind kind, Compression compression, Optional<String> source) {
        String stored = key.isPresent() ? name + ENCRYPTED : name;
        PartNames.check(stored);
        if (parts.stream().anyMatch(part -> part.name().equals(stored))) {
            throw new IllegalArgumentException("two parts named " + stored);
        }
        return new PartWriter(stored, kind, compression, source);
    }

    /** Records which migrations the data has been through and when it was read; both of the same moment as the data. */
    public void describe(SchemaVersion schema, Optional<Instant> readTime) {
        facts = new Facts(schema, readTime);
    }

    /**
     * Writes the manifest. Before this call the backup does not exist for any reader; after it, it is never changed.
     *
     * @throws ManifestTooLarge when nobody could read it
     */
    public Manifest commit() {
        return commit(manifest -> Optional.empty());
    }

    /**
     * The same, with a mark of what speaks against the backup: it is there before the manifest, as is {@value RestoreText#NAME}, so that no reader ever
     * sees the backup without it.
     *
     * @param gate looks at what is about to be committed
     */
    public Manifest commit(Function<Manifest, Optional<Suspicion>> gate) {
        Objects.requireNonNull(facts, "describe() comes before commit()");
        Manifest manifest = new Manifest(
                key.isPresent() ? Manifest.ENCRYPTED_FORMAT : Manifest.FORMAT,
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
                parts,
                key.map(BackupKey::id));
        byte[] document = ManifestJson.write(manifest, key);
        if (Documents.isTooLarge(document)) {
            throw new ManifestTooLarge(manifest, document.length);
        }
        gate.apply(manifest)
                .ifPresent(suspicion -> documents.write(place(SuspicionJson.SUSPECT), SuspicionJson.write(suspicion)));
        documents.writeAsIs(place(RestoreText.NAME), RestoreText.of(manifest));
        documents.writeAsIs(place(Manifest.NAME), document);
        committed = true;
        return manifest;
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

    private String place(String name) {
        return header.id().place(name);
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
        private Optional<Temporary> plain = Optional.empty();

        private PartWriter(String name, Kind kind, Compression compression, Optional<String> source) {
            this.name = name;
            this.kind = kind;
            this.compression = compression;
            this.source = source;
            this.upload = store.create(place(name));
        }

        /** Compressed, encrypted and hashed on the way; {@link #commit} closes it. */
        public OutputStream stream() {
            if (stream == null) {
                hashing = new HashingOutputStream(upload.stream());
                OutputStream stored = key.isPresent() ? encrypted(key.get(), hashing) : hashing;
                stream = compression == Compression.ZSTD ? zstd(stored) : stored;
            }
            return stream;
        }

        private OutputStream encrypted(BackupKey with, OutputStream out) {
            try {
                return with.encrypting(out, place(name));
            } catch (IOException e) {
                throw StoreFailure.writing(place(name), e);
            }
        }

        private OutputStream zstd(OutputStream out) {
            try {
                ZstdOutputStream packed = Packing.pack(out);
                packed.setChecksum(true);
                return packed;
            } catch (IOException e) {
                throw StoreFailure.writing(place(name), e);
            }
        }

        /**
         * Where a program may put the part as a file; see {@link BackupStore.Upload#file}. What is to be encrypted is put into a private temporary
         * folder first, never into the store.
         */
        public Path file() {
            if (key.isEmpty()) {
                return upload.file();
            }
            try {
                if (plain.isEmpty()) {
                    plain = Optional.of(StagedPart.scratch());
                }
                return plain.get().path().resolve(name);
            } catch (IOException e) {
                throw StoreFailure.temporary("a temporary folder for " + place(name), e);
            }
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
                if (plain.isPresent()) {
                    Files.copy(file(), stream());
                }
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
                throw StoreFailure.writing(place(name), e);
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
            } finally {
                plain.ifPresent(StagedPart::remove);
            }
        }
    }
}
