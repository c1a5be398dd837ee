package dbmanager.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestJsonTest {
    private static final Manifest FULL = Samples.fullManifest();

    @Test
    void every_later_version_reads_format_1() throws IOException {
        assertThat(ManifestJson.read(FULL.id(), golden(), Keyring.none())).isEqualTo(FULL);
    }

    @Test
    void format_1_is_written_byte_for_byte() throws IOException {
        assertThat(new String(ManifestJson.write(FULL), StandardCharsets.UTF_8))
                .isEqualTo(new String(golden(), StandardCharsets.UTF_8));
    }

    @Test
    void what_could_not_be_counted_is_read_with_its_reason_and_digests_as_they_are() {
        Part whole = FULL.parts().get(0);
        Part part = new Part(
                whole.name(),
                whole.kind(),
                whole.source(),
                whole.compression(),
                whole.bytes(),
                whole.records(),
                whole.sha256(),
                whole.contents(),
                Map.of("search", "no such module: \"fts9\""),
                Map.of("products", "pg15:00ff"));
        Manifest manifest = new Manifest(
                FULL.format(),
                FULL.id(),
                FULL.database(),
                FULL.environment(),
                FULL.tool(),
                FULL.reason(),
                FULL.begun(),
                FULL.finished(),
                FULL.readTime(),
                FULL.selection(),
                FULL.schema(),
                List.of(part),
                Optional.empty());
        assertThat(ManifestJson.read(FULL.id(), ManifestJson.write(manifest), Keyring.none()))
                .isEqualTo(manifest);
        assertThat(part.names()).containsExactly("orders", "products", "search");
    }

    @Test
    void head_and_sha256sum_can_check_the_seal() throws Exception {
        String text = new String(golden(), StandardCharsets.UTF_8);
        String sealed = text.substring(0, text.indexOf("  \"seal\""));
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(sealed.getBytes(StandardCharsets.UTF_8));
        assertThat(text.substring(sealed.length()))
                .isEqualTo("  \"seal\": \"sha256:" + HexFormat.of().formatHex(digest) + "\"\n}\n");
    }

    @Test
    void every_flipped_bit_is_seen() {
        byte[] bytes = ManifestJson.write(FULL);
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> ManifestJson.read(FULL.id(), flipped, Keyring.none()))
                    .as("bit %d", bit)
                    .isInstanceOf(ManifestDamaged.class);
        }
    }

    @Test
    void every_cut_is_seen() {
        String text = new String(ManifestJson.write(FULL), StandardCharsets.UTF_8);
        for (int length = 0; length < text.length(); length++) {
            byte[] cut = text.substring(0, length).getBytes(StandardCharsets.UTF_8);
            assertThatThrownBy(() -> ManifestJson.read(FULL.id(), cut, Keyring.none()))
                    .isInstanceOf(ManifestDamaged.class);
        }
        assertDamaged(text + "\n", "seal");
    }

    @Test
    void the_manifest_of_another_folder_is_refused() {
        BackupId other = new BackupId("20261122T020000Z-shop");
        assertThatThrownBy(() -> ManifestJson.read(other, ManifestJson.write(FULL), Keyring.none()))
                .isInstanceOf(ManifestDamaged.class)
                .hasMessageContaining("it is the one of 20261121T020000Z-shop");
    }

    @Test
    void a_newer_format_is_refused_by_name_whatever_its_seal() {
        assertDamaged("{\"format\": 3, \"parts\": 7, \"mac\": \"…\"}", "format 3 is newer than this tool; update");
        assertDamaged(change("\"format\": 1", "\"format\": 3"), "format 3 is newer than this tool; update");
    }

    @Test
    void keys_that_are_not_known_are_passed_over() {
        String more = change("\"tool\":", "\"weather\": {\"sky\": [null, true, 1.5e3]},\n  \"tool\":");
        assertThat(ManifestJson.read(FULL.id(), more.getBytes(StandardCharsets.UTF_8), Keyring.none()))
                .isEqualTo(FULL);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "\"environment\":           | \"environ\":               | \"environment\" is missing or not a text",
                "\"production\"             | 7                         | \"environment\" is missing or not a text",
                "\"bytes\": 81920           | \"bytes\": \"81920\"      | \"parts[0].bytes\" is missing or not a whole number",
                "\"bytes\": 81920           | \"bytes\": 1e9999         | \"parts[0].bytes\" is missing or not a whole number",
                "\"bytes\": 81920           | \"bytes\": -1             | \"parts[0].bytes\" is negative",
                "\"orders\": 42             | \"orders\": 4.2           | \"parts[0].contents.orders\" is missing or not",
                "\"engine\": \"sqlite\"     | \"engine\": null          | \"database.engine\" is missing or not a text",
                "\"source\": \"static/uploads\" | \"source\": 1         | \"parts[1].source\" is missing or not a text",
                "\"2026-11-21T02:00:07Z\"   | \"yesterday\"             | \"finished\" is not a time",
                "\"name\": \"shop.db\"      | \"name\": \"../shop.db\"  | \"parts[0].name\" is not the name of a part",
                "\"name\": \"images.zip\"   | \"name\": \"shop.db\"     | two parts are named shop.db",
                "\"kind\": \"files\"        | \"kind\": \"dreams\"      | \"parts[1].kind\" is not one that this tool knows",
                "0123456789abcdef0123       | 0123456789ABCDEF0123      | \"parts[0].sha256\" is not a SHA-256",
                "\"tool\":                  | \"id\": \"x\", \"tool\":  | \"id\" stands there twice",
                "\"format\": 1              | \"format\": 0             | there is no format 0",
            })
    void what_is_missing_or_mistyped_is_named(String from, String to, String message) {
        assertDamaged(change(from, to), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "1", "\"", "9"})
    void hostile_json_is_refused_and_nothing_overflows(String repeated) {
        String value = repeated.repeat(2_000_000);
        assertDamaged("{\"format\": 1, \"x\": " + value, "");
        assertDamaged(change("\"tool\":", "\"x\": " + value + ",\n  \"tool\":"), "it is not the JSON of one");
    }

    @Test
    void bytes_that_are_not_utf8_are_refused() {
        byte[] bytes = ManifestJson.write(FULL);
        bytes[20] = (byte) 0xC0;
        assertThatThrownBy(() -> ManifestJson.read(FULL.id(), bytes, Keyring.none()))
                .isInstanceOf(ManifestDamaged.class);
    }

    /** The manifest with a change that somebody has sealed again. */
    private static String change(String from, String to) {
        String text = new String(ManifestJson.write(FULL), StandardCharsets.UTF_8);
        assertThat(text).contains(from);
        String changed = text.replace(from, to);
        String sealed = changed.substring(0, changed.indexOf("  \"seal\""));
        MessageDigest digest = Hash.sha256Digest();
        digest.update(sealed.getBytes(StandardCharsets.UTF_8));
        return sealed + "  \"seal\": \"sha256:" + Hash.hex(digest) + "\"\n}\n";
    }

    private static void assertDamaged(String text, String message) {
        assertThatThrownBy(() -> ManifestJson.read(FULL.id(), text.getBytes(StandardCharsets.UTF_8), Keyring.none()))
                .isInstanceOf(ManifestDamaged.class)
                .hasMessageContaining(message);
    }

    private static byte[] golden() throws IOException {
        try (InputStream in = ManifestJsonTest.class.getResourceAsStream("manifest-v1.json")) {
            return in.readAllBytes();
        }
    }
}
