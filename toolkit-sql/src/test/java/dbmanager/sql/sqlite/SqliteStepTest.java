package dbmanager.sql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dbmanager.backend.DatabaseUnavailable;
import dbmanager.backend.Presence;
import dbmanager.backend.Progress;
import dbmanager.backend.StepFailed;
import dbmanager.backend.TargetInUse;
import dbmanager.migration.BlockedTimeline;
import dbmanager.migration.Direction;
import dbmanager.migration.Irreversible;
import dbmanager.migration.Migration;
import dbmanager.migration.Mode;
import dbmanager.operation.Unversioned;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong in a step leaves the database as it was, and says where. */
class SqliteStepTest {
    @TempDir
    Path home;

    private Project shop;

    @BeforeEach
    void begin() {
        shop = new Project(home).withShop();
        shop.migrate();
    }

    @Test
    void an_error_in_the_middle_names_line_statement_and_reason() {
        shop.with(
                "V3__stock.sql",
                "CREATE TABLE stock (id INTEGER PRIMARY KEY);\n\nINSERT INTO stok\n VALUES (1);\nCREATE TABLE later (id);\n");

        assertThatThrownBy(shop::migrate)
                .isInstanceOf(StepFailed.class)
                .hasMessage(
                        "migration 3 (stock) failed at V3__stock.sql, line 3: no such table: stok (INSERT INTO stok VALUES (1))")
                .extracting(e -> ((Problem) e).state().orElseThrow())
                .isEqualTo(StepFailed.rolledBack());
        assertThat(shop.query("SELECT name FROM sqlite_master WHERE name IN ('stock', 'later')"))
                .isEmpty();
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue");
    }

