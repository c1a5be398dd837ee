package dbmanager.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Reads UTF-8 from outside: refuses what is not, naming the byte, and hands out no more characters than {@link #allow} grants, so that a parser
 * above cannot be made to buffer without end. A byte order mark at the beginning is passed over.
 */
final class Utf8In extends Reader {
    private static final int NONE = -1;

    private final InputStream in;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16).flip();
    private final char[] pair = new char[2];

    /** Where the first byte of the buffer stands in the stream. */
    private long base;

    private long allowed = Long.MAX_VALUE;
    private boolean ended;
    private boolean begun;
    /** The second half of a pair that the reader had no room for. */
    private int waiting = NONE;

    Utf8In(InputStream in) {
        this.in = in;
    }

    /** Grants so many characters more, from here. */
    void allow(long characters) {
        allowed = characters;
    }

    /** Takes away from what is granted, for what a parser keeps besides the characters. */
    void charge(long characters) throws Refused {
        allowed -= characters;
        if (allowed < 0) {
            throw new Refused("the value is too long: more than " + (Import.LONGEST_VALUE >> 20) + " Mi characters");
        }
    }

    @Override
    public int read(char[] into, int at, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int count = waiting == NONE ? decode(into, at, length) : waiting(into, at);
        charge(Math.max(count, 0));
        return count;
    }

    private int waiting(char[] into, int at) {
        into[at] = (char) waiting;
        waiting = NONE;
        return 1;
    }

    private int decode(char[] into, int at, int length) throws IOException {
        if (length == 1) {
            int count = fill(CharBuffer.wrap(pair));
            if (count > 0) {
                into[at] = pair[0];
                waiting = count == 2 ? pair[1] : NONE;
            }
            return Math.min(count, 1);
        }
        return fill(CharBuffer.wrap(into, at, length).slice());
    }

    /** At least one character, unless this is the end. */
    private int fill(CharBuffer chars) throws IOException {
        while (true) {
            CoderResult result = decoder.decode(bytes, chars, ended);
            if (result.isError()) {
                throw new Refused("byte " + (base + bytes.position() + 1) + " of the file is not UTF-8");
            }
            if (!begun && chars.position() > 0) {
                begun = true;
                if (chars.get(0) == '\ufeff') {
                    chars.flip().position(1);
                    chars.compact();
                }
            }
            if (chars.position() > 0) {
                return chars.position();
            }
            if (ended) {
                return -1;
            }
            refill();
        }
    }

    private void refill() throws IOException {
        base += bytes.position();
        bytes.compact();
        int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
        ended = count < 0;
        bytes.position(bytes.position() + Math.max(count, 0)).flip();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** The text from outside is refused. */
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        Refused(String why) {
            super(why);
        }
    }
}
