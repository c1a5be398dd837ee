package dbmanager.sql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.backup.BackupReader;
import dbmanager.backup.PartDamaged;
import dbmanager.exchange.Column;
import dbmanager.exchange.Content;
import dbmanager.exchange.Row;
import dbmanager.exchange.Table;
import dbmanager.problem.Problem;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqliteContentTest {
    @TempDir
    Path folder;

    private Shop shop;

    @BeforeEach
    void open() {
        shop = new Shop(folder);
    }

    private static List<Row> rows(Content content, String table) {
        try (Stream<Row> rows = content.rows(content.table(table).orElseThrow())) {
            return rows.toList();
        }
    }

    @Test
    void shows_tables_keys_and_columns_but_not_what_others_keep() {
        SqliteDatabase database = shop.with(
                "shop.db",
                "CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT, \"n m\" VARCHAR(10), g AS (id * 2))",
                "CREATE TABLE b (x TEXT, y INT, PRIMARY KEY (y, x)) WITHOUT ROWID",
                "CREATE TABLE c (x INT) STRICT",
                "CREATE VIRTUAL TABLE d USING fts5 (words)",
                "CREATE VIEW e AS SELECT * FROM a",
                "CREATE TABLE flyway_schema_history (installed_rank INT)",
                "CREATE TABLE _dbm_meta (k)",
                "INSERT INTO a DEFAULT VALUES",
                "ANALYZE");
        try (Content content = SqliteContent.live(database)) {
            assertThat(content.tables())
                    .containsExactly(
                            new Table(
                                    "a",
                                    List.of(new Column("id", "INTEGER"), new Column("n m", "VARCHAR(10)")),
                                    List.of("id")),
                            new Table("b", List.of(new Column("x", "TEXT"), new Column("y", "INT")), List.of("y", "x")),
                            new Table("c", List.of(new Column("x", "INT")), List.of()),
                            new Table("d", List.of(new Column("words", "")), List.of()));
            assertThat(content.definitions())
                    .extracting(Content.Definition::name)
                    .containsExactly("a", "b", "c", "d", "e");
        }
    }

    @Test
    void gives_every_value_as_it_is() {
        SqliteDatabase database = shop.with(
                "shop.db",
                "CREATE TABLE t (id INTEGER PRIMARY KEY, v)",
                "INSERT INTO t VALUES (1, 9223372036854775807), (2, -9223372036854775808), (3, 1.5), (4, 9e999), (5, NULL),"
                        + " (6, 'a' || char(0) || 'b'), (7, x'00FF00'), (8, x''), (9, ''), (10, '😀'), (11, 1)");
        byte[] blob = {0, -1, 0};
        try (Content content = SqliteContent.live(database)) {
            assertThat(rows(content, "t"))
                    .extracting(row -> row.get(1))
                    .usingRecursiveComparison()
                    .isEqualTo(new ArrayList<>(java.util.Arrays.asList(
                            Long.MAX_VALUE,
                            Long.MIN_VALUE,
                            1.5,
                            Double.POSITIVE_INFINITY,
                            null,
                            "a\0b",
                            blob,
                            new byte[0],
                            "",
                            "😀",
                            1L)));
        }
    }

    /** Whatever stands in a key: our comparator and SQLite agree. */
    @ParameterizedTest
    @CsvSource({"UTF-8,BINARY", "UTF-8,NOCASE", "UTF-8,RTRIM", "UTF-16le,BINARY", "UTF-16be,BINARY", "UTF-16le,NOCASE"})
    void its_order_is_that_of_sqlite(String encoding, String collation) throws Exception {
        SqliteDatabase database = shop.with(
                "shop.db",
                "PRAGMA encoding = '" + encoding + "'",
                "CREATE TABLE keyed (a COLLATE " + collation + ", b, PRIMARY KEY (a, b)) WITHOUT ROWID",
                "CREATE TABLE bag (a, b)");
        Random random = new Random(7);
        try (Connection connection = database.write();
                PreparedStatement insert = connection.prepareStatement("INSERT OR IGNORE INTO keyed VALUES (?, ?)")) {
            connection.setAutoCommit(false);
            for (int i = 0; i < 3000; i++) {
                insert.setObject(1, value(random));
                insert.setObject(2, value(random));
                insert.executeUpdate();
            }
            Shop.run(
                    connection,
                    "INSERT INTO bag SELECT * FROM keyed ORDER BY random()",
                    "INSERT INTO bag VALUES (NULL, 1)");
            connection.commit();
        }
        try (Content content = SqliteContent.live(database)) {
            for (Table table : content.tables()) {
                Comparator<Row> order = content.order(table);
                List<Row> rows = rows(content, table.name());
                for (int i = 1; i < rows.size(); i++) {
                    assertThat(order.compare(rows.get(i - 1), rows.get(i)))
                            .as("%s before %s", rows.get(i - 1), rows.get(i))
                            .isLessThanOrEqualTo(0);
                }
                if (table.name().equals("keyed")) {
                    List<Row> shuffled = new ArrayList<>(rows);
                    java.util.Collections.shuffle(shuffled, random);
                    shuffled.sort(order);
                    assertThat(shuffled).isEqualTo(rows);
                }
            }
        }
    }

    private static Object value(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> (long) random.nextInt(5) - 2;
            case 1 -> (1L << 53) + random.nextInt(5) + (random.nextBoolean() ? 0 : Long.MAX_VALUE >> 1);
            case 2 -> (double) (1L << 53) + random.nextInt(5);
            case 3 -> random.nextDouble() * (random.nextBoolean() ? 3 : 1e19) - 1;
            case 4 -> text(random);
            default -> {
                byte[] bytes = new byte[random.nextInt(3)];
                random.nextBytes(bytes);
                yield bytes;
            }
        };
    }

    private static String text(Random random) {
        String[] signs = {"a", "A", "b", "Z", "_", " ", "\0", "é", "É", "\uFFFD", "\uE000", "😀", "\uD7FF"};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(signs[random.nextInt(signs.length)]);
        }
        return text.toString();
    }

    @Test
    void reads_in_key_order_without_sorting() throws Exception {
        SqliteDatabase database = shop.with(
                "shop.db",
                "CREATE TABLE t (a TEXT, b TEXT, PRIMARY KEY (a COLLATE NOCASE, b DESC))",
                "INSERT INTO t VALUES ('x', 'y')");
        try (Connection connection = database.read()) {
            Table table = SqliteSchema.table(connection, "main", "t");
            assertThat(SqliteSchema.key(connection, table))
                    .extracting(SqliteSchema.KeyColumn::collation)
                    .containsExactly("NOCASE", "BINARY");
        }
    }

    @Test
    void stands_still_while_others_write() {
        SqliteDatabase database = shop.with("shop.db", "PRAGMA journal_mode = WAL", "CREATE TABLE t (a)");
        try (Content content = SqliteContent.live(database)) {
            shop.with("shop.db", "INSERT INTO t VALUES (1)");
            assertThat(content.count(content.table("t").orElseThrow())).isZero();
        }
    }

    @Test
    void of_a_backup_is_what_was_backed_up() {
        SqliteDatabase database =
                shop.with("shop.db", "PRAGMA journal_mode = WAL", "CREATE TABLE t (a)", "INSERT INTO t VALUES (1)");
        BackupReader backup = shop.dump(database);
        shop.with("shop.db", "DELETE FROM t");
        try (Content content = SqliteContent.of(backup)) {
            assertThat(content.name()).isEqualTo("backup " + backup.manifest().id());
            assertThat(rows(content, "t")).containsExactly(new Row(new Object[] {1L}));
        }
        assertThat(folder.resolve("backups").resolve(backup.manifest().id().text()))
                .isDirectoryNotContaining("glob:**-{wal,shm}");
    }

    @Test
    void of_a_changed_backup_is_refused() throws Exception {
        BackupReader backup = shop.dump(shop.with("shop.db", "CREATE TABLE t (a)"));
        try (RandomAccessFile file = new RandomAccessFile(shop.part(backup).toFile(), "rw")) {
            file.seek(100);
            file.write(99);
        }
        assertThatThrownBy(() -> SqliteContent.of(backup)).isInstanceOf(PartDamaged.class);
    }

    @Test
    void finds_counterexamples_and_nothing_else() {
        SqliteDatabase database = shop.with("shop.db", "CREATE TABLE t (a)", "INSERT INTO t VALUES (1), (-1)");
        try (Content content = SqliteContent.live(database)) {
            try (Stream<Row> rows = content.counterexamples("SELECT a FROM t WHERE a < 0")) {
                assertThat(rows).containsExactly(new Row(new Object[] {-1L}));
            }
            for (String bad : List.of(
                    "SELECT nothing FROM t",
                    "DELETE FROM t",
                    "WITH x AS (SELECT 1) DELETE FROM t RETURNING a",
                    "SELECT 1; SELECT 2",
                    "COMMIT")) {
                assertThatThrownBy(() -> content.counterexamples(bad).toList())
                        .as(bad)
                        .isInstanceOf(Problem.class);
            }
        }
        assertThat(Shop.ask(database, "SELECT count(*) FROM t")).containsExactly("2");
    }
}
