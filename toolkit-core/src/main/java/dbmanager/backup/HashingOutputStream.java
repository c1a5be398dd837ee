package dbmanager.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;

/** Hashes and counts what passes. */
final class HashingOutputStream extends OutputStream {
    private final OutputStream out;
    private final MessageDigest digest = Hash.sha256Digest();
    private long bytes;

    HashingOutputStream(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] b, int offset, int length) throws IOException {
        out.write(b, offset, length);
        digest.update(b, offset, length);
        bytes += length;
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    /** Of all that was written; once, at the end. */
    Hash hash() {
        return new Hash(bytes, Hash.hex(digest));
    }
}
