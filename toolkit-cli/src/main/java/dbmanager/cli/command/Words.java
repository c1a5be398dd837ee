package dbmanager.cli.command;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Amounts and names as people say them. */
final class Words {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private Words() {}

    static String age(Instant then, Instant now) {
        Duration age = Duration.between(then, now);
        if (age.toMinutes() < 1) {
            return seconds(then, now) + " s";
        }
        if (age.toHours() < 1) {
            return age.toMinutes() + " min";
        }
        return age.toDays() < 1 ? age.toHours() + " h" : age.toDays() + " d";
    }

    /** {@code 340 ms}, {@code 12 s}, {@code 4 h}. */
    static String span(Duration span) {
        return span.toSeconds() < 1 ? span.toMillis() + " ms" : age(Instant.EPOCH, Instant.EPOCH.plus(span));
    }

    /** Not below zero: of several backups of one second, the later ones have an id that is ahead of the clock. */
    static long seconds(Instant then, Instant now) {
        return Math.max(0, Duration.between(then, now).toSeconds());
    }

    static String bytes(long bytes) {
        double amount = bytes;
        int unit = 0;
        while (amount >= 1024 && unit < UNITS.length - 1) {
            amount /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", amount, UNITS[unit]);
    }

    /** {@code 1 step}, {@code 2 steps}. */
    static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    /** {@code OUT_OF_ORDER} as it stands in JSON. */
    static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** {@code OUT_OF_ORDER} as it stands in a sentence. */
    static String plain(Enum<?> value) {
        return name(value).replace('_', ' ');
    }
}
