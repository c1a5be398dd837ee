package dbmanager.backup;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import dbmanager.backup.Part.Compression;
import dbmanager.file.Temporary;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A backup to read from. Every stream checks itself: reading to its end throws {@link PartDamaged} unless size and SHA-256 are those of the
 * manifest, so nothing read before the end may be trusted or acted on. Of an encrypted one, each byte that is read was encrypted for this backup
 * and this part; that none is missing is known at the end there too. Safe for several threads.
 */
public final class BackupReader {
    /** 128 MiB: a hostile frame cannot make the reader reserve more. */
    private static final int MAX_WINDOW_LOG = 27;

    private final Manifest manifest;
    private final Source source;
    private final Keyring keys;
    private final boolean plainAccepted;
    private final boolean inspected;

    /** Where the bytes of a part come from. */
    interface Source {
        /** @throws StoreFailure.Absent when the part is not there */
        InputStream open(Part part);

        Optional<Path> file(Part part);
    }

    BackupReader(Manifest manifest, Source source, Keyring keys) {
        this(manifest, source, keys, false, false);
    }

    private BackupReader(Manifest manifest, Source source, Keyring keys, boolean plainAccepted, boolean inspected) {
        this.manifest = manifest;
        this.source = source;
        this.keys = keys;
        this.plainAccepted = plainAccepted;
        this.inspected = inspected;
    }

    /** The same, of which somebody says that it is known to be good though it is not encrypted. */
    public BackupReader acceptPlain() {
        return new BackupReader(manifest, source, keys, true, inspected);
    }

    /** The same, after the engine {@link dbmanager.backend.DatabaseBackend#inspect looked into it} and found nothing wrong. */
    public BackupReader inspected() {
        return new BackupReader(manifest, source, keys, plainAccepted, true);
    }

    /**
     * Whether the engine found nothing wrong with bytes that have the hashes of the manifest. Whoever reads such bytes again need not have the
     * engine look into them again.
     */
    public boolean isInspected() {
        return inspected;
    }

    /** Why nothing in it may be looked at. */
    public Optional<NotEncrypted> refusal() {
        boolean unproven = manifest.key().isEmpty() && !keys.isEmpty() && !plainAccepted;
        return unproven ? Optional.of(new NotEncrypted(manifest.id())) : Optional.empty();
    }

    private void requireProven() {
        refusal().ifPresent(refusal -> {
            throw refusal;
        });
    }

    public Manifest manifest() {
        return manifest;
    }

    /**
     * The decrypted and unpacked bytes. The caller closes the stream; the end is checked as soon as it is reached.
     *
     * @throws NotEncrypted that of {@link #refusal}
     */
    public InputStream open(Part part) {
        InputStream packed = openPacked(part);
        return part.compression() == Compression.ZSTD ? unpack(part, packed) : packed;
    }

    /** Decrypted, but not unpacked. */
    private InputStream openPacked(Part part) {
        requireProven();
        InputStream checked = new VerifyingInputStream(openStored(part), manifest.id(), part);
        return manifest.key().isPresent() ? decrypt(manifest.key().get(), part, checked) : checked;
    }

    private InputStream decrypt(KeyId key, Part part, InputStream stored) {
        try {
            return new DecryptingInputStream(keys.need(key, "backup " + manifest.id()), stored, manifest.id(), part);
        } catch (IOException e) {
            throw StoreFailure.reading(manifest.id() + "/" + part.name(), e);
        }
    }

    /**
     * The file of this machine that holds the part, for programs that read only files; its hash is not checked. Only for parts that are neither
     * compressed nor encrypted.
     *
     * @throws NotEncrypted that of {@link #refusal}
     */
    public Optional<Path> file(Part part) {
        requireProven();
        return part.compression() == Compression.NONE && manifest.key().isEmpty()
                ? source.file(part)
                : Optional.empty();
    }

    /** The unpacked bytes as a file, which were compared with their hash. @throws PartDamaged when they are not those that were written */
    public StagedPart stage(Part part) {
        Optional<Path> file = file(part);
        if (file.isPresent()) {
            verify(part);
            return StagedPart.where(file.get());
        }
        try (InputStream content = open(part)) {
            return StagedPart.copyOf(part, content);
        } catch (IOException e) {
            throw StoreFailure.temporary("a temporary copy of " + manifest.id() + "/" + part.name(), e);
        }
    }

    /**
     * Writes a part as it was before it was encrypted, still packed if it is, into a file that is not there yet. There is none until all of it was
     * decrypted.
     *
     * @throws StoreFailure when the file exists, which is asked before anything is decrypted, or cannot be written
     */
    public void decrypt(Part part, Path into) {
        Path target = into.toAbsolutePath();
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw inTheWay(into);
        }
        try (Temporary draft = LocalFiles.draft(target);
                InputStream content = openPacked(part)) {
            try (FileChannel channel = FileChannel.open(draft.path(), StandardOpenOption.WRITE)) {
                content.transferTo(Channels.newOutputStream(channel));
                channel.force(true);
            }
            LocalFiles.publish(draft.path(), target);
        } catch (FileAlreadyExistsException e) {
            throw inTheWay(into);
        } catch (IOException e) {
            throw StoreFailure.outside(into, e);
        }
    }

    private static StoreFailure inTheWay(Path into) {
        return StoreFailure.inTheWay(into.toString(), "name another file, or move this one to another place");
    }

    /** Reads every byte of the part as stored, which needs no key. @throws PartDamaged when size or hash differ, or the part is not there */
    public void verify(Part part) {
        try (InputStream in = new VerifyingInputStream(openStored(part), manifest.id(), part)) {
            byte[] buffer = new byte[Hash.BUFFER];
            while (in.read(buffer) >= 0) {
                // reading is the check
            }
        } catch (IOException e) {
            throw StoreFailure.reading(manifest.id() + "/" + part.name(), e);
        }
    }

    private InputStream openStored(Part part) {
        try {
            return source.open(part);
        } catch (StoreFailure.Absent e) {
            throw PartDamaged.absent(manifest.id(), part);
        }
    }

    private InputStream unpack(Part part, InputStream stored) {
        try {
            ZstdInputStream unpacked = Packing.unpack(new BufferedInputStream(stored, Hash.BUFFER));
            unpacked.setLongMax(MAX_WINDOW_LOG);
            return new Unpacked(unpacked, part);
        } catch (IOException e) {
            throw StoreFailure.reading(manifest.id() + "/" + part.name(), e);
        }
    }

    /** A changed byte can stop the unpacking long before the end, where the hash would show it; both are damage of the part. */
    private final class Unpacked extends FilterInputStream {
        private final Part part;

        Unpacked(ZstdInputStream in, Part part) {
            super(in);
            this.part = part;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] b, int offset, int length) throws IOException {
            try {
                return in.read(b, offset, length);
            } catch (ZstdIOException e) {
                throw PartDamaged.unreadable(manifest.id(), part, e.getMessage(), e);
            }
        }
    }
}
