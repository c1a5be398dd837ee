package dbmanager.exchange;

import static dbmanager.exchange.MemoryContent.row;
import static dbmanager.exchange.MemoryContent.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.exchange.Intake.Keys;
import dbmanager.exchange.Intake.OnConflict;
import dbmanager.exchange.Intake.Policy;
import dbmanager.problem.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportTest {
    private static final Table PRODUCTS = table("products", "id INTEGER, name TEXT, price REAL", "id");
    private static final Table LOGS = table("logs", "id INTEGER, product_id INTEGER", "id");

    private final MemoryContent shop = new MemoryContent("live shop")
            .with(PRODUCTS, row(1, "Tea", 4.5))
            .with(LOGS)
            .references("logs", "product_id", "products");

    @TempDir
    Path folder;

    @Test
    void the_document_of_the_old_tool_is_taken_in() {
        Imported imported = json("""
                {
                  "exported_at": "2025-11-21T12:00:00.123456",
                  "products": [
                    {"id": 2, "name": "Coffee", "price": 12},
                    {"price": 1.25, "id": 3}
                  ],
                  "logs": [{"id": 1, "product_id": 3}]
                }
                """);

        assertThat(imported.tables())
                .containsExactly(
                        Map.entry("products", new Imported.Counts(2, 0, 0)),
                        Map.entry("logs", new Imported.Counts(1, 0, 0)));
        assertThat(shop.rowsOf("products"))
                .containsExactly(row(1, "Tea", 4.5), row(2, "Coffee", 12.0), row(3, null, 1.25));
    }

    @Test
    void a_bare_array_takes_its_table_from_the_option_or_the_name() throws IOException {
        json("[{\"id\":2}]", Optional.of("products"));
        json("[{\"id\":3}]", Optional.empty());
        Path stamped = Files.writeString(folder.resolve("products_20251121_120000.json"), "[{\"id\":4}]");
        read(stamped, Format.JSON, Optional.empty());

        assertThat(shop.rowsOf("products")).extracting(row -> row.get(0)).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void one_table_of_a_document() {
        assertThat(json("{\"nowhere\": [{\"x\": [1]}], \"products\": [{\"id\":2}]}", Optional.of("products"))
                        .tables())
                .containsOnlyKeys("products");
    }

    @Test
    void a_folder_is_read_in_the_order_of_the_database() throws IOException {
        Files.writeString(folder.resolve("products_20251121_120000.csv"), "id,name\r\n2,\"\"\r\n3,\r\n");
        Files.writeString(folder.resolve("logs.csv"), "\ufeffproduct_id,id\n2,1\n\n");
        Files.writeString(folder.resolve("README.txt"), "not a table");

        Imported imported = read(folder, Format.CSV, Optional.empty());

        assertThat(imported.tables().keySet()).containsExactly("logs", "products");
        assertThat(shop.rowsOf("products")).containsExactly(row(1, "Tea", 4.5), row(2, "", null), row(3, null, null));
        assertThat(shop.rowsOf("logs")).containsExactly(row(1, 2));
    }

    @Test
    void the_policy_decides_about_a_key_that_is_there() {
        String again = "[{\"id\":1,\"name\":\"Green tea\"},{\"id\":2}]";

        assertThatThrownBy(() -> json(again)).isInstanceOf(RowRefused.class).hasMessageContaining("products row 1");
        assertThat(json(again, new Policy(OnConflict.SKIP, Keys.KEEP)).tables().get("products"))
                .isEqualTo(new Imported.Counts(1, 0, 1));
        assertThat(json(again, new Policy(OnConflict.REPLACE, Keys.KEEP))
                        .tables()
                        .get("products"))
                .isEqualTo(new Imported.Counts(0, 2, 0));
    }

    @Test
    void new_keys_are_followed_by_references() {
        json(
                "{\"products\":[{\"id\":1,\"name\":\"Cake\"}],\"logs\":[{\"id\":1,\"product_id\":1}]}",
                new Policy(OnConflict.FAIL, Keys.NEW));

        assertThat(shop.rowsOf("products")).contains(row(2, "Cake", null));
        assertThat(shop.rowsOf("logs")).containsExactly(row(1, 2));
    }

    @Test
    void a_failure_at_the_end_leaves_nothing() {
        assertThatThrownBy(() -> json("{\"products\":[{\"id\":2}],\"logs\":[{\"id\":1,\"product_id\":77}]}"))
                .isInstanceOf(RowRefused.class)
                .hasMessageContaining("77 is not in products");
        assertThat(shop.rowsOf("products")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                                    | in.json line 1: the document ends too early",
                "7                                     | in.json line 1: wants an object of tables or an array of rows",
                "{\"products\":[{\"id\":2}             | in.json line 1, products row 1: the document ends too early",
                "{\"products\":[{\"id\":2}]} []        | in.json line 1 column 26: this is no JSON",
                "{\"products\":{\"id\":2}}             | in.json line 1: \"products\" should be an array of rows",
                "{\"products\":[[2]]}                  | in.json line 1, products row 1: a row should be an object",
                "{\"products\":[{\"id\":2,\"id\":3}]}  | in.json line 1, products row 1: the column \"id\" is given twice",
                "{\"products\":[],\"products\":[]}     | in.json line 1, products: the table \"products\" is given twice",
                "[{\"name\":NaN}]                      | in.json line 1 column 10, products row 1: this is no JSON",
                "[{\"name\":'x'}]                      | in.json line 1 column 11, products row 1: this is no JSON",
                "[{\"name\":{\"a\":1,\"a\":2}}]        | in.json line 1, products row 1: the key \"a\" is given twice",
                "[{\"name\":{\"$date\":1}}]            | in.json line 1, products row 1: the tag $date is unknown",
                "[{\"name\":{\"a\":1,\"$b\":2}}]       | in.json line 1, products row 1: a map with the key $b is written",
                "[{\"name\":{\"$bytes\":\"*\"}}]       | in.json line 1, products row 1: $bytes is not Base64",
                "[{\"name\":{\"$bytes\":7}}]           | in.json line 1, products row 1: $bytes wants a string",
                "[{\"name\":{\"$double\":\"1\"}}]      | in.json line 1, products row 1: $double is NaN",
                "[{\"name\":{\"$map\":1}}]             | in.json line 1, products row 1: $map wants an object",
                "[{\"name\":{\"$map\":{},\"x\":1}}]    | in.json line 1, products row 1: $map must stand alone",
                "[{\"price\":1e99999999999}]           | in.json line 1, products row 1: the exponent of 1e99999999999 is too",
                "[{\"price\":1e-20000}]                | in.json line 1, products row 1: the exponent of 1e-20000 is too large",
                "[{\"id\":\"seven\"}]                  | in.json line 1, products row 1: products.id: \"seven\" is no INTEGER",
                "[{\"id\":2},{\"nam\":1}]              | in.json line 1, products row 2: the table products has no column \"nam\"",
                "{\"product\":[]}                      | in.json line 1, product: there is no table \"product\""
            })
    void json_that_is_wrong_is_refused_where_it_is(String text, String message) {
        assertThatThrownBy(() -> json(text)).isInstanceOf(Problem.class).hasMessageStartingWith(message);
        assertThat(shop.rowsOf("products")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                      | products.csv: the header is missing",
                "id,,name~1,2,3          | products.csv line 1: a column in the header has no name",
                "id,id~1,2               | products.csv line 1: the column \"id\" is given twice",
                "id,nme~1,2              | products.csv line 1: the table products has no column \"nme\"",
                "id,name~2,Tea~3         | products.csv line 3: the record has 1 fields, and the header 2",
                "id~2,Tea                | products.csv line 2: the record has 2 fields, and the header 1",
                "id,name~2,\"a~b\"~x,y   | products.csv line 4: products.id: \"x\" is no INTEGER",
                "id,name~2,base64:***    | products.csv line 2: name begins with base64: and is not Base64",
                "id,name~2,\"open        | products.csv after line 1: ",
                "id,name~2,\"a\"b        | products.csv after line 1: "
            })
    void csv_that_is_wrong_is_refused_where_it_is(String text, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("products.csv"), text.replace('~', '\n'));

        assertThatThrownBy(() -> read(file, Format.CSV, Optional.empty()))
                .isInstanceOf(Problem.class)
                .hasMessageStartingWith(folder + "/" + message.stripTrailing());
        assertThat(shop.rowsOf("products")).hasSize(1);
    }

    @Test
    void who_misspells_a_name_is_told_the_right_one() {
        assertThatThrownBy(() -> json("{\"prodcuts\":[]}"))
                .isInstanceOfSatisfying(
                        UnknownName.class,
                        problem ->
                                assertThat(problem.next()).isEqualTo("did you mean products? There is logs, products"));
        assertThatThrownBy(() -> json("{\"customers\":[]}"))
                .isInstanceOfSatisfying(
                        UnknownName.class, problem -> assertThat(problem.next()).isEqualTo("there is logs, products"));
    }

    @Test
    void bytes_that_are_not_utf8_are_counted() {
        byte[] bytes = "[{\"name\":\"caf?\"}]".getBytes(StandardCharsets.US_ASCII);
        bytes[13] = (byte) 0xe9;

        assertThatThrownBy(() -> bytes(bytes, Format.JSON)).hasMessageContaining("byte 14 of the file is not UTF-8");
        byte[] csv = {'i', 'd', '\n', (byte) 0xff};
        assertThatThrownBy(() -> bytes(csv, Format.CSV)).hasMessageContaining("byte 4 of the file is not UTF-8");
        byte[] cut = {'i', 'd', '\n', (byte) 0xe2, (byte) 0x82};
        assertThatThrownBy(() -> bytes(cut, Format.CSV)).hasMessageContaining("byte 4 of the file is not UTF-8");
    }

    @Test
    void what_is_too_deep_or_too_long_is_refused_before_it_fills_the_memory() {
        assertThatThrownBy(() -> json("[{\"name\":" + "[".repeat(100_000)))
                .isInstanceOf(MalformedInput.class)
                .hasMessageContaining("esting limit");
        String endless = "a".repeat(Import.LONGEST_VALUE + 100_000);
        assertThatThrownBy(() -> json("[{\"name\":\"" + endless))
                .isInstanceOf(MalformedInput.class)
                .hasMessageContaining("too long");
        assertThatThrownBy(() -> bytes(("id,name\n1," + endless).getBytes(StandardCharsets.UTF_8), Format.CSV))
                .isInstanceOf(MalformedInput.class);
        assertThatThrownBy(() -> json("[{\"name\":[" + "[],".repeat(1_000_000)))
                .isInstanceOf(MalformedInput.class)
                .hasMessageContaining("too long");
        assertThatThrownBy(() -> json("[{\"id\":" + "9".repeat(20_000) + "}]")).isInstanceOf(MalformedInput.class);
    }

    @Test
    void two_files_of_one_table_are_refused() throws IOException {
        Files.writeString(folder.resolve("products.csv"), "id\n2\n");
        Files.writeString(folder.resolve("products_20251121_120000.csv"), "id\n3\n");

        assertThatThrownBy(() -> read(folder, Format.CSV, Optional.empty()))
                .isInstanceOf(MalformedInput.class)
                .hasMessageContaining("are the same table");
    }

    @Test
    void a_missing_file_is_named() {
        assertThatThrownBy(() -> read(folder.resolve("no.json"), Format.JSON, Optional.empty()))
                .isInstanceOf(TransferFailed.class)
                .hasMessageContaining("no.json");
        assertThatThrownBy(() -> read(folder, Format.CSV, Optional.empty())).hasMessageContaining("no CSV file");
    }

    @Test
    void the_format_is_in_the_name() {
        assertThat(Format.of(Path.of("a.JSON"))).isEqualTo(Format.JSON);
        assertThat(Format.of(Path.of("a.csv"))).isEqualTo(Format.CSV);
        assertThat(Format.of(folder)).isEqualTo(Format.CSV);
        assertThatThrownBy(() -> Format.of(Path.of("a.xml"))).isInstanceOf(UnknownFormat.class);
    }

    private Imported read(Path source, Format format, Optional<String> table) {
        try (Intake intake = shop.intake(new Policy(OnConflict.FAIL, Keys.KEEP))) {
            return Import.read(source, format, table, intake, RowProgress.silent());
        }
    }

    private Imported json(String text) {
        return json(text, Optional.empty());
    }

    private Imported json(String text, Optional<String> table) {
        return json(text, table, new Policy(OnConflict.FAIL, Keys.KEEP));
    }

    private Imported json(String text, Policy policy) {
        return json(text, Optional.empty(), policy);
    }

    /** A bare array is one of products. */
    private Imported json(String text, Optional<String> table, Policy policy) {
        Optional<String> named = table.or(() -> Optional.of("products").filter(name -> text.startsWith("[")));
        try (Intake intake = shop.intake(policy)) {
            return Import.read(
                    new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                    "in.json",
                    Format.JSON,
                    named,
                    intake,
                    RowProgress.silent());
        }
    }

    private Imported bytes(byte[] bytes, Format format) {
        try (Intake intake = shop.intake(new Policy(OnConflict.FAIL, Keys.KEEP))) {
            return Import.read(
                    new ByteArrayInputStream(bytes),
                    "products",
                    format,
                    Optional.empty(),
                    intake,
                    RowProgress.silent());
        }
    }
}
