package dbmanager.emulator.embedded.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dbmanager.emulator.embedded.model.Refused;
import dbmanager.emulator.embedded.store.Database;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32;

/** The time that a client has seen all changes of a database up to, as it gets it and gives it back. */
final class ResumeToken {
    private static final int SUMMED = Long.BYTES + Long.BYTES + Integer.BYTES;
    private static final int SIZE = SUMMED + Integer.BYTES;

    private ResumeToken() {}

    static ByteString of(Database database, Timestamp time) {
        ByteBuffer token = ByteBuffer.allocate(SIZE)
                .putLong(database.identity())
                .putLong(time.getSeconds())
                .putInt(time.getNanos());
        return ByteString.copyFrom(token.putInt(sum(token.array())).flip());
    }

    /**
     * Empty where it is of another database or of an earlier run: what the client has seen there says nothing about this one.
     *
     * @throws Refused when it is no resume token
     */
    static Optional<Timestamp> parse(Database database, ByteString token) {
        byte[] bytes = token.toByteArray();
        if (bytes.length != SIZE) {
            throw invalid();
        }
        ByteBuffer fields = ByteBuffer.wrap(bytes);
        boolean known = fields.getLong() == database.identity();
        Timestamp time = Timestamp.newBuilder()
                .setSeconds(fields.getLong())
                .setNanos(fields.getInt())
                .build();
        if (fields.getInt() != sum(bytes)) {
            throw invalid();
        }
        return known ? Optional.of(time) : Optional.empty();
    }

    private static int sum(byte[] token) {
        CRC32 sum = new CRC32();
        sum.update(token, 0, SUMMED);
        return (int) sum.getValue();
    }

    private static Refused invalid() {
        return Refused.invalid("Invalid resume token.");
    }
}
