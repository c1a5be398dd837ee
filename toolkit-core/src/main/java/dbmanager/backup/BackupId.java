package dbmanager.backup;

import dbmanager.problem.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.regex.Pattern;

/**
 * The name of a backup and of its folder: UTC time, then the database, as in {@code 20261121T020000Z-shop}. Ids of one database sort by the
 * order in which the backups were begun, also when a clock went back.
 */
public record BackupId(String text) implements Comparable<BackupId> {
    private static final Pattern SHAPE = Pattern.compile("[0-9]{8}T[0-9]{6}Z-[A-Za-z0-9][A-Za-z0-9_.-]{0,99}");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'")
            .withZone(ZoneOffset.UTC)
            .withResolverStyle(ResolverStyle.STRICT);
    private static final int TIME_LENGTH = "20261121T020000Z".length();

    public BackupId {
        if (!isWellFormed(text)) {
            throw new Malformed(text);
        }
    }

    public static BackupId of(Instant begun, String database) {
        return new BackupId(TIME.format(begun) + "-" + database);
    }

    static boolean isWellFormed(String text) {
        if (!SHAPE.matcher(text).matches()) {
            return false;
        }
        try {
            TIME.parse(text.substring(0, TIME_LENGTH));
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** The moment in the id, to the second. */
    public Instant time() {
        return TIME.parse(text.substring(0, TIME_LENGTH), Instant::from);
    }

    public String database() {
        return text.substring(TIME_LENGTH + 1);
    }

    /** Where what is called so in its folder lies in the store, and what it is bound to when it is encrypted. */
    String place(String name) {
        return text + "/" + name;
    }

    @Override
    public int compareTo(BackupId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }

    public static final class Malformed extends Problem {
        private static final long serialVersionUID = 1L;

        Malformed(String text) {
            super(Kind.USAGE, "\"" + text + "\" is not a backup id", "", "take one from `db-manager list-backups`");
        }
    }
}
