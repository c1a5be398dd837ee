package dbmanager.emulator.embedded.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dbmanager.emulator.embedded.model.Refused;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** The time that a client has seen all changes up to, as it gets it and gives it back. */
final class ResumeToken {
    private static final int SIZE = Long.BYTES + Integer.BYTES + Integer.BYTES;

    private ResumeToken() {}

    static ByteString of(Timestamp time) {
        ByteBuffer token = ByteBuffer.allocate(SIZE).putLong(time.getSeconds()).putInt(time.getNanos());
        return ByteString.copyFrom(token.putInt(sum(token.array())).flip());
    }

    /** @throws Refused when it is none of ours */
    static Timestamp parse(ByteString token) {
        byte[] bytes = token.toByteArray();
        if (bytes.length != SIZE) {
            throw invalid();
        }
        ByteBuffer fields = ByteBuffer.wrap(bytes);
        Timestamp time = Timestamp.newBuilder()
                .setSeconds(fields.getLong())
                .setNanos(fields.getInt())
                .build();
        if (fields.getInt() != sum(bytes)) {
            throw invalid();
        }
        return time;
    }

    private static int sum(byte[] token) {
        CRC32 sum = new CRC32();
        sum.update(token, 0, Long.BYTES + Integer.BYTES);
        return (int) sum.getValue();
    }

    private static Refused invalid() {
        return Refused.invalid("Invalid resume token.");
    }
}
