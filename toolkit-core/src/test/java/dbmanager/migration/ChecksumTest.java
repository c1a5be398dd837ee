package dbmanager.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
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

    private static Checksum of(String text) {
        return Checksum.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
