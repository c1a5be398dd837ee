package dbmanager.emulator.embedded.model;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place below the root of a database, as bytes that sort the way Firestore sorts {@code __name__}: segment by segment, ids of the form
 * {@code __id<number>__} first and by number, then by UTF-8. The bytes of a parent are a prefix of those of all below it. With an even number of
 * segments it is that of a document, with an odd number that of a collection, with none the root.
 */
public final class Key implements Comparable<Key> {
    /** The root, below which everything is. */
    public static final Key ROOT = new Key(new byte[0]);

    private static final Pattern NUMERIC = Pattern.compile("__id(-?[0-9]+)__");
    private static final byte NUMBER = 1;
    private static final byte TEXT = 2;
    /** Zero bytes of a text are {@code 0 -1}; {@code 0 1} ends it and sorts before all that could follow. */
    private static final byte ENDED = 1;

    private static final byte ZERO = (byte) 0xff;

    private final byte[] bytes;

    private Key(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @param path {@code shops/1/orders/7}, or empty; whoever calls has checked that its segments are not empty */
    public static Key of(String path) {
        if (path.isEmpty()) {
            return ROOT;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(path.length() + 8);
        for (String segment : path.split("/", -1)) {
            write(segment, out);
        }
        return new Key(out.toByteArray());
    }

    private static void write(String segment, ByteArrayOutputStream out) {
        Matcher numeric = segment.startsWith("__id") ? NUMERIC.matcher(segment) : null;
        if (numeric != null && numeric.matches()) {
            try {
                long number = Long.parseLong(numeric.group(1));
                if (("__id" + number + "__").equals(segment)) {
                    out.write(NUMBER);
                    out.writeBytes(ByteBuffer.allocate(8)
                            .putLong(number ^ Long.MIN_VALUE)
                            .array());
                    return;
                }
            } catch (NumberFormatException tooLong) {
                // sorts as the text that it is
            }
        }
        out.write(TEXT);
        for (byte b : segment.getBytes(StandardCharsets.UTF_8)) {
            out.write(b);
            if (b == 0) {
                out.write(ZERO);
            }
        }
        out.write(0);
        out.write(ENDED);
    }

    /** The one that a segment below this leads to. */
    public Key child(String segment) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + segment.length() + 3);
        out.writeBytes(bytes);
        write(segment, out);
        return new Key(out.toByteArray());
    }

    /** {@code shops/1/orders/7}; empty for the root. */
    public String path() {
        StringBuilder path = new StringBuilder();
        for (int start = 0; start < bytes.length; start = end(start)) {
            if (start > 0) {
                path.append('/');
            }
            path.append(segment(start));
        }
        return path.toString();
    }

    /** The last segment. */
    public String id() {
        return segment(lastStart());
    }

    /** Empty for the root. */
    public Optional<Key> parent() {
        return bytes.length == 0 ? Optional.empty() : Optional.of(new Key(Arrays.copyOf(bytes, lastStart())));
    }

    /** How many segments there are. */
    public int depth() {
        int depth = 0;
        for (int start = 0; start < bytes.length; start = end(start)) {
            depth++;
        }
        return depth;
    }

    /** Whether this is below, at any depth; nothing is below itself. */
    public boolean isBelow(Key ancestor) {
        return bytes.length > ancestor.bytes.length
                && Arrays.equals(bytes, 0, ancestor.bytes.length, ancestor.bytes, 0, ancestor.bytes.length);
    }

    /** Sorts after this and all below it, and before everything else that is after this. Of the root: after all that there can be. */
    public Key beyond() {
        byte[] beyond = Arrays.copyOf(bytes, bytes.length + 1);
        beyond[bytes.length] = (byte) 0xff;
        return new Key(beyond);
    }

    /** The very next place after this: a lower bound that leaves this one out. */
    public Key next() {
        return new Key(Arrays.copyOf(bytes, bytes.length + 1));
    }

    /** Whether this is directly below. */
    public boolean isChildOf(Key parent) {
        return isBelow(parent) && end(parent.bytes.length) == bytes.length;
    }

    /** The place directly below an ancestor that leads here, or this itself. */
    public Key belowOf(Key ancestor) {
        int end = end(ancestor.bytes.length);
        return end == bytes.length ? this : new Key(Arrays.copyOf(bytes, end));
    }

    /** A copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    private int end(int start) {
        if (bytes[start] == NUMBER) {
            return start + 9;
        }
        int at = start + 1;
        while (bytes[at] != 0 || bytes[at + 1] != ENDED) {
            at += bytes[at] == 0 ? 2 : 1;
        }
        return at + 2;
    }

    private int lastStart() {
        int last = 0;
        for (int start = 0; start < bytes.length; start = end(start)) {
            last = start;
        }
        return last;
    }

    private String segment(int start) {
        if (bytes[start] == NUMBER) {
            return "__id" + (ByteBuffer.wrap(bytes, start + 1, 8).getLong() ^ Long.MIN_VALUE) + "__";
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int at = start + 1; bytes[at] != 0 || bytes[at + 1] != ENDED; at += bytes[at] == 0 ? 2 : 1) {
            text.write(bytes[at]);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    @Override
    public int compareTo(Key other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return path();
    }
}
