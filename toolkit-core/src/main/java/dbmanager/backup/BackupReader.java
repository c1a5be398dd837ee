package dbmanager.backup;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import dbmanager.backup.Part.Compression;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A backup to read from. Every stream checks itself: reading to its end throws {@link PartDamaged} unless size and SHA-256 are those of the
 * manifest, so nothing read before the end may be trusted or acted on. Safe for several threads.
 */
public final class BackupReader {
    /** 128 MiB: a hostile frame cannot make the reader reserve more. */
    private static final int MAX_WINDOW_LOG = 27;

    private final Manifest manifest;
    private final Source source;

    /** Where the bytes of a part come from. */
    interface Source {
        /** @throws StoreFailure.Absent when the part is not there */
        InputStream open(Part part);

        Optional<Path> file(Part part);
    }

    BackupReader(Manifest manifest, Source source) {
        this.manifest = manifest;
        this.source = source;
    }

    public Manifest manifest() {
        return manifest;
    }

    /** The unpacked bytes. The caller closes the stream; the end is checked as soon as it is reached. */
    public InputStream open(Part part) {
        InputStream checked = new VerifyingInputStream(openStored(part), manifest.id(), part);
        return part.compression() == Compression.ZSTD ? unpack(part, checked) : checked;
    }

    /**
     * The file of this machine that holds the part as stored, for programs that read only files; its hash is not checked. Only for parts that
     * are not compressed.
     */
    public Optional<Path> file(Part part) {
        return part.compression() == Compression.NONE ? source.file(part) : Optional.empty();
    }

    /** Reads every byte of the part as stored. @throws PartDamaged when size or hash differ, or the part is not there */
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
            ZstdInputStream unpacked = new ZstdInputStream(new BufferedInputStream(stored, Hash.BUFFER));
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
