package dbmanager.backup;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** Passes the bytes of a part on, and throws {@link PartDamaged} where they are not the ones that the manifest names. */
final class VerifyingInputStream extends InputStream {
    private final InputStream in;
    private final BackupId id;
    private final Part part;
    private final MessageDigest digest = Hash.sha256Digest();
    private long bytes;
    private boolean ended;

    VerifyingInputStream(InputStream in, BackupId id, Part part) {
        this.in = in;
        this.id = id;
        this.part = part;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] b, int offset, int length) throws IOException {
        int n = in.read(b, offset, length);
        if (n < 0) {
            end();
            return -1;
        }
        digest.update(b, offset, n);
        bytes += n;
        if (bytes > part.bytes()) {
            throw PartDamaged.size(id, part, bytes);
        }
        return n;
    }

    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        if (bytes != part.bytes()) {
            throw PartDamaged.size(id, part, bytes);
        }
        if (!Hash.hex(digest).equals(part.sha256())) {
            throw PartDamaged.hash(id, part);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
