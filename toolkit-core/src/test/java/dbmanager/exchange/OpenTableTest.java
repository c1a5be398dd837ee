package dbmanager.exchange;

import static dbmanager.exchange.MemoryContent.row;
import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.exchange.DiffReport.CellDiff;
import dbmanager.exchange.DiffReport.TableDiff;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Collections of documents: each has fields of its own. */
class OpenTableTest {
    private static final Object NONE = Absent.FIELD;

    private final MemoryContent users =
            new MemoryContent("a").with(open("id", "age", "name"), row("1", 7L, "Ada"), row("2", null, NONE));

    @Test
    void a_document_shows_only_the_fields_that_it_has() {
        assertThat(export(users, Format.JSON)).contains("""
                {"id":"1","age":7,"name":"Ada"},
                {"id":"2","age":null}
                """);
        assertThat(export(users, Format.CSV)).isEqualTo("id,age,name\r\n1,7,Ada\r\n2,,\r\n");
    }

    @Test
    void values_of_one_engine_keep_their_tag_in_json_and_are_text_in_csv() {
        MemoryContent content = new MemoryContent("a")
                .with(
                        open("id", "at", "place"),
                        row("1", new Tagged("$timestamp", "2026-11-21T02:00:00Z"), geopoint(52.5, -0.0)));

        String json = export(content, Format.JSON);

        assertThat(json)
                .contains("\"at\":{\"$timestamp\":\"2026-11-21T02:00:00Z\"}")
                .contains("\"place\":{\"$geopoint\":[52.5,{\"$double\":\"-0.0\"}]}");
        assertThat(export(content, Format.CSV)).contains("1,2026-11-21T02:00:00Z,\"{\"\"$geopoint\"\":[52.5");
        assertThat(imported(json, Format.JSON))
                .containsExactly(Map.of(
                        "id",
                        "1",
                        "at",
                        new Tagged("$timestamp", "2026-11-21T02:00:00Z"),
                        "place",
                        geopoint(52.5, -0.0)));
    }

    @Test
    void a_field_that_one_side_never_has_is_a_difference_of_its_documents() {
        MemoryContent other = new MemoryContent("b")
                .with(open("id", "age", "email"), row("1", 7L, "ada@example.org"), row("2", null, NONE));

        TableDiff diff = diff(users, other);

        assertThat(diff.columns()).isEmpty();
        assertThat(diff.same()).isEqualTo(1);
        assertThat(diff.changed()).isEqualTo(1);
        assertThat(diff.samples().get(0).cells())
                .containsExactly(
                        new CellDiff("name", "\"Ada\"", "absent"),
                        new CellDiff("email", "absent", "\"ada@example.org\""));
    }

    @Test
    void absent_is_not_null() {
        MemoryContent one = new MemoryContent("a").with(open("id", "age"), row("1", (Object) null));
        MemoryContent other = new MemoryContent("b").with(open("id", "age"), row("1", NONE));

        assertThat(diff(one, other).samples().get(0).cells()).containsExactly(new CellDiff("age", "NULL", "absent"));
    }

    @Test
    void what_differs_inside_a_map_is_named_by_its_path() {
        MemoryContent one = new MemoryContent("a").with(open("id", "address"), row("1", address("Berlin", 1L)));
        MemoryContent other = new MemoryContent("b").with(open("id", "address"), row("1", address("Bonn", 1L)));

        assertThat(diff(one, other).samples().get(0).cells())
                .containsExactly(new CellDiff("address.place.city", "\"Berlin\"", "\"Bonn\""));
    }

    @Test
    void rows_bring_their_own_columns() {
        assertThat(imported("[{\"id\":\"1\",\"a\":1},{\"id\":\"2\",\"b\":null}]", Format.JSON))
                .containsExactly(Map.of("id", "1", "a", 1L), map("id", "2", "b", null));
    }

    @Test
    void an_empty_field_of_a_csv_file_is_no_field() {
        assertThat(imported("id,a,b\r\n1,,x\r\n2,\"\",\r\n", Format.CSV))
                .containsExactly(Map.of("id", "1", "a", NONE, "b", "x"), Map.of("id", "2", "a", "", "b", NONE));
    }

    private static Table open(String... columns) {
        return new Table(
                "users", Stream.of(columns).map(name -> new Column(name, "")).toList(), List.of("id"), true);
    }

    private static Tagged geopoint(double latitude, double longitude) {
        return new Tagged("$geopoint", List.of(latitude, longitude));
    }

    private static Map<String, Object> address(String city, long number) {
        return Map.of("place", Map.of("city", city), "number", number);
    }

    private static Map<String, Object> map(Object... entries) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            map.put((String) entries[i], entries[i + 1]);
        }
        return map;
    }

    private static String export(Content content, Format format) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Export.write(content, content.tables(), format, Destination.to(out), Instant.EPOCH, RowProgress.silent());
        return out.toString(StandardCharsets.UTF_8);
    }

    private static TableDiff diff(Content a, Content b) {
        return Diff.of(a, b, List.of(), 10, RowProgress.silent()).tables().get(0);
    }

    private static List<Map<String, Object>> imported(String text, Format format) {
        Taken taken = new Taken();
        InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        Import.read(in, "users", format, Optional.empty(), taken, RowProgress.silent());
        return taken.rows;
    }

    /** Takes every table, as an engine does whose collections come into being with their first document. */
    private static final class Taken implements Intake {
        private final List<Map<String, Object>> rows = new ArrayList<>();

        @Override
        public void change(Table table, List<String> columns, Row row) {
            throw new AssertionError("an import changes no row in part");
        }

        @Override
        public List<Table> tables() {
            return List.of();
        }

        @Override
        public Optional<Table> table(String name) {
            return Optional.of(open("id"));
        }

        @Override
        public Outcome put(Table table, List<String> columns, Row row) {
            Map<String, Object> values = new LinkedHashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                values.put(columns.get(i), row.get(i));
            }
            rows.add(values);
            return Outcome.ADDED;
        }

        @Override
        public void commit() {}

        @Override
        public void close() {}
    }
}
