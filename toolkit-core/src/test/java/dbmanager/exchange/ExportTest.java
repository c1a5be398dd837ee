package dbmanager.exchange;

import static dbmanager.exchange.MemoryContent.row;
import static dbmanager.exchange.MemoryContent.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportTest {
    private static final Instant NOW = Instant.parse("2026-11-21T02:00:00Z");
    private static final Table PRODUCTS =
            table("products", "id INTEGER, name TEXT, price REAL, photo BLOB, more JSON", "id");
    private static final Table LOGS = table("logs", "id INTEGER", "id");

    @TempDir
    Path folder;

    @Test
    void json_is_one_document_with_a_row_on_each_line() {
        assertThat(text(shop(), Format.JSON)).isEqualTo(golden("shop.json"));
    }

    @Test
    void csv_tells_null_from_empty_and_bytes_from_text() {
        Path place = folder.resolve("exports/today");

        Exported exported = export(shop(), Format.CSV, Destination.at(place));

        assertThat(place.resolve("products.csv")).hasContent(golden("products.csv"));
        assertThat(read(place.resolve("products.csv"))).isEqualTo(golden("products.csv"));
        assertThat(read(place.resolve("logs.csv"))).isEqualTo("id\r\n");
        assertThat(exported.rows()).isEqualTo(Map.of("logs", 0L, "products", 5L));
        assertThat(exported.files()).containsExactly(place.resolve("logs.csv"), place.resolve("products.csv"));
    }

    @Test
    void files_are_for_their_owner_and_nothing_else_is_left() throws IOException {
        Path file = folder.resolve("shop.json");
        Files.writeString(file, "the old one");

        export(shop(), Format.JSON, Destination.at(file));

        assertThat(folder).isDirectoryNotContaining("glob:**.part");
        assertThat(read(file)).isEqualTo(golden("shop.json"));
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void an_export_that_fails_leaves_the_old_files_and_no_new_ones() throws IOException {
        Files.writeString(folder.resolve("logs.csv"), "the old one");
        MemoryContent broken = shop().generated(
                        PRODUCTS,
                        () -> Stream.generate(() -> {
                            throw new IllegalStateException("gone");
                        }));

        assertThatThrownBy(() -> export(broken, Format.CSV, Destination.at(folder)))
                .hasMessage("gone");

        assertThat(broken.openStreams()).isZero();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("logs.csv"));
        }
        assertThat(folder.resolve("logs.csv")).hasContent("the old one");
    }

    @Test
    void a_database_is_not_taken_for_an_earlier_export() throws IOException {
        Path database = folder.resolve("shop.db");
        Files.writeString(database, "SQLite format 3\0and all that is in it");

        assertThatThrownBy(() -> export(shop(), Format.JSON, Destination.at(database)))
                .isInstanceOf(ExportRefused.class)
                .hasMessageContaining("no earlier export");

        assertThat(folder).isDirectoryNotContaining("glob:**.part");
        assertThat(database).hasContent("SQLite format 3\0and all that is in it");
    }

    @Test
    void a_table_may_be_called_like_the_keys_of_the_document() {
        MemoryContent content = new MemoryContent("x").with(table("database", "id INTEGER", "id"), row(1));

        assertThat(text(content, Format.JSON)).isEqualTo("""
                {
                "exported_at": "2026-11-21T02:00:00Z",
                "database": [
                {"id":1}
                ]
                }
                """);
    }

    @Test
    void csv_to_a_stream_is_one_table() {
        assertThatThrownBy(() -> text(shop(), Format.CSV))
                .isInstanceOf(ExportRefused.class)
                .hasMessage("one CSV file holds one table, and these are 2");

        MemoryContent logs = new MemoryContent("x").with(LOGS, row(1), row(2));
        assertThat(text(logs, Format.CSV)).isEqualTo("id\r\n1\r\n2\r\n");
    }

    @Test
    void a_table_name_is_no_way_out_of_the_folder() {
        for (String name : List.of("../evil", ".hidden", "a/b", "c:d", "")) {
            MemoryContent content = new MemoryContent("x").with(new Table(name, List.of(), List.of()));
            assertThatThrownBy(() -> export(content, Format.CSV, Destination.at(folder)))
                    .isInstanceOf(ExportRefused.class);
        }
        MemoryContent twins =
                new MemoryContent("x").with(table("Logs", "id", "")).with(table("logs", "id", ""));
        assertThatThrownBy(() -> export(twins, Format.CSV, Destination.at(folder)))
                .isInstanceOf(ExportRefused.class);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void half_a_character_is_escaped_in_json_and_refused_in_csv() {
        MemoryContent content = new MemoryContent("x").with(table("t", "v TEXT", "v"), row("a\ud83c"));

        assertThat(text(content, Format.JSON)).contains("{\"v\":\"a\\ud83c\"}");
        assertThatThrownBy(() -> text(content, Format.CSV)).isInstanceOf(ExportRefused.class);
    }

    @Test
    void a_stream_that_breaks_is_named() {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        assertThatThrownBy(() -> export(shop(), Format.JSON, Destination.to(broken)))
                .isInstanceOf(TransferFailed.class)
                .hasMessageContaining("Broken pipe");
    }

    @Test
    void text_longer_than_the_buffer_comes_whole() {
        String text = "é🍵\"x".repeat(50_000);
        byte[] bytes = new byte[300_000];
        MemoryContent content = new MemoryContent("x").with(table("t", "v TEXT, b BLOB", "v"), row(text, bytes));

        assertThat(text(content, Format.CSV))
                .contains(text.replace("\"", "\"\""))
                .contains("base64:" + "A".repeat(400_000));
    }

    @Test
    void progress_ends_with_the_number_of_rows() {
        List<String> heard = new ArrayList<>();
        MemoryContent content = new MemoryContent("x")
                .generated(LOGS, () -> Stream.iterate(0, i -> i + 1).limit(5000).map(i -> row(i)));

        Export.write(
                content,
                content.tables(),
                Format.CSV,
                Destination.to(OutputStream.nullOutputStream()),
                NOW,
                (table, rows, total) -> heard.add(table + " " + rows + "/" + total));

        assertThat(heard).containsExactly("logs 4096/-1", "logs 5000/5000");
    }

    private static MemoryContent shop() {
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("$odd", List.of(1L, Double.NaN));
        more.put("nested", Map.of("ok", true));
        return new MemoryContent("live shop")
                .with(
                        PRODUCTS,
                        row(1, "Tea", 4.5, null, null),
                        row(2, "", 12.0, new byte[] {1, 2, 3}, List.of()),
                        row(3, "said \"hot, hot\"\nand left", -0.0, new byte[0], more),
                        row(Long.MAX_VALUE, "base64:no", Double.POSITIVE_INFINITY, null, Map.of()),
                        row(Long.MIN_VALUE, " 日本 🍵\t\u0001", new BigDecimal("10.50"), null, Map.of("a", false)))
                .with(LOGS);
    }

    private static String text(Content content, Format format) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        export(content, format, Destination.to(bytes));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static Exported export(Content content, Format format, Destination destination) {
        return Export.write(content, content.tables(), format, destination, NOW, RowProgress.silent());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String golden(String name) {
        try (var in = ExportTest.class.getResourceAsStream("/dbmanager/exchange/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
