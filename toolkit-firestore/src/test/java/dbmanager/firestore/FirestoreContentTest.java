package dbmanager.firestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.firestore.v1.Value;
import dbmanager.backup.BackupReader;
import dbmanager.emulator.FreshProject;
import dbmanager.emulator.OnEveryEmulator;
import dbmanager.exchange.Content;
import dbmanager.exchange.Destination;
import dbmanager.exchange.Diff;
import dbmanager.exchange.DiffReport.CellDiff;
import dbmanager.exchange.DiffReport.RowDiff;
import dbmanager.exchange.Export;
import dbmanager.exchange.Format;
import dbmanager.exchange.Import;
import dbmanager.exchange.Intake;
import dbmanager.exchange.Intake.Keys;
import dbmanager.exchange.Intake.OnConflict;
import dbmanager.exchange.Row;
import dbmanager.exchange.RowProgress;
import dbmanager.exchange.RowRefused;
import dbmanager.exchange.Table;
import dbmanager.exchange.Tagged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnEveryEmulator
class FirestoreContentTest {
    private final FreshProject project;

    @TempDir
    private Path folder;

    private Place shop;

    FirestoreContentTest(FreshProject project) {
        this.project = project;
    }

    @BeforeEach
    void open() {
        shop = Place.at(project, folder);
        shop.put("users/1", "{\"name\":\"Ada\",\"id\":\"other\",\"since\":{\"$timestamp\":\"2026-11-21T02:00:00Z\"}}")
                .put("users/1/orders/7", "{\"total\":12.0,\"of\":{\"$reference\":\"users/1\"}}")
                .put("users/2", "{\"name\":null}")
                .put("products/tea", "{\"price\":4.5}");
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void a_root_collection_is_a_table_with_all_below_it() {
        try (Content live = shop.backend.live()) {
            Table users = live.table("users").orElseThrow();

            assertThat(live.tables()).extracting(Table::name).containsExactly("products", "users");
            assertThat(users.columnNames()).containsExactly("id", "`id`", "name", "of", "since", "total");
            assertThat(rows(live, users))
                    .hasToString("[[1, other, Ada, absent, " + new Tagged("$timestamp", "2026-11-21T02:00:00Z")
                            + ", absent], [1/orders/7, absent, absent, " + new Tagged("$reference", "users/1")
                            + ", absent, 12.0],"
                            + " [2, absent, null, absent, absent, absent]]");
        }
    }

    @Test
    void any_other_collection_is_a_table_for_who_names_it() {
        BackupReader backup = shop.backup();
        for (Content content : List.of(shop.backend.live(), shop.backend.open(backup))) {
            try (content) {
                Table orders = content.table("users/1/orders").orElseThrow();

                assertThat(rows(content, orders))
                        .hasToString("[[7, " + new Tagged("$reference", "users/1") + ", 12.0]]");
                assertThat(content.table("users/2/orders")).isEmpty();
                assertThat(content.table("users/1")).isEmpty();
                assertThat(content.table("//")).isEmpty();
            }
        }
    }

    @Test
    void a_difference_names_the_field_also_inside_a_map() {
        shop.put("users/1", "{\"address\":{\"city\":\"Berlin\",\"zip\":1}}");
        BackupReader backup = shop.backup();
        shop.put("users/1", "{\"address\":{\"city\":\"Bonn\",\"zip\":1}}").put("users/2", "{}");
        try (Content then = shop.backend.open(backup);
                Content now = shop.backend.live()) {
            List<RowDiff> samples = Diff.of(then, now, List.of("users"), 9, RowProgress.silent())
                    .tables()
                    .get(0)
                    .samples();

            assertThat(samples)
                    .extracting(RowDiff::cells)
                    .containsExactly(
                            List.of(new CellDiff("address.city", "\"Berlin\"", "\"Bonn\"")),
                            List.of(new CellDiff("name", "NULL", "absent")));
        }
    }

    @Test
    void the_same_documents_in_another_database_are_the_same() {
        BackupReader backup = shop.backup();
        try (Place copy = shop.beside("copy")) {
            copy.restore(
                    backup,
                    new dbmanager.backend.LoadPolicy(
                            dbmanager.backend.LoadMode.REPLACE, dbmanager.backend.References.REPOINT));
            try (Content one = shop.backend.live();
                    Content other = copy.backend.live()) {
                assertThat(Diff.of(one, other, List.of(), 9, RowProgress.silent())
                                .isEmpty())
                        .isTrue();
            }
        }
    }

    @Test
    void what_was_exported_as_json_comes_back_the_same() {
        Path file = folder.resolve("export.json");
        List<String> before = shop.texts();
        try (Content live = shop.backend.live()) {
            Export.write(live, live.tables(), Format.JSON, Destination.at(file), Instant.EPOCH, RowProgress.silent());
        }
        shop.erase();

        importing(file, Format.JSON, OnConflict.FAIL);

        assertThat(shop.texts()).isEqualTo(before);
    }

    /** Every tag, as a field, in an array and in a map; and an integer where backups write a tag. */
    @Test
    void every_tag_of_an_export_and_of_a_backup_is_read_back() throws IOException {
        List<String> values = List.of(
                "{\"$int\":\"9007199254740993\"}",
                "{\"$int\":\"-9223372036854775808\"}",
                "{\"$double\":\"NaN\"}",
                "{\"$double\":\"-Infinity\"}",
                "{\"$double\":\"-0.0\"}",
                "{\"$timestamp\":\"0001-01-01T00:00:00.000001Z\"}",
                "{\"$bytes\":\"AAEC/w==\"}",
                "{\"$reference\":\"users/1\"}",
                "{\"$geopoint\":[47.37,-8.0]}",
                "{\"$vector\":[1.0,0.25]}",
                "{\"$map\":{\"$price\":{\"$int\":\"9223372036854775807\"}}}");
        for (int i = 0; i < values.size(); i++) {
            String value = values.get(i);
            String list = value.contains("vector") ? "[1]" : "[" + value + ",1]"; // Firestore has no vectors in arrays
            shop.put("tags/" + i, "{\"v\":" + value + ",\"list\":" + list + ",\"map\":{\"in\":" + value + "}}");
        }
        Map<String, Map<String, Value>> before = shop.documents();
        Path file = folder.resolve("export.json");
        try (Content live = shop.backend.live()) {
            Export.write(live, live.tables(), Format.JSON, Destination.at(file), Instant.EPOCH, RowProgress.silent());
        }
        shop.erase();
        importing(file, Format.JSON, OnConflict.FAIL);
        assertThat(shop.documents()).isEqualTo(before);

        Path asInBackups = folder.resolve("small.json");
        Files.writeString(asInBackups, "{\"small\":[{\"id\":\"1\",\"n\":{\"$int\":\"5\"}}]}");
        importing(asInBackups, Format.JSON, OnConflict.FAIL);
        assertThat(shop.texts()).contains("small/1 {\"n\":5}");
        Files.writeString(asInBackups, "{\"small\":[{\"id\":\"2\",\"n\":{\"$int\":\"5.5\"}}]}");
        assertThatThrownBy(() -> importing(asInBackups, Format.JSON, OnConflict.FAIL))
                .hasMessageContaining("line 1")
                .hasMessageContaining("$int wants a whole number of 64 bits");
    }

    @Test
    void more_rows_than_one_transaction_takes_are_taken_too() throws IOException {
        StringBuilder csv = new StringBuilder("id,name,note\r\n");
        for (int i = 0; i < 700; i++) {
            csv.append(i).append(",Name ").append(i).append(",\r\n");
        }
        Path file = Files.writeString(folder.resolve("names.csv"), csv);

        importing(file, Format.CSV, OnConflict.FAIL);

        assertThat(shop.texts()).hasSize(704).contains("names/699 {\"name\":\"Name 699\"}");
        assertThatThrownBy(() -> importing(file, Format.CSV, OnConflict.FAIL)).isInstanceOf(RowRefused.class);
    }

    @Test
    void what_firestore_cannot_hold_is_refused_before_anything_is_written() {
        List<String> before = shop.texts();
        for (Object[] bad : List.of(
                new Object[] {"a/b", "x"},
                new Object[] {"", "x"},
                new Object[] {".", "x"},
                new Object[] {true, "x"},
                new Object[] {"a", List.of(List.of(1L))},
                new Object[] {"a", new Tagged("$timestamp", "yesterday")},
                new Object[] {"a", new Tagged("$unknown", "x")},
                new Object[] {"a", "x".repeat(1 << 20)})) {
            try (Intake intake = shop.backend.intake(new Intake.Policy(OnConflict.REPLACE, Keys.KEEP))) {
                Table users = intake.table("users").orElseThrow();
                intake.put(users, List.of("id", "name"), new Row(new Object[] {"9", "fine"}));
                assertThatThrownBy(() -> intake.put(users, List.of("id", "name"), new Row(bad)))
                        .isInstanceOf(RowRefused.class);
            }
        }
        assertThat(shop.texts()).isEqualTo(before);
    }

    @Test
    void bookkeeping_takes_no_rows() {
        try (Intake intake = shop.backend.intake(new Intake.Policy(OnConflict.REPLACE, Keys.KEEP))) {
            assertThat(intake.table("_migrations")).isEmpty();
            assertThat(intake.table("_db_manager/x/y")).isEmpty();
        }
    }

    private void importing(Path file, Format format, OnConflict onConflict) {
        try (Intake intake = shop.backend.intake(new Intake.Policy(onConflict, Keys.KEEP))) {
            Import.read(file, format, Optional.empty(), intake, RowProgress.silent());
        }
    }

    private static List<Row> rows(Content content, Table table) {
        try (Stream<Row> rows = content.rows(table)) {
            return rows.toList();
        }
    }
}