    @Test
    void rows_of_a_verify_script_are_shown_and_counted() {
        shop.execute("INSERT INTO products (id, name) VALUES (1, 'Tea'), (2, 'Tea'), (3, 'Tea'), (4, 'Tea')");
        shop.with("V3__check.sql", "UPDATE products SET price = -1;\n")
                .with(
                        "verify/3__check.sql",
                        "-- no price below zero\nSELECT id, price FROM products WHERE price < 0;\n");

        assertThatThrownBy(shop::migrate)
                .isInstanceOf(StepFailed.class)
                .hasMessage("migration 3 (check) failed at verify/3__check.sql, line 2: 4 rows contradict it: "
                        + "id=1, price=-1; id=2, price=-1; id=3, price=-1");
        assertThat(shop.query("SELECT DISTINCT price FROM products")).containsExactly("0");
        shop.execute("DELETE FROM products WHERE id > 1");
        assertThatThrownBy(shop::migrate).hasMessageEndingWith("line 2: 1 row contradicts it: id=1, price=-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELETE FROM products;", "DELETE FROM products RETURNING id;", "CREATE TABLE t (a);"})
    void a_verify_script_cannot_write(String statement) {
        shop.execute("INSERT INTO products (id, name) VALUES (1, 'Tea')");
        shop.with("V3__check.sql", "SELECT 1;\n").with("verify/3__check.sql", statement);

        assertThatThrownBy(shop::migrate).isInstanceOf(Problem.class).hasMessageContaining("3");
        assertThat(shop.query("SELECT count(*) FROM products")).containsExactly("1");
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BEGIN; CREATE TABLE t (a); COMMIT;",
                "BEGIN TRANSACTION; CREATE TABLE t (a); END;",
                "CREATE TABLE t (a);\ncommit;\nCREATE TABLE u (a);",
                "CREATE TABLE t (a); ROLLBACK;",
                "CREATE TABLE t (a); /* why */ PRAGMA foreign_keys = OFF;",
                "CREATE TABLE t (a); PRAGMA main.\"journal_mode\" = WAL;",
                "CREATE TABLE t (a); VACUUM;",
                "CREATE TABLE t (a); ATTACH 'other.db' AS other;",
                "CREATE TABLE t (a); /* no end\nCREATE TABLE u (a);",
                "CREATE TRIGGER x AFTER INSERT ON products BEGIN SELECT 1;",
                "CREATE TABLE t (a); INSERT INTO t VALUES ('${unknown}');"
            })
    void what_would_break_the_step_is_refused_before_anything_runs(String script) {
        shop.with("V3__bad.sql", "\n" + script);

        assertThatThrownBy(shop::migrate)
                .isInstanceOf(StepFailed.class)
                .hasMessageStartingWith("migration 3 (bad) failed at V3__bad.sql")
                .extracting(e -> ((Problem) e).state().orElseThrow())
                .isEqualTo("nothing was run");
        assertThat(shop.query("SELECT name FROM sqlite_master WHERE name IN ('t', 'u')"))
                .isEmpty();
    }

    @Test
    void a_refusal_names_the_line_and_what_to_do() {
        shop.with("V3__bad.sql", "CREATE TABLE t (a);\n-- smaller\nVACUUM;\n");

        assertThatThrownBy(shop::migrate)
                .hasMessageContaining("V3__bad.sql, line 3")
                .hasMessageContaining("V3__bad.sql.conf")
                .hasMessageContaining("executeInTransaction=false");
    }

    @Test
    void savepoints_and_triggers_are_fine() {
        shop.with("V3__fine.sql", """
                SAVEPOINT here;
                INSERT INTO products (name) VALUES ('Tea; BEGIN; -- no comment /* none');
                ROLLBACK TO here;
                RELEASE here;
                CREATE TRIGGER loud AFTER INSERT ON products BEGIN
                    UPDATE products SET name = upper(name) WHERE id = new.id;
                END;
                INSERT INTO products (name) VALUES ('Tea');
                """);
        shop.migrate();

        assertThat(shop.query("SELECT name FROM products")).containsExactly("TEA");
    }

    @Test
    void a_step_outside_a_transaction_runs_what_a_transaction_forbids() {
        shop.with("V3__small.sql", "PRAGMA journal_mode = WAL;\nVACUUM;\n")
                .with("V3__small.sql.conf", "executeInTransaction=false\n");
        shop.migrate();

        assertThat(shop.query("PRAGMA journal_mode")).containsExactly("wal");
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue 3");
        shop.flyway().validate();
    }

    @Test
    void a_failure_outside_a_transaction_stays_in_the_history_until_repaired() {
        shop.with("V3__half.sql", "CREATE TABLE half (a);\nMAKE IT SO;\n")
                .with("V3__half.sql.conf", "executeInTransaction=false\n");

        assertThatThrownBy(shop::migrate)
                .isInstanceOf(StepFailed.class)
                .extracting(e -> ((Problem) e).state().orElseThrow())
                .asString()
                .contains("repair");
        assertThat(shop.query("SELECT name FROM sqlite_master WHERE name = 'half'"))
                .containsExactly("half");
        assertThatThrownBy(shop::migrate).isInstanceOf(BlockedTimeline.class);

        shop.execute("DROP TABLE half");
        shop.repair();
        shop.with("V3__half.sql", "CREATE TABLE half (a);\n").without("V3__half.sql.conf");
        shop.migrate();
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue 3");
        shop.flyway().validate();
    }

    @Test
    void a_rebuilt_table_keeps_its_children() {
        shop.with("V3__orders.sql", """
                CREATE TABLE orders (id INTEGER PRIMARY KEY, product INTEGER NOT NULL REFERENCES products (id) ON DELETE CASCADE);
                INSERT INTO products (id, name) VALUES (1, 'Tea');
                INSERT INTO orders VALUES (1, 1);
                """);
        shop.with("V4__rebuild.sql", """
                DROP VIEW catalogue;
                CREATE TABLE products_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
                INSERT INTO products_new SELECT id, name FROM products;
                DROP TABLE products;
                ALTER TABLE products_new RENAME TO products;
                """);
        shop.migrate();

        assertThat(shop.query("SELECT count(*) FROM orders")).containsExactly("1");
        assertThat(shop.query("PRAGMA foreign_key_check")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM flyway_schema_history;",
                "UPDATE FLYWAY_SCHEMA_HISTORY SET checksum = 1 WHERE version = '1';",
                "DROP TABLE flyway_schema_history;",
                "DELETE FROM _dbm_history;",
                "UPDATE _dbm_meta SET value = 'mine' WHERE key = 'database_id';"
            })
    void a_script_that_changes_the_history_is_taken_back(String statement) {
        List<String> before = shop.query("SELECT * FROM flyway_schema_history");
        shop.with("V3__forget.sql", "CREATE TABLE t (a);\n" + statement + "\n");

        assertThatThrownBy(shop::migrate)
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("what this database has been through");
        assertThat(shop.query("SELECT * FROM flyway_schema_history")).isEqualTo(before);
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue");
    }

    @Test
    void a_script_may_read_the_history() {
        shop.with("V3__log.sql", "CREATE TABLE log AS SELECT version FROM flyway_schema_history;\n");
        shop.migrate();
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue 3");
    }

    @Test
    void foreign_keys_that_a_script_switches_on_are_off_again_for_the_next() {
        withOrders();
        shop.with("V4__children.sql", """
                CREATE TABLE items (id INTEGER PRIMARY KEY, "order" NOT NULL REFERENCES orders (id) ON DELETE CASCADE);
                INSERT INTO items VALUES (1, 7);
                """);
        shop.with("V5__strict.sql", "PRAGMA foreign_keys = ON;\n")
                .with("V5__strict.sql.conf", "executeInTransaction=false\n");
        shop.with("V6__rebuild.sql", """
                CREATE TABLE orders_new (id INTEGER PRIMARY KEY, product INTEGER);
                INSERT INTO orders_new SELECT * FROM orders;
                DROP TABLE orders;
                ALTER TABLE orders_new RENAME TO orders;
                """);
        shop.migrate();

        assertThat(shop.query("SELECT id FROM items")).containsExactly("1");
    }

    @Test
    void a_step_that_leaves_orphans_is_rolled_back() {
        withOrders();
        shop.with("V4__tidy.sql", "DELETE FROM products WHERE id = 1;\n");

        assertThatThrownBy(shop::migrate)
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("orders → products: 1 without a parent, such as row 7");
        assertThat(shop.query("SELECT count(*) FROM products")).containsExactly("1");
    }

    @Test
    void orphans_that_were_there_before_are_no_fault_of_the_step() {
        withOrders();
        shop.execute("INSERT INTO orders VALUES (8, 99)");
        shop.with("V4__more.sql", "INSERT INTO orders VALUES (9, 1);\n");
        shop.migrate();

        assertThat(shop.query("SELECT id FROM orders")).containsExactly("7", "8", "9");
        shop.with("V5__worse.sql", "INSERT INTO orders VALUES (10, 98);\n");
        assertThatThrownBy(shop::migrate).hasMessageContaining("orders → products: 2 without a parent");
        assertThat(shop.query("SELECT count(*) FROM orders")).containsExactly("3");
    }

    @Test
    void orphans_are_found_in_tables_of_every_name() {
        shop.with("V3__visits.sql", """
                CREATE TABLE "ÄRZTE" (id INTEGER PRIMARY KEY);
                CREATE TABLE "BESUCHE_Ü" (id INTEGER PRIMARY KEY, "ÄRZTIN" REFERENCES "ÄRZTE" (id));
                CREATE TABLE "o'clock" (id INTEGER PRIMARY KEY);
                CREATE TABLE times (id INTEGER PRIMARY KEY, at REFERENCES "o'clock" (id));
                INSERT INTO "ÄRZTE" VALUES (1);
                INSERT INTO "BESUCHE_Ü" VALUES (1, 1);
                INSERT INTO "o'clock" VALUES (12);
                INSERT INTO times VALUES (1, 12);
                """);
        shop.migrate();
        shop.with("V4__tidy.sql", "DELETE FROM \"ÄRZTE\";\n");
        assertThatThrownBy(shop::migrate).hasMessageContaining("BESUCHE_Ü → ÄRZTE: 1 without a parent");
        shop.with("V4__tidy.sql", "DELETE FROM 'o''clock';\n");
        assertThatThrownBy(shop::migrate).hasMessageContaining("times → o'clock: 1 without a parent");
        assertThat(shop.query("PRAGMA foreign_key_check")).isEmpty();
    }

    @Test
    void a_trigger_that_the_step_drops_at_its_end_was_there_for_its_rows() {
        withOrders();
        shop.with("V4__shelves.sql", """
                CREATE TABLE shelves (id INTEGER PRIMARY KEY);
                INSERT INTO shelves VALUES (1);
                CREATE TRIGGER emptied AFTER DELETE ON shelves BEGIN DELETE FROM products WHERE id = old.id; END;
                """);
        shop.migrate();
        shop.with("V5__no_shelves.sql", "DELETE FROM shelves;\nDROP TABLE shelves;\n");

        assertThatThrownBy(shop::migrate).hasMessageContaining("orders → products: 1 without a parent");
        assertThat(shop.query("SELECT count(*) FROM products")).containsExactly("1");
    }

    private void withOrders() {
        shop.with("V3__orders.sql", """
                CREATE TABLE orders (id INTEGER PRIMARY KEY, product INTEGER NOT NULL REFERENCES products (id));
                INSERT INTO products (id, name) VALUES (1, 'Tea');
                INSERT INTO orders VALUES (7, 1);
                """);
        shop.migrate();
    }

    @Test
    void an_edit_between_plan_and_step_is_refused() {
        shop.with("V3__stock.sql", "CREATE TABLE stock (id);\n");
        try (SqliteBackend backend = shop.open()) {
            Migration planned =
                    backend.available().versioned().reduce((a, b) -> b).orElseThrow();
            shop.with("V3__stock.sql", "DROP TABLE products;\n");

            assertThatThrownBy(() -> backend.run(planned, Direction.UP, Mode.EXECUTE, Project.ANNA, Progress.silent()))
                    .isInstanceOf(StepFailed.class)
                    .hasMessageContaining("edited");
        }
        assertThat(shop.query("SELECT count(*) FROM products")).containsExactly("0");
    }

    @Test
    void without_an_undo_script_nothing_is_undone() {
        shop.without("undo/U2__add_price.sql");
        assertThatThrownBy(() -> shop.rollback("-1")).isInstanceOf(Irreversible.class);
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue");
    }

    @Test
    void content_without_history_is_not_adopted_silently() throws Exception {
        Project old = new Project(Files.createDirectory(home.resolve("old"))).withShop();
        old.execute("CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT NOT NULL)");

        assertThatThrownBy(old::migrate).isInstanceOf(Unversioned.class).hasMessageContaining("no history");
        assertThat(old.query("SELECT name FROM sqlite_master")).containsExactly("products");

        old.stamp("1");
        old.migrate();
        assertThat(old.inForce()).isEqualTo("1 2 R catalogue");
    }

    @Test
    void init_adopts_content_without_history() throws Exception {
        Project old = new Project(Files.createDirectory(home.resolve("old")))
                .with("V1__stock.sql", "CREATE TABLE stock (id);\n");
        old.execute("CREATE TABLE products (id INTEGER PRIMARY KEY)");
        try (SqliteBackend backend = old.open()) {
            backend.initialise();
        }
        old.migrate();
        assertThat(old.inForce()).isEqualTo("1");
    }

    @Test
    void a_database_that_is_locked_is_waited_for_and_then_named() throws Exception {
        shop.with("V3__stock.sql", "CREATE TABLE stock (id);\n");
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + shop.file);
                Statement statement = other.createStatement();
                SqliteBackend backend = shop.open(Duration.ofMillis(100))) {
            statement.executeUpdate("BEGIN IMMEDIATE");
            Migration stock =
                    backend.available().versioned().reduce((a, b) -> b).orElseThrow();

            assertThatThrownBy(() -> backend.run(stock, Direction.UP, Mode.EXECUTE, Project.ANNA, Progress.silent()))
                    .isInstanceOf(TargetInUse.class)
                    .extracting(e -> ((Problem) e).kind())
                    .isEqualTo(Problem.Kind.LOCKED);
        }
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue");
    }

    @Test
    void what_is_no_database_stays_what_it_is() throws IOException {
        Files.writeString(shop.file, "Dear diary. ".repeat(200));

        try (SqliteBackend backend = shop.open()) {
            assertThat(backend.presence()).isEqualTo(Presence.UNREADABLE);
        }
        assertThatThrownBy(shop::migrate).isInstanceOf(DatabaseUnavailable.class);
        assertThat(Files.readString(shop.file)).startsWith("Dear diary");
    }

    @Test
    void a_file_that_cannot_be_written_is_named() {
        assumeTrue(shop.file.toFile().setReadOnly() && !Files.isWritable(shop.file), "root may write everything");
        shop.with("V3__stock.sql", "CREATE TABLE stock (id);\n");

        assertThatThrownBy(shop::migrate)
                .isInstanceOf(DatabaseUnavailable.class)
                .hasMessageContaining("cannot be written");
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue");
    }

    @Test
    void the_file_is_the_owners_alone() throws IOException {
        if (shop.file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            assertThat(Files.getPosixFilePermissions(shop.file))
                    .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        }
    }

    @Test
    void reading_loads_nothing_of_flyway() {
        assertThatCode(() -> {
                    Process process = new ProcessBuilder(
                                    ProcessHandle.current().info().command().orElseThrow(),
                                    "-Xlog:class+load",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    Reader.class.getName(),
                                    home.toString())
                            .redirectErrorStream(true)
                            .start();
                    String loaded = new String(
                            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
                    assertThat(process.waitFor()).isZero();
                    assertThat(loaded)
                            .contains("dbmanager.sql.sqlite.SqliteHistory")
                            .doesNotContain(" org.flywaydb.");
                })
                .doesNotThrowAnyException();
    }

    /** A status, and a migrate with nothing to do. */
    static final class Reader {
        public static void main(String[] args) {
            Project shop = new Project(Path.of(args[0]));
            try (SqliteBackend backend = SqliteBackend.at(
                    "shop", shop.file, "sqlite:shop.db", shop.migrations, java.time.Clock.systemUTC())) {
                backend.identity();
                backend.presence();
                if (!shop.migrator(backend)
                        .migrate(
                                dbmanager.migration.Target.parse("latest"),
                                dbmanager.migration.Plan.Order.STRICT,
                                e -> {})
                        .done()
                        .isEmpty()) {
                    throw new IllegalStateException("there was something to do");
                }
            }
        }
    }
}
