package dbmanager.backup;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Streams of zstd. Its native library is unpacked into the folder for temporary files at the first use, which may be full, or run no programs: then
 * a {@link StoreFailure} says so, since neither the store nor what lies in it is to blame.
 */
final class Packing {
    private Packing() {}

    static ZstdOutputStream pack(OutputStream out) throws IOException {
        try {
            return new ZstdOutputStream(out);
        } catch (LinkageError e) {
            throw notLoaded(e);
        }
    }

    static ZstdInputStream unpack(InputStream in) throws IOException {
        try {
            return new ZstdInputStream(in);
        } catch (LinkageError e) {
            throw notLoaded(e);
        }
    }

    /** The lines after the first one are about building the library. */
    private static StoreFailure notLoaded(LinkageError e) {
        return StoreFailure.library(
                "zstd", String.valueOf(e.getMessage()).lines().findFirst().orElse(""), e);
    }
}
