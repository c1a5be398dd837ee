package dbmanager.cli.command;

import java.time.Duration;
import java.time.Instant;

/** Lengths of time as people say them. */
final class Ages {
    private Ages() {}

    static String between(Instant then, Instant now) {
        Duration age = Duration.between(then, now);
        if (age.toMinutes() < 1) {
            return Math.max(0, age.toSeconds()) + " s";
        }
        if (age.toHours() < 1) {
            return age.toMinutes() + " min";
        }
        return age.toDays() < 1 ? age.toHours() + " h" : age.toDays() + " d";
    }
}
