package dbmanager.migration;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32;

/**
 * What identifies the text of a script. The SHA-256 is ours: it sees every character and every line break, but not the byte order
 * mark nor whether lines end in LF or CRLF, so that a checkout on Windows has the same one. The CRC32 is Flyway's, for its history table:
 * it sees the characters of the lines but not the breaks between them, so {@code -- x⏎DROP} and {@code -- xDROP} look alike to it.
 *
 * @param sha256 64 lower-case hexadecimal digits
 * @param crc32 signed, as Flyway stores it
 */
public record Checksum(String sha256, int crc32) {
    private static final int BOM_LENGTH = 3;
    private static final int CHUNK = 1 << 20;

    public static Checksum of(byte[] script) {
        try {
            return of(new ByteArrayInputStream(script));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads to the end, a piece at a time; the caller closes. */
    static Checksum of(InputStream script) throws IOException {
        Sums sums = new Sums();
        for (byte[] chunk = script.readNBytes(CHUNK); chunk.length > 0; chunk = script.readNBytes(CHUNK)) {
            sums.add(chunk);
        }
        return sums.end();
    }

    /** What was read so far: the SHA-256 of the bytes without CR before LF, the CRC32 of the characters without any line breaks. */
    private static final class Sums {
        private final MessageDigest sha256 = sha256();
        private final CRC32 crc32 = new CRC32();
        private final CharsetDecoder decoder = UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPLACE);
        private boolean begun;
        private boolean endsWithCr;

        /** The beginning of a character whose end is in the next piece. */
        private byte[] open = {};

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }

        void add(byte[] chunk) {
            ByteBuffer text = ByteBuffer.allocate(chunk.length + 1);
            if (endsWithCr && chunk[0] != '\n') {
                text.put((byte) '\r');
            }
            int first = !begun && startsWithBom(chunk) ? BOM_LENGTH : 0;
            int last = chunk.length - 1;
            for (int i = first; i < last; i++) {
                if (chunk[i] != '\r' || chunk[i + 1] != '\n') {
                    text.put(chunk[i]);
                }
            }
            begun = true;
            endsWithCr = chunk[last] == '\r';
            if (!endsWithCr && last >= first) {
                text.put(chunk[last]);
            }
            take(text.flip(), false);
        }

        private static boolean startsWithBom(byte[] b) {
            return b.length >= BOM_LENGTH && b[0] == (byte) 0xEF && b[1] == (byte) 0xBB && b[2] == (byte) 0xBF;
        }

        Checksum end() {
            take(ByteBuffer.wrap(endsWithCr ? new byte[] {'\r'} : new byte[0]), true);
            return new Checksum(HexFormat.of().formatHex(sha256.digest()), (int) crc32.getValue());
        }

        private void take(ByteBuffer text, boolean end) {
            sha256.update(text.duplicate());
            ByteBuffer bytes = ByteBuffer.allocate(open.length + text.remaining())
                    .put(open)
                    .put(text)
                    .flip();
            CharBuffer characters = CharBuffer.allocate(bytes.remaining());
            decoder.decode(bytes, characters, end);
            open = new byte[bytes.remaining()];
            bytes.get(open);
            char[] line = characters.array();
            int length = 0;
            for (int i = 0; i < characters.position(); i++) {
                if (line[i] != '\n' && line[i] != '\r') {
                    line[length++] = line[i];
                }
            }
            crc32.update(new String(line, 0, length).getBytes(UTF_8));
        }
    }
}
