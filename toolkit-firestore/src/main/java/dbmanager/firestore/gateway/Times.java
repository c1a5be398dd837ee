package dbmanager.firestore.gateway;

import com.google.protobuf.Timestamp;
import java.time.Instant;

/** The server's moments. */
final class Times {
    private Times() {}

    static Instant instant(Timestamp timestamp) {
        return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
    }

    static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }
}
