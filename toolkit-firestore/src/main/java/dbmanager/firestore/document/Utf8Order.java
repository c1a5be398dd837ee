package dbmanager.firestore.document;

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
                bytes += c < 0x800 ? 1 : 2;
                if (Character.isSurrogate(c)) {
                    if (Character.isLowSurrogate(c) || ++i == to || !Character.isLowSurrogate(text.charAt(i))) {
                        return -1;
                    }
                    bytes--; // two units for four bytes
                }
            }
        }
        return bytes;
    }

    static int length(String text) {
        return length(text, 0, text.length());
    }
}
