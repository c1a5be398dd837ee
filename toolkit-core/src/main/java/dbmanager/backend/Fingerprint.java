package dbmanager.backend;

import dbmanager.migration.Checksum;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the definitions of a database look like, without saying what they are.
 *
 * @param scheme how it was taken; two of different schemes cannot be compared
 * @param objects by kind and name, such as {@code table products}, the first digits of the SHA-256 of each definition
 */
public record Fingerprint(String scheme, SortedMap<String, String> objects) {
    private static final int DIGITS = 16;

    public Fingerprint {
        objects = Collections.unmodifiableSortedMap(new TreeMap<>(objects));
    }

    /** Puts one more object there. Names have no line break in them; a blank is allowed. */
    public static void add(SortedMap<String, String> objects, String kind, String name, String definition) {
        String key = (kind + " " + name).replace('\n', ' ');
        objects.merge(
                key,
                sha256(definition).substring(0, DIGITS),
                (one, two) -> sha256(one + two).substring(0, DIGITS));
    }

    /** All of it in one line: {@code scheme:} and 64 hexadecimal digits. */
    public String digest() {
        return scheme + ":" + sha256(listing());
    }

    /** A line for each object: digits, then kind and name. */
    public String listing() {
        StringBuilder lines = new StringBuilder();
        objects.forEach(
                (name, digits) -> lines.append(digits).append(' ').append(name).append('\n'));
        return lines.toString();
    }

    /** What {@link #listing} wrote, if it has this digest; otherwise it is of another moment, and says nothing. */
    public static Optional<Fingerprint> read(String listing, String digest) {
        int colon = digest.lastIndexOf(':');
        if (colon < 0 || !digest.endsWith(sha256(listing))) {
            return Optional.empty();
        }
        SortedMap<String, String> objects = new TreeMap<>();
        listing.lines()
                .filter(line -> line.length() > DIGITS)
                .forEach(line -> objects.put(line.substring(DIGITS + 1), line.substring(0, DIGITS)));
        return Optional.of(new Fingerprint(digest.substring(0, colon), objects));
    }

    /** What is different here from an earlier one. */
    List<SchemaChange> since(Fingerprint earlier) {
        List<SchemaChange> changes = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>(objects.keySet());
        names.addAll(earlier.objects.keySet());
        for (String name : names) {
            String before = earlier.objects.get(name);
            String now = objects.get(name);
            if (before == null) {
                changes.add(change(name, SchemaChange.Deed.ADD));
            } else if (now == null) {
                changes.add(change(name, SchemaChange.Deed.DROP));
            } else if (!now.equals(before)) {
                changes.add(change(name, SchemaChange.Deed.CHANGE));
            }
        }
        return changes;
    }

    private static SchemaChange change(String name, SchemaChange.Deed deed) {
        int blank = name.indexOf(' ');
        return SchemaChange.safe(name.substring(0, blank), name.substring(blank + 1), deed, "");
    }

    private static String sha256(String text) {
        return Checksum.of(text.getBytes(StandardCharsets.UTF_8)).sha256();
    }
}
