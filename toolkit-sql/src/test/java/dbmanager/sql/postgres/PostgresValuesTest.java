package dbmanager.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dbmanager.exchange.Content;
import dbmanager.exchange.Destination;
import dbmanager.exchange.Export;
import dbmanager.exchange.Format;
import dbmanager.exchange.Import;
import dbmanager.exchange.Intake;
import dbmanager.exchange.Row;
import dbmanager.exchange.RowRefused;
import dbmanager.exchange.Table;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Values of every kind of type, out of a database and into another one. */
class PostgresValuesTest {
    private static final String TYPES = """
            CREATE TYPE mood AS ENUM ('sad', 'o''k', 'happy');
            CREATE DOMAIN percent AS numeric(5,2) CHECK (VALUE BETWEEN 0 AND 100);
            CREATE TYPE place AS (name text, at point);
            CREATE TABLE kinds (
                id int PRIMARY KEY, small smallint, big bigint, amount numeric, price numeric(12,2), rate percent,
                single real, double_ double precision, cash money, yes boolean, raw bytea, note text, code varchar(8), fixed char(4),
                doc json, docb jsonb, tags text[], grid int[][], uid uuid, feeling mood, born date, at timestamptz, local timestamp(3),
                clock time, zoned timetz, span interval, net inet, bits bit varying(8), range tstzrange, spot place, words tsvector, x xml)""";

    /** Each is a row of constants, as SQL has them. */
    private static final List<String> ROWS = List.of("""
            (1, -32768, 9223372036854775807, 12345678901234567890.123456789012345, 10.50, 99.99,
             0.1, 0.1, '-1234.56', true, '\\x00ff5c27', E'line\\nbreak\\t"quoted", \\\\ it''s', 'a,b;c', 'ab',
             '{"b": 1,  "a": [1.0, null]}', '{"b": 1.50, "a": "ü"}', ARRAY['a', NULL, 'with "quotes" and {braces}', ''], '{{1,2},{3,4}}',
             'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'o''k', '2026-11-21', '2026-11-21 02:00:00.123456+05:30', '2026-11-21 02:00:00.123',
             '23:59:59.999999', '04:05:06+02', '1 year 2 mons 3 days 04:05:06.789', '192.168.0.1/24', B'10101',
             '[2026-01-01 00:00+00, infinity)', ROW('here, "there"', '(1.5,2)'), 'fat:1A cat:2', '<a>&amp;</a>')""", """
            (2, 0, 0, 'NaN', -0.01, 0, 'NaN', 'NaN', '0', false, '', '', '', '', 'null', '{}', '{}', '{}', NULL, 'happy',
             'infinity', '-infinity', 'infinity', '00:00', '00:00Z', '-00:00:01', '::1', B'', 'empty', ROW(NULL, NULL), '', '')""", """
            (3, 1, -1, 1.50, 0, NULL, '-Infinity', '-0', '92233720368547758.07', NULL, NULL, 'NULL', '\\N', '\\.', '"text"', '[1e3]',
             '[0:1]={a,b}', NULL, NULL, 'sad', '0044-03-15 BC', '4713-01-01 BC', '294276-12-31', '24:00', '00:00:00-15:59', '0', '10.0.0.0/8',
             NULL, '(,)', NULL, NULL, NULL)""", """
            (4, NULL, NULL, 1e-30, NULL, NULL, 3.4028235e38, 4.9406564584124654e-324, NULL, NULL, NULL, '  blanks  ', NULL, NULL,
             '{"a":1,"a":2}', '123456789012345678901234567890', ARRAY['NULL', 'null'], NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
             NULL, NULL, NULL, NULL, NULL, NULL)""");

    @TempDir
    Path home;

    private PostgresProject source;
    private PostgresProject target;

