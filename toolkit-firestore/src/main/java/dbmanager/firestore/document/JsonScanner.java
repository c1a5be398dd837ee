package dbmanager.firestore.document;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The tokens of JSON (RFC 8259), from bytes that may be hostile. A string without escapes goes from the buffer into its {@link String} in one
 * step, which is what makes reading fast; a string that is too long is refused before more of it is kept than allowed.
 */
final class JsonScanner {
    private static final int CAPACITY = 1 << 16;
    /** The longest number is far shorter, but programs exist that write all digits of a double. */
    private static final int LONGEST_NUMBER = 1100;

    private static final int ESCAPE = 12;
    private static final double[] POWERS = {
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private final InputStream in;
    private final byte[] buffer = new byte[CAPACITY];
    private int at;
    private int end;
    /** Where the first byte of the buffer stands in the input. */
    private long base;

    private boolean ended;
    private long allowed = Long.MAX_VALUE;
    private long line = 1;

    /** The parts of a string that is not whole in the buffer. */
    private byte[] held = new byte[1024];

    private int heldLength;

    JsonScanner(InputStream in) throws IOException {
        this.in = in;
        ensure(3);
        if (end - at >= 3 && (buffer[0] & 0xff) == 0xef && (buffer[1] & 0xff) == 0xbb && (buffer[2] & 0xff) == 0xbf) {
            at = 3; // a byte order mark
        }
    }

    /** Of the next token, from 1. */
    long line() {
        return line;
    }

    /** Grants so many bytes more, from here; found out about at the end of a buffer. */
    void allow(long bytes) {
        allowed = bytes == Long.MAX_VALUE ? bytes : base + at + bytes;
    }

    /** The first byte of the next token, which stays; -1 at the end. */
    int peek() throws IOException {
        while (true) {
            while (at < end) {
                byte b = buffer[at];
                if (b > ' ') {
                    return b;
                }
                if (b == '\n') {
                    line++;
                } else if (b != ' ' && b != '\t' && b != '\r') {
                    return b & 0xff;
                }
                at++;
            }
            if (!refill()) {
                return -1;
            }
        }
    }

    /** Takes the next token if it is this one of {@code {}[],:}. */
    boolean accept(char token) throws IOException {
        if (peek() != token) {
            return false;
        }
        at++;
        return true;
    }

    void expect(char token) throws IOException {
        if (!accept(token)) {
            throw unexpected("'" + token + "'");
        }
    }

    /** Takes {@code null}, {@code true}, {@code false} or another word if it comes next. */
    boolean acceptWord(String word) throws IOException {
        peek();
        ensure(word.length());
        if (end - at < word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (buffer[at + i] != word.charAt(i)) {
                return false;
            }
        }
        at += word.length();
        return true;
    }

    /** Says what came instead of what was wanted. */
    IOException unexpected(String wanted) throws IOException {
        int found = peek();
        if (found < 0) {
            return new EOFException("it ends where " + wanted + " should come; a part of it is missing");
        }
        String what =
                found > ' ' && found < 0x7f ? "'" + (char) found + "'" : "the byte 0x" + Integer.toHexString(found);
        return new Malformed(what + " stands where " + wanted + " should come");
    }

    /**
     * The next string.
     *
     * @param longest in bytes of UTF-8
     */
    String string(int longest) throws IOException {
        expect('"');
        heldLength = 0;
        boolean ascii = true;
        while (true) {
            int from = at;
            int i = from;
            byte b = 0;
            while (i < end) {
                b = buffer[i];
                if (b < ' ') {
                    if (b >= 0) {
                        break;
                    }
                    ascii = false;
                } else if (b == '"' || b == '\\') {
                    break;
                }
                i++;
            }
            at = i;
            if (i < end && b == '"') {
                at++;
                if (heldLength + i - from > longest) {
                    throw tooLong(longest);
                }
                if (heldLength == 0) {
                    return text(buffer, from, i - from, ascii);
                }
                hold(from, i, longest);
                return text(held, 0, heldLength, ascii);
            }
            hold(from, i, longest);
            if (i == end) {
                if (!refill()) {
                    throw new EOFException("it ends within a string; a part of it is missing");
                }
            } else if (b == '\\') {
                ascii &= escape();
            } else {
                throw new Malformed("a string holds the control character 0x" + Integer.toHexString(b) + " unescaped");
            }
        }
    }

    private void hold(int from, int to, int longest) throws IOException {
        int length = to - from;
        if (heldLength + length > longest) {
            throw tooLong(longest);
        }
        roomInHeld(length);
        System.arraycopy(buffer, from, held, heldLength, length);
        heldLength += length;
    }

    private void roomInHeld(int more) {
        if (held.length - heldLength < more) {
            held = Arrays.copyOf(held, Math.max(heldLength + more, 2 * held.length));
        }
    }

    private static IOException tooLong(int longest) {
        return new Malformed("a string is longer than " + longest + " bytes");
    }

    /** Takes an escape and holds what it means; answers whether that is ASCII. */
    private boolean escape() throws IOException {
        ensure(ESCAPE);
        if (end - at < 2) {
            throw new EOFException("it ends within a string; a part of it is missing");
        }
        byte letter = buffer[at + 1];
        if (letter == 'u') {
            return unicode();
        }
        int index = "\"\\/bfnrt".indexOf(letter);
        if (index < 0) {
            throw new Malformed("a string holds an unknown escape");
        }
        roomInHeld(1);
        held[heldLength++] = (byte) "\"\\/\b\f\n\r\t".charAt(index);
        at += 2;
        return true;
    }

    private boolean unicode() throws IOException {
        int code = hex(at + 2);
        at += 6;
        if (code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE) {
            boolean follows = code <= Character.MAX_HIGH_SURROGATE
                    && end - at >= 6
                    && buffer[at] == '\\'
                    && buffer[at + 1] == 'u';
            int low = follows ? hex(at + 2) : 0;
            if (low < Character.MIN_LOW_SURROGATE || low > Character.MAX_LOW_SURROGATE) {
                throw new Malformed(
                        "a string holds half a character (an unpaired surrogate), which Firestore cannot hold");
            }
            at += 6;
            code = Character.toCodePoint((char) code, (char) low);
        }
        if (code < 0x80) {
            roomInHeld(1);
            held[heldLength++] = (byte) code;
            return true;
        }
        byte[] utf8 = Character.toString(code).getBytes(StandardCharsets.UTF_8);
        roomInHeld(utf8.length);
        System.arraycopy(utf8, 0, held, heldLength, utf8.length);
        heldLength += utf8.length;
        return false;
    }

    private int hex(int from) throws IOException {
        int code = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = i < end ? Character.digit(buffer[i], 16) : -1;
            if (digit < 0) {
                throw new Malformed("a string holds a \\u without four hexadecimal digits");
            }
            code = code << 4 | digit;
        }
        return code;
    }

