package dbmanager.emulator.embedded.store;

import com.google.firestore.v1.Document;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dbmanager.emulator.embedded.model.Key;

/**
 * One version of a document, as it is kept and as it goes over the wire. Only what reads its fields parses it.
 *
 * @param bytes the {@link Document} proto, its full name and its times included
 * @param created when the document came to be
 * @param updated the commit that made this version
 */
public record Stored(Key key, ByteString bytes, Timestamp created, Timestamp updated) {
    /** Parsed anew at each call. */
    public Document document() {
        try {
            return Document.parseFrom(bytes);
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new IllegalStateException("what is stored at " + key + " is not a document", e);
        }
    }
}