    @BeforeEach
    void fill() {
        source = new PostgresProject(home);
        target = new PostgresProject(home);
        source.execute(TYPES);
        target.execute(TYPES);
        ROWS.forEach(row -> source.execute("INSERT INTO kinds VALUES " + row));
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void what_is_exported_and_imported_is_the_same_to_the_last_digit(Format format) {
        Path file = home.resolve(format == Format.JSON ? "kinds.json" : "kinds");
        export(format, file);

        take(format, file);

        String everything = "SELECT t::text FROM kinds AS t ORDER BY id";
        assertThat(target.query(everything)).hasSize(4).isEqualTo(source.query(everything));
        assertThat(rows(target)).isEqualTo(rows(source));
    }

    private void export(Format format, Path place) {
        try (PostgresBackend backend = source.open();
                Content live = backend.live()) {
            Export.write(live, live.tables(), format, Destination.at(place), Instant.EPOCH, (table, done, total) -> {});
        }
    }

    private void take(Format format, Path place) {
        try (PostgresBackend backend = target.open();
                Intake intake = backend.intake(new Intake.Policy(Intake.OnConflict.FAIL, Intake.Keys.KEEP))) {
            Import.read(place, format, Optional.empty(), intake, (table, done, total) -> {});
        }
    }

    private static List<Row> rows(PostgresProject project) {
        try (PostgresBackend backend = project.open();
                Content live = backend.live();
                Stream<Row> rows = live.rows(live.table("kinds").orElseThrow())) {
            return rows.toList();
        }
    }

    @Test
    void values_that_rows_have_a_type_for_are_of_that_type() {
        Row first = rows(source).get(0);

        assertThat(first.get(0)).isEqualTo(1L);
        assertThat(first.get(3)).isEqualTo(new BigDecimal("12345678901234567890.123456789012345"));
        assertThat(first.get(4)).isEqualTo(new BigDecimal("10.50"));
        assertThat(first.get(6)).isEqualTo(0.1);
        assertThat(first.get(9)).isEqualTo(true);
        assertThat(first.get(10)).isEqualTo(new byte[] {0, (byte) 0xFF, '\\', '\''});
        assertThat(first.get(21)).isEqualTo("2026-11-20 20:30:00.123456+00");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "price | 1.005 | more decimals",
                "rate | 12.345 | more decimals",
                "small | 1.5 | not a whole number",
                "small | 40000 | out of range",
                "single | 0.123456789 | more digits",
                "double_ | 0.12345678901234567890123 | more digits",
                "double_ | 1e999 | out of range",
                "cash | 1.005 | more cents",
                "yes | maybe | neither true nor false",
                "code | 'too long for it' | longer than 8",
                "fixed | abcde | longer than 4",
                "born | 2026-11-21 10:00 | not a date",
                "at | 2026-11-21 10:00:00.1234567 | more decimals of a second",
                "local | 2026-11-21 10:00:00.1234 | more decimals of a second",
                "local | 2026-11-21 10:00:00+02 | time zone",
                "doc | {not json | json",
                "feeling | glad | mood",
                "raw | text | no bytes",
                "uid | 123 | uuid",
                "bits | 101010101 | too long"
            })
    void what_a_column_would_change_is_refused(String column, String value, String why) {
        try (PostgresBackend backend = target.open();
                Intake intake = backend.intake(new Intake.Policy(Intake.OnConflict.FAIL, Intake.Keys.KEEP))) {
            Table kinds = intake.table("kinds").orElseThrow();

            RowRefused refused = catchThrowableOfType(RowRefused.class, () -> {
                intake.put(kinds, List.of("id", column), new Row(new Object[] {7L, value}));
                intake.commit();
            });

            assertThat(refused).hasMessageContaining("kinds").hasMessageContaining(why);
        }
        assertThat(target.query("SELECT count(*) FROM kinds")).containsExactly("0");
    }

    @Test
    void json_that_comes_as_objects_and_lists_goes_into_its_columns() {
        try (PostgresBackend backend = target.open();
                Intake intake = backend.intake(new Intake.Policy(Intake.OnConflict.FAIL, Intake.Keys.KEEP))) {
            Table kinds = intake.table("kinds").orElseThrow();
            intake.put(kinds, List.of("id", "doc", "tags"), new Row(new Object[] {
                7L, Map.of("a", List.of(1L, "x\"y")), List.of("it's", "b\\c")
            }));
            intake.commit();
        }

        assertThat(target.query("SELECT doc, tags[1], tags[2] FROM kinds"))
                .containsExactly("{\"a\":[1,\"x\\\"y\"]}|it's|b\\c");
    }

