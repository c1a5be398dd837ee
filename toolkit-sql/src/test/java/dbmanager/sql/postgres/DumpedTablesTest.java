package dbmanager.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.backup.Backup;
import dbmanager.exchange.Column;
import dbmanager.exchange.SavedRows;
import dbmanager.exchange.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The tables of a dump as they are read off its text, however the server lays its definitions out. */
class DumpedTablesTest extends BackedUpShop {
    /** By table and column, all values. */
    private Map<String, Map<String, List<Object>>> rows() {
        Backup backup = backup();
        Map<String, Map<String, List<Object>>> values = new TreeMap<>();
        try (PostgresBackend backend = shop.open();
                SavedRows rows = backend.rows(reader(backup))) {
            for (Table table : rows.tables()) {
                Map<String, List<Object>> columns = new TreeMap<>();
                assertThat(table.columnNames()).as(table.name()).doesNotHaveDuplicates();
                table.columnNames().forEach(name -> columns.put(name, new ArrayList<>()));
                values.put(table.name(), columns);
            }
            rows.forEach((table, row) -> {
                for (int i = 0; i < row.size(); i++) {
                    values.get(table.name()).get(table.columnNames().get(i)).add(row.get(i));
                }
            });
            rows.tables().stream()
                    .filter(table -> table.name().equals("parcels"))
                    .forEach(table -> assertThat(table.columns()).contains(new Column("size", "integer")));
        }
        return values;
    }

    @Test
    void what_goes_on_over_several_lines_is_no_column() {
        shop.execute("""
                CREATE TABLE parcels (
                    size int DEFAULT 1,
                    note text DEFAULT 'a (
                    fake integer,
                )',
                    "WHEN" text,
                    class text GENERATED ALWAYS AS (CASE WHEN size > 10 THEN 'large' ELSE 'small' END) STORED,
                    last int,
                    CONSTRAINT fits CHECK (CASE WHEN size > 5 THEN note IS NOT NULL WHEN size > 3 THEN CASE WHEN last > 1 THEN true ELSE false END ELSE true END)
                )""", "INSERT INTO parcels (size, \"WHEN\", last) VALUES (7, 'now', 3)");

        assertThat(rows().get("parcels"))
                .containsOnlyKeys("size", "note", "WHEN", "last")
                .containsEntry("size", List.of(7L))
                .containsEntry("WHEN", List.of("now"))
                .containsEntry("last", List.of(3L));
    }

    @Test
    void a_column_that_child_and_parents_have_is_one_column() {
        shop.execute(
                "CREATE TABLE things (id int, name text)",
                "CREATE TABLE parts (id int, weight int)",
                "CREATE TABLE screws (id int, thread text) INHERITS (things, parts)",
                "INSERT INTO things VALUES (1, 'box')",
                "INSERT INTO screws (id, name, weight, thread) VALUES (2, 'screw', 5, 'M4')");

        Map<String, Map<String, List<Object>>> rows = rows();

        assertThat(rows.get("screws"))
                .containsOnlyKeys("id", "thread", "name", "weight")
                .containsEntry("id", List.of(2L));
        assertThat(rows.get("things")).containsEntry("id", List.of(1L));
    }

    @Test
    void a_table_of_a_type_has_the_columns_of_the_type() {
        shop.execute(
                "CREATE TYPE person AS (name text COLLATE \"C\", \"WHEN\" numeric(5,2), age int)",
                "CREATE TABLE guests OF person",
                "CREATE UNLOGGED TABLE people OF person (name NOT NULL DEFAULT 'x, (', age WITH OPTIONS DEFAULT 1, CHECK (age > 0))",
                "CREATE TABLE visits OF person PARTITION BY LIST (age)",
                "CREATE TABLE visits_1 PARTITION OF visits FOR VALUES IN (1)",
                "INSERT INTO people VALUES ('Ada', 1.50, 36)",
                "INSERT INTO visits VALUES ('Bob', 2, 1)");

        Map<String, Map<String, List<Object>>> rows = rows();

        assertThat(rows).containsOnlyKeys("guests", "people", "products", "visits");
        assertThat(rows.get("guests")).containsOnlyKeys("WHEN", "age", "name").containsEntry("name", List.of());
        assertThat(rows.get("people"))
                .containsOnlyKeys("WHEN", "age", "name")
                .containsEntry("name", List.of("Ada"))
                .containsEntry("age", List.of(36L));
        assertThat(rows.get("visits")).containsEntry("name", List.of("Bob"));
    }

    @Test
    void a_table_of_a_type_that_an_extension_makes_is_refused_by_name() {
        shop.execute("CREATE TYPE person AS (name text)", "CREATE TABLE people OF person");
        shop.server.executeAsSuperuser(shop.database, "ALTER EXTENSION plpgsql ADD TYPE person");

        assertThatThrownBy(this::rows).isInstanceOfSatisfying(DumpedTables.UnknownRowType.class, unknown -> {
            assertThat(unknown).hasMessageContainingAll("public.people", "public.person");
            assertThat(unknown.next()).contains("db-manager backup TABLE");
        });
    }

    @Test
    void rows_of_a_table_of_an_extension_are_the_extensions_and_no_damage() {
        shop.execute("CREATE TABLE settings (name text)", "INSERT INTO settings VALUES ('of an extension')");
        shop.server.executeAsSuperuser(
                shop.database,
                "ALTER EXTENSION plpgsql ADD TABLE settings",
                "UPDATE pg_extension SET extconfig = ARRAY['settings'::regclass::oid], extcondition = ARRAY[''] WHERE extname = 'plpgsql'");

        Map<String, Map<String, List<Object>>> rows = rows();

        assertThat(rows).containsOnlyKeys("products");
        assertThat(rows.get("products")).containsEntry("name", List.of("Tea", "Coffee"));
    }
}
