package dbmanager.migration;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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

    public static Checksum of(byte[] script) {
        byte[] text = withoutCarriageReturns(script);
        return new Checksum(sha256(text), crc32(text));
    }

    private static byte[] withoutCarriageReturns(byte[] script) {
        int start = startsWithBom(script) ? BOM_LENGTH : 0;
        ByteArrayOutputStream text = new ByteArrayOutputStream(script.length);
        for (int i = start; i < script.length; i++) {
            boolean crlf = script[i] == '\r' && i + 1 < script.length && script[i + 1] == '\n';
            if (!crlf) {
                text.write(script[i]);
            }
        }
        return text.toByteArray();
    }

    private static boolean startsWithBom(byte[] b) {
        return b.length >= BOM_LENGTH && b[0] == (byte) 0xEF && b[1] == (byte) 0xBB && b[2] == (byte) 0xBF;
    }

    private static String sha256(byte[] text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static int crc32(byte[] text) {
        CRC32 crc = new CRC32();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(new ByteArrayInputStream(text), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                crc.update(line.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return (int) crc.getValue();
    }
}
