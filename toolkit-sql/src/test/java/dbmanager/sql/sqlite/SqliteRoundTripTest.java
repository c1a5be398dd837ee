package dbmanager.sql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.exchange.Content;
import dbmanager.exchange.Destination;
import dbmanager.exchange.Export;
import dbmanager.exchange.Format;
import dbmanager.exchange.Import;
import dbmanager.exchange.Intake;
import dbmanager.exchange.Row;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever SQLite let into a column, an export of it comes back as the same value of the same type. */
class SqliteRoundTripTest {
    private static final List<String> TYPES = List.of(
            "INTEGER",
            "BIGINT",
            "FLOATING POINT",
            "REAL",
            "DOUBLE PRECISION",
            "NUMERIC",
            "DECIMAL(10,2)",
            "BOOLEAN",
            "TEXT",
            "VARCHAR(3)",
            "BLOB",
            "",
            "ANY",
            "DATETIME",
            "STRING",
            "JSON");
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "a few",
            "12",
            " 12 ",
            "1.5",
            "1e5",
            "1E+22",
            "0x1A",
            "\u0661\u0662",
            "t",
            "No",
            "true",
            "NULL",
            "Infinity",
            "-Infinity",
            "NaN",
            "-0.0",
            "base64:AA==",
            "\\base64:",
            "$exact:1",
            "\\\\$exact:\"x\"",
            "2026-11-21 12:00:00",
            "{\"$exact\":1}",
            "a\"b,c\r\nd",
            "a\u0000b",
            "\ufeff🍵");
    private static final double[] DOUBLES = {
        0,
        -0.0,
        1.5,
        5,
        1e15,
        1e22,
        1e300,
        Double.MIN_VALUE,
        Double.MAX_VALUE,
        0.1 + 0.2,
        2460000.5,
        9007199254740994.0,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY
    };
    private static final long[] LONGS = {0, 1, -1, 5, 1L << 53, (1L << 53) + 1, Long.MAX_VALUE, Long.MIN_VALUE};

    @TempDir
    Path folder;

    private Shop shop;

    @BeforeEach
    void open() {
        shop = new Shop(folder);
    }

    @ParameterizedTest
    @EnumSource
    void every_value_in_every_column(Format format) throws SQLException {
        String columns = IntStream.range(0, TYPES.size())
                .mapToObj(i -> ", c" + i + " " + TYPES.get(i))
                .collect(Collectors.joining());
        String table = "CREATE TABLE t (id INTEGER PRIMARY KEY" + columns + ")";
        SqliteDatabase from = shop.with("from.db", table);
        Random random = new Random(7);
        try (Connection connection = from.write();
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO t VALUES (?" + ", ?".repeat(TYPES.size()) + ")")) {
            connection.setAutoCommit(false);
            for (int id = 1; id <= 2_000; id++) {
                insert.setInt(1, id);
                for (int i = 0; i < TYPES.size(); i++) {
                    insert.setObject(i + 2, value(random));
                }
                insert.executeUpdate();
            }
            connection.commit();
        }

        assertComesBack(from, format, table);
    }

    @ParameterizedTest
    @EnumSource
    void strict_tables_and_their_any(Format format) {
        String table = "CREATE TABLE s (i INT, r REAL, t TEXT, b BLOB, a ANY) STRICT";
        SqliteDatabase from = shop.with(
                "from.db",
                table,
                "INSERT INTO s VALUES (1, 1, '1', x'01', '1'), (2, 2.5, '2.5', x'', 2), (3, 9e999, 'x', x'00', 3.0),"
                        + " (NULL, NULL, NULL, NULL, x'04'), (5, 5, '', x'05', -0.0)");

        assertComesBack(from, format, table);
    }

    private void assertComesBack(SqliteDatabase from, Format format, String table) {
        SqliteDatabase to = shop.with("to.db", table);
        Path place = folder.resolve(format == Format.JSON ? "rows.json" : "rows");
        List<Row> exported;
        try (Content content = SqliteContent.live(from)) {
            Export.write(
                    content, content.tables(), format, Destination.at(place), Instant.EPOCH, (what, done, of) -> {});
            exported = rows(content);
        }
        try (Intake intake = SqliteIntake.into(to, new Intake.Policy(Intake.OnConflict.FAIL, Intake.Keys.KEEP))) {
            Import.read(place, format, Optional.empty(), intake, (what, done, of) -> {});
        }
        try (Content content = SqliteContent.live(to)) {
            assertThat(rows(content)).isEqualTo(exported);
        }
    }

    private static List<Row> rows(Content content) {
        try (Stream<Row> rows = content.rows(content.tables().get(0))) {
            return new ArrayList<>(rows.toList());
        }
    }

    @Test
    void only_what_does_not_fit_is_marked() throws Exception {
        SqliteDatabase from = shop.with(
                "from.db",
                "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, r REAL, v, at DATETIME)",
                "INSERT INTO t VALUES (1, 2, 3, 'tea', 1732190400), (2, 'a few', 9e999, 5, 'noon')");
        Path json = folder.resolve("t.json");
        Path csv = folder.resolve("t.csv");
        try (Content content = SqliteContent.live(from)) {
            Export.write(content, content.tables(), Format.JSON, Destination.at(json), Instant.EPOCH, (a, b, c) -> {});
            Export.write(content, content.tables(), Format.CSV, Destination.at(csv), Instant.EPOCH, (a, b, c) -> {});
        }
        assertThat(Files.readAllLines(json))
                .contains(
                        "{\"id\":1,\"n\":2,\"r\":3.0,\"v\":\"tea\",\"at\":1732190400},",
                        "{\"id\":2,\"n\":{\"$exact\":\"a few\"},\"r\":{\"$double\":\"Infinity\"},\"v\":5,\"at\":\"noon\"}");
        assertThat(Files.readAllLines(csv))
                .containsExactly(
                        "id,n,r,v,at", "1,2,3.0,tea,1732190400", "2,\"$exact:\"\"a few\"\"\",Infinity,$exact:5,noon");
    }

    private static Object value(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> null;
            case 1 -> LONGS[random.nextInt(LONGS.length)];
            case 2 -> random.nextLong();
            case 3 -> DOUBLES[random.nextInt(DOUBLES.length)];
            case 4 -> Double.longBitsToDouble(random.nextLong());
            case 5 -> new byte[] {(byte) random.nextInt(), 0};
            default -> TEXTS.get(random.nextInt(TEXTS.size()));
        };
    }
}
