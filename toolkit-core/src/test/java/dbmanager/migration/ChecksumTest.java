package dbmanager.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChecksumTest {
    private static final String SCRIPT = "CREATE TABLE t (id);\nINSERT INTO t VALUES (1);\n";

    @Test
    void the_crc32_is_what_flyway_13_12_calculates() {
        assertThat(of("-- cleanup\nDROP TABLE keep;").crc32()).isEqualTo(-1908823819);
        assertThat(of(SCRIPT).crc32()).isEqualTo(-272859271);
        assertThat(of("-- größe\n").crc32()).isEqualTo(358519107);
    }

    @Test
    void the_sha256_is_that_of_sha256sum() {
        assertThat(of("").sha256()).isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(of("abc").sha256()).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void joined_lines_look_alike_to_the_crc32_but_not_to_the_sha256() {
        Checksum two = of("-- cleanup\nDROP TABLE keep;");
        Checksum joined = of("-- cleanupDROP TABLE keep;");
        assertThat(joined.crc32()).isEqualTo(two.crc32());
        assertThat(joined.sha256()).isNotEqualTo(two.sha256());
    }

    @Test
    void a_checkout_on_windows_has_the_same_checksums() {
        assertThat(of(SCRIPT.replace("\n", "\r\n"))).isEqualTo(of(SCRIPT));
    }

    @Test
    void the_byte_order_mark_is_not_part_of_the_text() {
        assertThat(of("\uFEFF" + SCRIPT)).isEqualTo(of(SCRIPT));
        assertThat(of("\uFEFF")).isEqualTo(of(""));
    }

    @Test
    void a_byte_order_mark_in_the_middle_is() {
        assertThat(of("a\uFEFFb").sha256()).isNotEqualTo(of("ab").sha256());
    }

    @ParameterizedTest
    @CsvSource({"a b, ab", "abc, abC", "abc, abc;", "é, e"})
    void every_other_change_is_seen_by_the_sha256(String one, String other) {
        assertThat(of(one).sha256()).isNotEqualTo(of(other).sha256());
    }

    @Test
    void a_lone_carriage_return_is_no_line_feed_to_the_sha256() {
        assertThat(of("a\rb").sha256()).isNotEqualTo(of("a\nb").sha256());
    }

    @Test
    void the_last_line_end_is_seen_by_the_sha256_only() {
        assertThat(of("a\n").crc32()).isEqualTo(of("a").crc32());
        assertThat(of("a\n").sha256()).isNotEqualTo(of("a").sha256());
    }

    @Test
    void a_script_of_any_size_is_read_in_pieces_that_nobody_sees() throws IOException {
        // pieces end in 1 MiB: there lie a CR before its LF, a letter of two bytes, one of four, and broken UTF-8
        for (String seam : List.of("\r\n", "é", "😀", "\r", "x\r\r\n")) {
            for (int shift = 0; shift < 5; shift++) {
                String text = "a".repeat((1 << 20) - shift) + seam + "b\nc";
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                assertThat(of(text)).as("%s, %d", seam, shift).isEqualTo(slowly(bytes));
            }
        }
        byte[] broken = ("a".repeat((1 << 20) - 1) + "é").getBytes(StandardCharsets.UTF_8);
        broken[broken.length - 1] = 'x';
        assertThat(Checksum.of(broken)).isEqualTo(slowly(broken));
    }

    /** As Flyway has it: the lines of the whole text. */
    private static Checksum slowly(byte[] script) throws IOException {
        String text = new String(script, StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        CRC32 crc = new CRC32();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                crc.update(line.getBytes(StandardCharsets.UTF_8));
            }
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new Checksum(HexFormat.of().formatHex(sha256), (int) crc.getValue());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static Checksum of(String text) {
        return Checksum.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