    @Test
    void a_bad_row_far_into_a_copy_is_named_and_takes_every_row_back() {
        RowRefused refused;
        try (PostgresBackend backend = target.open();
                Intake intake = backend.intake(new Intake.Policy(Intake.OnConflict.FAIL, Intake.Keys.KEEP))) {
            Table kinds = intake.table("kinds").orElseThrow();
            List<String> columns = List.of("id", "net");
            refused = catchThrowableOfType(RowRefused.class, () -> {
                for (long i = 1; i <= 5000; i++) {
                    intake.put(kinds, columns, new Row(new Object[] {i, i == 1234 ? "nowhere" : "10.0.0.1"}));
                }
                intake.commit();
            });
        }

        assertThat(refused).hasMessageContaining("kinds, row 1234").hasMessageContaining("nowhere");
        assertThat(target.query("SELECT count(*) FROM kinds")).containsExactly("0");
    }

    @Test
    void numbers_that_the_database_gives_go_on_behind_those_that_came() {
        target.execute("CREATE TABLE orders (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text)");
        try (PostgresBackend backend = target.open();
                Intake intake = backend.intake(new Intake.Policy(Intake.OnConflict.FAIL, Intake.Keys.KEEP))) {
            intake.put(intake.table("orders").orElseThrow(), List.of("id", "note"), new Row(new Object[] {41L, "old"}));
            intake.commit();
        }

        target.execute("INSERT INTO orders (note) VALUES ('new')");

        assertThat(target.query("SELECT id, note FROM orders ORDER BY id")).containsExactly("41|old", "42|new");
    }

    @Test
    void tables_of_other_schemas_partitions_and_generated_columns_are_content_too() {
        source.execute(
                "CREATE SCHEMA billing",
                "CREATE TABLE billing.invoices (id int PRIMARY KEY, net int, gross int GENERATED ALWAYS AS (net * 2) STORED)",
                "INSERT INTO billing.invoices VALUES (1, 10)",
                "CREATE TABLE events (at date NOT NULL, what text) PARTITION BY RANGE (at)",
                "CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2026-07-01')",
                "CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM ('2026-07-01') TO ('2027-01-01')",
                "INSERT INTO events VALUES ('2026-02-01', 'a'), ('2026-08-01', 'b')");

        try (PostgresBackend backend = source.open();
                Content live = backend.live()) {
            assertThat(live.tables()).extracting(Table::name).containsExactly("billing.invoices", "events", "kinds");
            assertThat(live.table("billing.invoices").orElseThrow().columnNames())
                    .containsExactly("id", "net");
            List<Row> events = new ArrayList<>();
            try (Stream<Row> rows = live.rows(live.table("events").orElseThrow())) {
                rows.forEach(events::add);
            }
            assertThat(events).hasSize(2);
            assertThat(live.definitions())
                    .extracting(Content.Definition::name)
                    .contains("billing.invoices", "mood", "percent");
        }
    }

    @Test
    void a_column_that_is_computed_when_it_is_read_is_no_content() {
        assumeTrue(source.server.major() >= 18, "VIRTUAL columns come with PostgreSQL 18");
        source.execute(
                "CREATE TABLE invoices (id int PRIMARY KEY, net int, gross int GENERATED ALWAYS AS (net * 2) VIRTUAL)",
                "INSERT INTO invoices VALUES (1, 10)");
        target.execute(
                "CREATE TABLE invoices (id int PRIMARY KEY, net int, gross int GENERATED ALWAYS AS (net * 2) VIRTUAL)");
        Path file = home.resolve("all.json");
        export(Format.JSON, file);

        take(Format.JSON, file);

        assertThat(target.query("SELECT * FROM invoices")).containsExactly("1|10|20");
    }
}
