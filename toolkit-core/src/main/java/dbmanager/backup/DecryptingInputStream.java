package dbmanager.backup;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** What was encrypted, with {@link PartDamaged} where the bytes are not those that were. */
final class DecryptingInputStream extends FilterInputStream {
    private final BackupId id;
    private final Part part;

    /** @param stored gives no {@link IOException} of its own, but problems */
    DecryptingInputStream(BackupKey key, InputStream stored, BackupId id, Part part) throws IOException {
        super(key.decrypting(stored, id.place(part.name())));
        this.id = id;
        this.part = part;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] b, int offset, int length) {
        try {
            return in.read(b, offset, length);
        } catch (IOException e) {
            throw PartDamaged.undecipherable(id, part, e);
        }
    }

    @Override
    public long skip(long n) {
        try {
            return in.skip(n);
        } catch (IOException e) {
            throw PartDamaged.undecipherable(id, part, e);
        }
    }
}
