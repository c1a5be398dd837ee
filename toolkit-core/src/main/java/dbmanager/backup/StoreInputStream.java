package dbmanager.backup;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Says of every failure to read that it is one of the store. */
final class StoreInputStream extends FilterInputStream {
    private final String key;

    StoreInputStream(InputStream in, String key) {
        super(in);
        this.key = key;
    }

    @Override
    public int read() {
        try {
            return in.read();
        } catch (IOException e) {
            throw StoreFailure.reading(key, e);
        }
    }

    @Override
    public int read(byte[] b, int offset, int length) {
        try {
            return in.read(b, offset, length);
        } catch (IOException e) {
            throw StoreFailure.reading(key, e);
        }
    }
}
