package dbmanager.exchange;

import java.util.Arrays;
import java.util.HexFormat;

/** Values as a person reads them in a report: on one line, short, and with their type visible. */
final class Brief {
    private static final int LONGEST = 60;
    private static final int BYTES_SHOWN = 16;

    /** How much of what is the same stays in front of a difference. */
    private static final int LEAD = 16;

    private Brief() {}

    static String of(Object value) {
        return window(text(value), 0);
    }

    /** Two values that differ, cut so that the difference shows. */
    static String[] ofBoth(Object a, Object b) {
        if (a instanceof byte[] one && b instanceof byte[] other) {
            int from = Math.max(0, Arrays.mismatch(one, other) - BYTES_SHOWN / 2);
            return new String[] {bytes(one, from), bytes(other, from)};
        }
        String one = text(a);
        String other = text(b);
        int from = Math.max(0, mismatch(one, other) - LEAD);
        boolean whole = one.length() <= LONGEST && other.length() <= LONGEST;
        return new String[] {window(one, whole ? 0 : from), window(other, whole ? 0 : from)};
    }

    private static String text(Object value) {
        if (value == null) {
            return "NULL";
        }
        if (value instanceof byte[] bytes) {
            return bytes(bytes, 0);
        }
        if (value instanceof Double number) {
            return Double.isFinite(number) ? Doubles.text(number) : number.toString();
        }
        return value == Absent.FIELD ? value.toString() : JsonOut.text(value);
    }

    private static String bytes(byte[] bytes, int from) {
        int to = Math.min(bytes.length, from + BYTES_SHOWN);
        return (from > 0 ? "…" : "")
                + "x'" + HexFormat.of().formatHex(bytes, Math.min(from, to), to) + "'"
                + (to < bytes.length ? "… (" + bytes.length + " bytes)" : "");
    }

    private static int mismatch(String a, String b) {
        int end = Math.min(a.length(), b.length());
        for (int i = 0; i < end; i++) {
            if (a.charAt(i) != b.charAt(i)) {
                return i;
            }
        }
        return end;
    }

    private static String window(String text, int from) {
        int begin = Math.min(from, text.length());
        int end = Math.min(text.length(), begin + LONGEST);
        return (begin > 0 ? "…" : "") + text.substring(begin, end) + (end < text.length() ? "…" : "");
    }
}
