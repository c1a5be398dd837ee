package dbmanager.firestore.document;

import com.google.protobuf.ByteString;
import java.util.HexFormat;

/**
 * SHA-256 of the fields of a document: the same for the same fields, in whatever order they come.
 *
 * @param bytes 32 of them
 */
public record Fingerprint(ByteString bytes) {
    private static final int LENGTH = 32;

    public Fingerprint {
        if (bytes.size() != LENGTH) {
            throw new IllegalArgumentException("a fingerprint has " + LENGTH + " bytes, not " + bytes.size());
        }
    }

    /** 64 hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }
}
