package dbmanager.firestore.document;

import java.util.Arrays;
import java.util.Map;

/**
 * The order of UTF-8 bytes, which is the order of code points. {@link String#compareTo} differs from it where one text has a character beyond
 * the first 65,536: its halves lie below U+E000 and it does not.
 */
final class Utf8Order {
    private Utf8Order() {}

    static int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char c = a.charAt(i);
            char d = b.charAt(i);
            if (c != d) {
                return rank(c) - rank(d);
            }
        }
        return a.length() - b.length();
    }

    static boolean isSorted(Map<String, ?> map) {
        String before = "";
        for (String name : map.keySet()) {
            if (compare(before, name) > 0) {
                return false;
            }
            before = name;
        }
        return true;
    }

    static String[] sorted(Map<String, ?> map) {
        String[] names = map.keySet().toArray(String[]::new);
        Arrays.sort(names, Utf8Order::compare);
        return names;
    }

    /** Orders UTF-16 units as the code points that they are part of, where the texts before them are the same. */
    static int rank(char c) {
        if (c < Character.MIN_SURROGATE) {
            return c;
        }
        return Character.isSurrogate(c) ? c + 0x2000 : c - 0x800;
    }

    /** Bytes of the text in UTF-8; -1 when half a surrogate pair makes that impossible. */
    static int length(String text, int from, int to) {
        int bytes = to - from;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                bytes += c < 0x800 ? 1 : 2; // a pair: two units and two more
                boolean half = Character.isSurrogate(c)
                        && (Character.isLowSurrogate(c) || ++i == to || !Character.isLowSurrogate(text.charAt(i)));
                if (half) {
                    return -1;
                }
            }
        }
        return bytes;
    }

    static int length(String text) {
        return length(text, 0, text.length());
    }
}
