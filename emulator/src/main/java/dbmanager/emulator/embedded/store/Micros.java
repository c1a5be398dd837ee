package dbmanager.emulator.embedded.store;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dbmanager.emulator.embedded.model.Refused;
import java.time.Instant;

/** Times as Firestore counts them: whole microseconds since 1970, rounded down. */
final class Micros {
    private static final long SECOND = 1_000_000;

    private Micros() {}

    static long of(Timestamp time) {
        return time.getSeconds() * SECOND + Math.floorDiv(time.getNanos(), 1000);
    }

    static long of(Instant time) {
        return time.getEpochSecond() * SECOND + time.getNano() / 1000;
    }

    static Timestamp timestamp(long micros) {
        return Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(micros, SECOND))
                .setNanos((int) Math.floorMod(micros, SECOND) * 1000)
                .build();
    }

    static boolean isWhole(Timestamp time) {
        return time.equals(timestamp(of(time)));
    }

    /** @throws Refused INVALID_ARGUMENT where a time is not from the years 1 to 9999, or has nanoseconds that are none */
    static void check(Timestamp time) {
        if (!Timestamps.isValid(time)) {
            throw Refused.invalid("Timestamp seconds or nanos are out of range: " + time.getSeconds() + " s, "
                    + time.getNanos() + " ns.");
        }
    }

    static String text(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, SECOND), Math.floorMod(micros, SECOND) * 1000)
                .toString();
    }
}
