package dbmanager.emulator.embedded.store;

import com.google.firestore.v1.Document;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import dbmanager.emulator.embedded.model.Key;
import java.util.Objects;

/**
 * One version of a document, as it is kept and as it goes over the wire. Only what reads its fields parses it. Kept as small as it can be: a million
 * of them are in memory, each with the version before it for as long as somebody may ask for that.
 */
public final class Stored {
    private final Key key;
    private final ByteString bytes;
    private final long created;
    private final long updated;
    /** Null where there is none, or none that a snapshot may still ask for. */
    private volatile Stored older;

    /** @param bytes the {@link Document} proto, its full name and its times included; empty for the version that a delete leaves */
    Stored(Key key, ByteString bytes, long created, long updated, Stored older) {
        this.key = key;
        this.bytes = bytes;
        this.created = created;
        this.updated = updated;
        this.older = older;
    }

    public Stored(Key key, ByteString bytes, Timestamp created, Timestamp updated) {
        this(key, bytes, Micros.of(created), Micros.of(updated), null);
    }

    /** The version that a delete leaves. */
    static Stored gone(Key key, long deleted, Stored older) {
        return new Stored(key, ByteString.EMPTY, deleted, deleted, older);
    }

    public Key key() {
        return key;
    }

    /** The {@link Document} proto, its full name and its times included. */
    public ByteString bytes() {
        return bytes;
    }

    /** When the document came to be. */
    public Timestamp created() {
        return Micros.timestamp(created);
    }

    /** The commit that made this version. */
    public Timestamp updated() {
        return Micros.timestamp(updated);
    }

    /** Parsed anew at each call. */
    public Document document() {
        try {
            return Document.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("what is stored at " + key + " is not a document", e);
        }
    }

    /** What a delete leaves. */
    boolean isGone() {
        return bytes.isEmpty();
    }

    long createdMicros() {
        return created;
    }

    long updatedMicros() {
        return updated;
    }

    Stored older() {
        return older;
    }

    /** Nobody asks for what was before this any more. */
    void forgetOlder() {
        older = null;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Stored that && key.equals(that.key) && bytes.equals(that.bytes);
    }

    @Override
    public int hashCode() {
        return Objects.hash(key, updated);
    }

    @Override
    public String toString() {
        return key + " of " + Micros.text(updated);
    }
}
