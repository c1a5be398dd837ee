package dbmanager.migration;

import dbmanager.problem.Problem;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The ordered id of a migration: numbers separated by dots ({@code 1}, {@code 2.1}, {@code 20261121093000}). {@code 1}, {@code 1.0} and
 * {@code 001} are the same version, as they are to Flyway; an underscore in a file name reads as a dot.
 */
public final class Version implements Comparable<Version> {
    private static final Pattern SHAPE = Pattern.compile("[0-9]+([._][0-9]+)*");
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss").withZone(ZoneOffset.UTC);
    /** Flyway's history table holds 50 characters. */
    private static final int MAX_LENGTH = 50;

    private final String text;
    private final List<BigInteger> numbers;

    private Version(String text) {
        this.text = text;
        List<BigInteger> parsed = new ArrayList<>();
        for (String part : text.split("\\.")) {
            parsed.add(new BigInteger(part));
        }
        while (parsed.size() > 1 && parsed.get(parsed.size() - 1).signum() == 0) {
            parsed.remove(parsed.size() - 1);
        }
        this.numbers = List.copyOf(parsed);
    }

    /** @throws Malformed when the text is not numbers separated by dots */
    public static Version parse(String text) {
        if (!isWellFormed(text)) {
            throw new Malformed(text);
        }
        return new Version(text.replace('_', '.'));
    }

    public static boolean isWellFormed(String text) {
        return text.length() <= MAX_LENGTH && SHAPE.matcher(text).matches();
    }

    /** The version that a migration created at this moment gets: the UTC time stamp, to the second. */
    public static Version at(Instant moment) {
        return new Version(TIMESTAMP.format(moment));
    }

    /** The next version after this one that differs by one in its last number. */
    public Version successor() {
        List<BigInteger> next = new ArrayList<>(numbers);
        int last = next.size() - 1;
        next.set(last, next.get(last).add(BigInteger.ONE));
        return new Version(
                String.join(".", next.stream().map(BigInteger::toString).toList()));
    }

    @Override
    public int compareTo(Version other) {
        int length = Math.max(numbers.size(), other.numbers.size());
        for (int i = 0; i < length; i++) {
            int order = number(i).compareTo(other.number(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private BigInteger number(int i) {
        return i < numbers.size() ? numbers.get(i) : BigInteger.ZERO;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Version version && numbers.equals(version.numbers);
    }

    @Override
    public int hashCode() {
        return numbers.hashCode();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }

    public static final class Malformed extends Problem {
        private static final long serialVersionUID = 1L;

        Malformed(String text) {
            super(
                    Kind.USAGE,
                    "\"" + text + "\" is not a version",
                    "nothing was done",
                    "give numbers separated by dots, such as 1, 2.1 or 20261121093000 (at most " + MAX_LENGTH
                            + " characters)");
        }
    }
}
