package dbmanager.emulator.embedded.server;

import com.google.protobuf.Timestamp;
import dbmanager.emulator.embedded.model.Refused;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;

/**
 * Where the next page begins, as text that only this server can read.
 *
 * @param request a fingerprint of what was asked and of whom, which must be the same for every page
 * @param time that all pages are read at
 * @param last what the page before ended with
 */
record PageToken(int request, Timestamp time, String last) {
    private static final int FRAME = Integer.BYTES + Long.BYTES + Integer.BYTES;

    String text() {
        byte[] text = last.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(FRAME + text.length + Long.BYTES)
                .putInt(request)
                .putLong(time.getSeconds())
                .putInt(time.getNanos())
                .put(text);
        bytes.putLong(sum(bytes.array(), FRAME + text.length));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** @throws Refused when it is none of ours, or that of another request */
    static PageToken parse(String text, int request) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            int length = bytes.remaining() - Long.BYTES;
            if (length < FRAME || bytes.getLong(length) != sum(bytes.array(), length)) {
                throw invalid();
            }
            int of = bytes.getInt();
            Timestamp time = Timestamp.newBuilder()
                    .setSeconds(bytes.getLong())
                    .setNanos(bytes.getInt())
                    .build();
            String last = new String(bytes.array(), FRAME, length - FRAME, StandardCharsets.UTF_8);
            if (of != request) {
                throw invalid();
            }
            return new PageToken(of, time, last);
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            throw invalid();
        }
    }

    private static Refused invalid() {
        return Refused.invalid("invalid page token");
    }

    private static long sum(byte[] bytes, int length) {
        CRC32 sum = new CRC32();
        sum.update(bytes, 0, length);
        return sum.getValue();
    }
}
