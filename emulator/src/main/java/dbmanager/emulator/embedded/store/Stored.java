package dbmanager.emulator.embedded.store;

import com.google.firestore.v1.Document;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnsafeByteOperations;
import dbmanager.emulator.embedded.model.Key;
import java.util.Arrays;
import java.util.Objects;

/**
 * One version of a document, as it is kept and as it goes over the wire. Only what reads its fields parses it. Kept as small as it can be: a million
 * of them are in memory, each with the version before it for as long as somebody may ask for that.
 */
public final class Stored {
    private static final byte[] NONE = {};

    private final Key key;
    /** Of the {@link Document} proto, its full name and its times included; none for the version that a delete leaves. */
    private final byte[] bytes;

    private final long created;
    private final long updated;
    /** Null where there is none, or none that a snapshot may still ask for. */
    private volatile Stored older;

    /** @param bytes belong to this from now on */
    Stored(Key key, byte[] bytes, long created, long updated, Stored older) {
        this.key = key;
        this.bytes = bytes;
        this.created = created;
        this.updated = updated;
        this.older = older;
    }

    public Stored(Key key, ByteString bytes, Timestamp created, Timestamp updated) {
        this(key, bytes.toByteArray(), Micros.of(created), Micros.of(updated), null);
    }

    /** The version that a delete leaves. */
    static Stored gone(Key key, long deleted, Stored older) {
        return new Stored(key, NONE, deleted, deleted, older);
    }

    public Key key() {
        return key;
    }

    /** The {@link Document} proto, its full name and its times included. */
    public ByteString bytes() {
        return UnsafeByteOperations.unsafeWrap(bytes);
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
        return bytes.length == 0;
    }

    /** How many bytes there are. */
    int size() {
        return bytes.length;
    }

    /** Whether the first bytes are these. */
    boolean startsWith(byte[] prefix) {
        return bytes.length >= prefix.length && Arrays.mismatch(bytes, 0, prefix.length, prefix, 0, prefix.length) < 0;
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
        return other instanceof Stored that
                && updated == that.updated
                && key.equals(that.key)
                && Arrays.equals(bytes, that.bytes);
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
