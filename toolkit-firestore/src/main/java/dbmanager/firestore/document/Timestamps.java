package dbmanager.firestore.document;

import com.google.protobuf.Timestamp;
import dbmanager.exchange.Utf8Out;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;

/**
 * Times as {@code 2026-11-21T02:00:00.123456Z}: with no fraction, or with 3, 6 or 9 digits of one, as few as say all of it. From 0001-01-01 to
 * 9999-12-31, which is what a {@link Timestamp} can be.
 */
final class Timestamps {
    private static final long FIRST = -62_135_596_800L;
    private static final long LAST = 253_402_300_799L;
    private static final int NANOS = 1_000_000_000;
    private static final int DAY = 86_400;
    /** Where the fraction begins, or the Z stands. */
    private static final int SECONDS_END = "2026-11-21T02:00:00".length();

    private Timestamps() {}

    static boolean isValid(Timestamp time) {
        return isValid(time.getSeconds(), time.getNanos());
    }

    private static boolean isValid(long seconds, int nanos) {
        return seconds >= FIRST && seconds <= LAST && nanos >= 0 && nanos < NANOS;
    }

    static String text(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).toString();
    }

    /** Writes a valid time, without quotes. */
    static void write(Timestamp time, Utf8Out out) {
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(time.getSeconds(), DAY));
        int second = Math.floorMod(time.getSeconds(), DAY);
        digits(out, date.getYear(), 1000);
        out.ascii('-');
        digits(out, date.getMonthValue(), 10);
        out.ascii('-');
        digits(out, date.getDayOfMonth(), 10);
        out.ascii('T');
        digits(out, second / 3600, 10);
        out.ascii(':');
        digits(out, second / 60 % 60, 10);
        out.ascii(':');
        digits(out, second % 60, 10);
        fraction(out, time.getNanos());
        out.ascii('Z');
    }

    private static void fraction(Utf8Out out, int nanos) {
        if (nanos == 0) {
            return;
        }
        out.ascii('.');
        if (nanos % 1_000_000 == 0) {
            digits(out, nanos / 1_000_000, 100);
        } else if (nanos % 1000 == 0) {
            digits(out, nanos / 1000, 100_000);
        } else {
            digits(out, nanos, 100_000_000);
        }
    }

    private static void digits(Utf8Out out, int number, int highest) {
        int rest = number;
        for (int unit = highest; unit > 0; unit /= 10) {
            out.ascii((char) ('0' + rest / unit));
            rest %= unit;
        }
    }

    /**
     * Reads what {@link #write} writes, and any other offset or number of digits that ISO 8601 knows.
     *
     * @throws DateTimeException when it is no time, or outside the years 1 to 9999
     */
    static Timestamp parse(String text) {
        boolean ours = text.length() >= SECONDS_END + 1
                && text.length() <= SECONDS_END + 11
                && text.charAt(4) == '-'
                && text.charAt(7) == '-'
                && text.charAt(10) == 'T'
                && text.charAt(13) == ':'
                && text.charAt(16) == ':'
                && text.endsWith("Z");
        if (!ours) {
            Instant time = OffsetDateTime.parse(text).toInstant();
            return timestamp(time.getEpochSecond(), time.getNano());
        }
        long day = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10))
                .toEpochDay();
        LocalTime time = LocalTime.of(number(text, 11, 13), number(text, 14, 16), number(text, 17, SECONDS_END));
        return timestamp(day * DAY + time.toSecondOfDay(), nanos(text));
    }

    private static int nanos(String text) {
        int to = text.length() - 1;
        if (to == SECONDS_END) {
            return 0;
        }
        if (text.charAt(SECONDS_END) != '.' || to == SECONDS_END + 1) {
            throw new DateTimeException("no fraction of a second");
        }
        int nanos = number(text, SECONDS_END + 1, to);
        for (int digits = to - SECONDS_END - 1; digits < 9; digits++) {
            nanos *= 10;
        }
        return nanos;
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new DateTimeException("no digit at position " + (i + 1));
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static Timestamp timestamp(long seconds, int nanos) {
        if (!isValid(seconds, nanos)) {
            throw new DateTimeException("outside the years 1 to 9999");
        }
        return Timestamp.newBuilder().setSeconds(seconds).setNanos(nanos).build();
    }
}
