package dbmanager.exchange;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Characters on their way to a stream of bytes. Encodes straight into its buffer, without a string or a char array in between; that is what
 * makes an export fast. Not for use by several threads at once.
 *
 * <p>Every method may throw {@link TransferFailed} when the stream refuses what stood in the buffer.
 */
public final class Utf8Out {
    private static final int CAPACITY = 1 << 16;
    /** The most bytes that one char becomes: a JSON escape such as {@code \}{@code u001f}. */
    private static final int WIDEST = 6;

    /** A multiple of three, so that only the last slice is padded. */
    private static final int SLICE = 3 << 13;

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] JSON_ESCAPE = jsonEscapes();
    private static final byte[] CSV_ESCAPE = new byte[128];

    static {
        CSV_ESCAPE['"'] = '"';
    }

    private final OutputStream out;
    private final String where;
    private final byte[] buffer = new byte[CAPACITY];
    private int used;

    /** @param where for error messages */
    public Utf8Out(OutputStream out, String where) {
        this.out = out;
        this.where = where;
    }

    private static byte[] jsonEscapes() {
        byte[] escape = new byte[128];
        for (int c = 0; c < ' '; c++) {
            escape[c] = 'u';
        }
        escape['\b'] = 'b';
        escape['\t'] = 't';
        escape['\n'] = 'n';
        escape['\f'] = 'f';
        escape['\r'] = 'r';
        escape['"'] = '"';
        escape['\\'] = '\\';
        return escape;
    }

    public void ascii(char c) {
        room();
        buffer[used++] = (byte) c;
    }

    public void ascii(String text) {
        for (int i = 0; i < text.length(); i++) {
            ascii(text.charAt(i));
        }
    }

    /** Bytes that are UTF-8 already. */
    public void bytes(byte[] utf8) {
        if (utf8.length > CAPACITY - used) {
            drain();
        }
        if (utf8.length > CAPACITY) {
            write(utf8, utf8.length);
            return;
        }
        System.arraycopy(utf8, 0, buffer, used, utf8.length);
        used += utf8.length;
    }

    /** A slice at a time: all of a large value a second time would not fit into memory. */
    public void base64(byte[] bytes) {
        Base64.Encoder encoder = Base64.getEncoder();
        for (int from = 0; from < bytes.length; from += SLICE) {
            bytes(encoder.encode(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + SLICE))));
        }
    }

    public void number(long number) {
        if (number < 0 || number > 999_999_999_999_999_999L) {
            ascii(Long.toString(number));
            return;
        }
        if (CAPACITY - used < 18) {
            drain();
        }
        int digits = 1;
        for (long bound = 10; bound <= number && digits < 18; bound *= 10) {
            digits++;
        }
        long rest = number;
        for (int at = used + digits - 1; at >= used; at--) {
            buffer[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        used += digits;
    }

    /** A JSON string with its quotes. Half a surrogate pair becomes an escape, so that every Java string can be said. */
    public void json(String text) {
        ascii('"');
        for (int i = plain(text, 0, JSON_ESCAPE); i < text.length(); i = plain(text, i + 1, JSON_ESCAPE)) {
            room();
            char c = text.charAt(i);
            if (c >= 0x80) {
                i += wide(text, i, true);
            } else if (JSON_ESCAPE[c] == 0) {
                buffer[used++] = (byte) c;
            } else {
                escape(c, JSON_ESCAPE[c]);
            }
        }
        ascii('"');
    }

    /** Text as it is, except that every quote is doubled. */
    void csv(String text) {
        for (int i = plain(text, 0, CSV_ESCAPE); i < text.length(); i = plain(text, i + 1, CSV_ESCAPE)) {
            room();
            char c = text.charAt(i);
            if (c >= 0x80) {
                i += wide(text, i, false);
            } else {
                buffer[used++] = (byte) c;
                if (c == '"') {
                    buffer[used++] = '"';
                }
            }
        }
    }

    /** Copies ASCII that needs no escape as far as there is room; answers where it stopped. */
    private int plain(String text, int from, byte[] escapes) {
        int end = Math.min(text.length(), from + CAPACITY - used);
        byte[] into = buffer;
        int shift = used - from;
        int i = from;
        while (i < end) {
            char c = text.charAt(i);
            if (c >= 0x80 || escapes[c] != 0) {
                break;
            }
            into[shift + i++] = (byte) c;
        }
        used = shift + i;
        return i;
    }

    /** Hands everything on, and flushes the stream. */
    public void flush() {
        drain();
        try {
            out.flush();
        } catch (IOException e) {
            throw TransferFailed.writing(where, e);
        }
    }

    private void escape(char c, byte letter) {
        buffer[used++] = '\\';
        buffer[used++] = letter;
        if (letter == 'u') {
            for (int shift = 12; shift >= 0; shift -= 4) {
                buffer[used++] = HEX[(c >> shift) & 0xf];
            }
        }
    }

    /** Writes the character that begins here, which is not ASCII; answers how many chars it has beyond the first. */
    private int wide(String text, int at, boolean canEscape) {
        char c = text.charAt(at);
        if (c < 0x800) {
            buffer[used++] = (byte) (0xc0 | (c >> 6));
            trail(c);
            return 0;
        }
        if (!Character.isSurrogate(c)) {
            buffer[used++] = (byte) (0xe0 | (c >> 12));
            trail(c >> 6);
            trail(c);
            return 0;
        }
        int code = text.codePointAt(at);
        if (!Character.isSupplementaryCodePoint(code)) {
            if (!canEscape) {
                throw ExportRefused.halfCharacter(where);
            }
            escape(c, (byte) 'u');
            return 0;
        }
        buffer[used++] = (byte) (0xf0 | (code >> 18));
        trail(code >> 12);
        trail(code >> 6);
        trail(code);
        return 1;
    }

    private void trail(int bits) {
        buffer[used++] = (byte) (0x80 | (bits & 0x3f));
    }

    private void room() {
        if (CAPACITY - used < WIDEST) {
            drain();
        }
    }

    private void drain() {
        write(buffer, used);
        used = 0;
    }

    private void write(byte[] bytes, int length) {
        try {
            out.write(bytes, 0, length);
        } catch (IOException e) {
            throw TransferFailed.writing(where, e);
        }
    }
}