    private static String text(byte[] bytes, int from, int length, boolean ascii) throws IOException {
        if (ascii) {
            return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
        }
        String text = new String(bytes, from, length, StandardCharsets.UTF_8);
        if (text.indexOf('\ufffd') >= 0) { // what malformed bytes become, unless it stood there
            CharBuffer checked;
            try {
                checked = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, length));
            } catch (CharacterCodingException e) {
                throw new Malformed("a string is not UTF-8");
            }
            return checked.toString();
        }
        return text;
    }

    /** The next number: {@link Long} when it has neither point nor exponent, else {@link Double}. */
    Number number() throws IOException {
        peek();
        ensure(LONGEST_NUMBER);
        int from = at;
        boolean negative = byteAt(at) == '-';
        int first = negative ? at + 1 : at;
        int point = digits(first);
        int i = point;
        if (byteAt(i) == '.') {
            i = digits(i + 1);
        }
        int mantissa = i;
        if (byteAt(i) == 'e' || byteAt(i) == 'E') {
            int sign = byteAt(i + 1);
            i = digits(sign == '+' || sign == '-' ? i + 2 : i + 1);
        }
        if (byteAt(first) == '0' && point > first + 1) {
            throw new Malformed("a number begins with 0");
        }
        if (i - from >= LONGEST_NUMBER) {
            throw new Malformed("a number has more than " + LONGEST_NUMBER + " digits");
        }
        at = i;
        return i == point ? whole(from, first, i) : decimal(from, first, point, mantissa, i);
    }

    private int byteAt(int index) {
        return index < end ? buffer[index] : -1;
    }

    /** Behind one digit at least. */
    private int digits(int from) throws IOException {
        int i = from;
        while (i < end && buffer[i] >= '0' && buffer[i] <= '9') {
            i++;
        }
        if (i == from) {
            at = from;
            throw unexpected("a digit");
        }
        return i;
    }

    private Number whole(int from, int first, int to) throws IOException {
        if (to - first <= 18) {
            long number = unsigned(first, to, 0);
            return first > from ? -number : number;
        }
        try {
            return Long.parseLong(ascii(from, to));
        } catch (NumberFormatException e) {
            throw new Malformed("the number " + ascii(from, Math.min(to, from + 40)) + " does not fit into 64 bits");
        }
    }

    private long unsigned(int from, int to, long start) {
        long number = start;
        for (int i = from; i < to; i++) {
            number = number * 10 + (buffer[i] - '0');
        }
        return number;
    }

    /** Few digits are a quotient of two exact doubles, and so the nearest double (Clinger); the rest is for the library. */
    private Number decimal(int from, int first, int point, int mantissa, int to) throws IOException {
        int decimals = mantissa - point - 1;
        if (mantissa == to && mantissa - first <= 16 && decimals < POWERS.length) {
            double number = unsigned(point + 1, mantissa, unsigned(first, point, 0)) / POWERS[decimals];
            return first > from ? -number : number;
        }
        double number = Double.parseDouble(ascii(from, to));
        if (Double.isInfinite(number)) {
            throw new Malformed("the number " + ascii(from, Math.min(to, from + 40)) + " is too large for a double");
        }
        return number;
    }

    private String ascii(int from, int to) {
        return new String(buffer, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** Passes over the next value, whatever it is, keeping nothing. */
    void skip() throws IOException {
        int depth = 0;
        do {
            switch (peek()) {
                case '{', '[' -> {
                    depth++;
                    at++;
                }
                case '}', ']', ',', ':' -> {
                    if (depth == 0) {
                        throw unexpected("a value");
                    }
                    depth -= buffer[at] == '}' || buffer[at] == ']' ? 1 : 0;
                    at++;
                }
                case '"' -> skipString();
                case 't', 'f', 'n', 'N', 'I' -> skipWord();
                default -> number();
            }
        } while (depth > 0);
    }

    private void skipString() throws IOException {
        at++;
        while (true) {
            while (at < end && buffer[at] != '"' && buffer[at] != '\\') {
                at++;
            }
            if (at < end && buffer[at] == '"') {
                at++;
                return;
            }
            if (at < end) {
                ensure(2);
                at = Math.min(at + 2, end);
            } else if (!refill()) {
                throw new EOFException("it ends within a string; a part of it is missing");
            }
        }
    }

    private void skipWord() throws IOException {
        ensure("Infinity".length());
        while (at < end && Character.isLetter(buffer[at])) {
            at++;
        }
    }

    /** Makes so many bytes from here stand in the buffer, unless the input ends before. */
    private void ensure(int bytes) throws IOException {
        while (end - at < bytes && !ended) {
            System.arraycopy(buffer, at, buffer, 0, end - at);
            base += at;
            end -= at;
            at = 0;
            fill();
        }
    }

    /** Takes in more, when all of the buffer is used up; false at the end. */
    private boolean refill() throws IOException {
        base += at;
        at = 0;
        end = 0;
        fill();
        return end > 0;
    }

    private void fill() throws IOException {
        int count = ended ? -1 : in.read(buffer, end, CAPACITY - end);
        ended = count < 0;
        end += Math.max(count, 0);
        if (base + end - CAPACITY > allowed) {
            throw new Malformed("it is longer than any document");
        }
    }

    /** Not JSON, or not JSON that we take. */
    static final class Malformed extends IOException {
        private static final long serialVersionUID = 1L;

        Malformed(String why) {
            super(why);
        }
    }
}
