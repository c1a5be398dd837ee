package dbmanager.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dbmanager.backend.LoadMode;
import dbmanager.backend.LoadPolicy;
import dbmanager.backend.Loaded;
import dbmanager.backend.Presence;
import dbmanager.backend.Progress;
import dbmanager.backend.Safety;
import dbmanager.backend.Selection;
import dbmanager.backend.TargetInUse;
import dbmanager.backup.Backup;
import dbmanager.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class PostgresRestoreTest extends BackedUpShop {
    @Test
    void what_is_not_a_row_comes_back_too() {
        shop.execute(
                "CREATE SCHEMA billing",
                "CREATE TYPE billing.state AS ENUM ('open', 'paid')",
                "CREATE SEQUENCE billing.numbers START 1000",
                "CREATE TABLE billing.invoices (id int PRIMARY KEY DEFAULT nextval('billing.numbers'), state billing.state,"
                        + " product bigint REFERENCES products ON DELETE CASCADE)",
                "CREATE INDEX ON billing.invoices (state) WHERE state = 'open'",
                "INSERT INTO billing.invoices (state, product) VALUES ('open', 1), ('paid', 2)",
                "CREATE FUNCTION shout(t text) RETURNS text LANGUAGE sql AS $$ SELECT upper(t) $$",
                "COMMENT ON TABLE products IS 'what we sell'");
        List<?> before = definitions();
        Backup backup = backup();
        shop.execute("DROP SCHEMA billing CASCADE", "DROP FUNCTION shout");

        Loaded loaded = load(backup, LoadMode.REPLACE);

        assertThat(loaded.records()).isEqualTo(Map.of("billing.invoices", 2L, "products", 2L));
        assertThat(definitions()).isEqualTo(before);
        assertThat(shop.query("SELECT nextval('billing.numbers')")).containsExactly("1002");
        assertThat(shop.query("SELECT obj_description('products'::regclass)")).containsExactly("what we sell");
    }

    @Test
    void a_database_keeps_its_owner_its_rights_and_its_settings() {
        shop.server.executeAsSuperuser(
                "postgres",
                "CREATE ROLE reader_" + shop.database,
                "REVOKE ALL ON DATABASE " + shop.database + " FROM PUBLIC",
                "GRANT CONNECT ON DATABASE " + shop.database + " TO reader_" + shop.database,
                "ALTER DATABASE " + shop.database + " SET work_mem = '5MB'",
                "ALTER DATABASE " + shop.database + " CONNECTION LIMIT 17");
        String properties =
                "SELECT datdba::regrole, datacl::text, datconnlimit, (SELECT setconfig::text FROM pg_db_role_setting"
                        + " WHERE setdatabase = d.oid) FROM pg_database d WHERE datname = current_database()";
        List<String> before = shop.query(properties);
        Backup backup = backup();

        load(backup, LoadMode.REPLACE);

        assertThat(shop.query(properties)).isEqualTo(before);
        assertThat(before.get(0)).contains("5MB").contains("17").contains("reader_");
    }

    @Test
    void a_setting_that_only_a_superuser_may_give_stays_with_its_database() {
        Backup backup = backup();
        shop.server.executeAsSuperuser(
                "postgres", "ALTER DATABASE " + shop.database + " SET log_min_duration_statement = '12345ms'");
        shop.execute("DELETE FROM products");

        assertThat(load(backup, LoadMode.REPLACE).records()).containsEntry("products", 2L);

        assertThat(shop.query("SHOW log_min_duration_statement")).containsExactly("12345ms");
        try (PostgresBackend backend = shop.open();
                var scratch = backend.scratch()) {
            assertThat(scratch.presence()).isEqualTo(Presence.EMPTY);
        }
    }

    @Test
    void a_check_that_wants_a_setting_of_a_superuser_is_not_held_against_the_backup() {
        assumeTrue(shop.server.major() >= 15, "until then everybody may give settings of an application");
        shop.server.executeAsSuperuser("postgres", "ALTER DATABASE " + shop.database + " SET app.tenant = '7'");
        shop.execute("ALTER TABLE products ADD CHECK (current_setting('app.tenant') = '7')");
        Backup backup = backup();

        assertThatThrownBy(() -> loadIntoScratch(backup)).isInstanceOfSatisfying(Problem.class, undecided -> {
            assertThat(undecided.kind()).isEqualTo(Problem.Kind.UNEXPECTED);
            assertThat(undecided).hasMessageContaining("without the settings app.tenant");
            assertThat(undecided.next())
                    .contains("GRANT SET ON PARAMETER app.tenant TO \"" + PostgresServer.OWNER + "\"");
        });
        shop.server.executeAsSuperuser("postgres", "GRANT SET ON PARAMETER app.tenant TO " + PostgresServer.OWNER);
        try {
            assertThat(loadIntoScratch(backup).records()).containsEntry("products", 2L);
        } finally {
            shop.server.executeAsSuperuser(
                    "postgres", "REVOKE SET ON PARAMETER app.tenant FROM " + PostgresServer.OWNER);
        }
    }

    /** As a verification does. */
    private Loaded loadIntoScratch(Backup backup) {
        try (PostgresBackend backend = shop.open();
                var scratch = backend.scratch()) {
            return scratch.load(
                    reader(backup), Selection.all(), LoadPolicy.of(LoadMode.REPLACE), Safety.none(), Progress.silent());
        }
    }

    @Test
    void texts_are_compared_after_a_restore_as_they_were_before() {
        assumeTrue(shop.server.major() >= 15, "a database of its own ICU locale comes with PostgreSQL 15");
        shop.server.executeAsSuperuser(
                "postgres",
                "ALTER DATABASE " + shop.database + " RENAME TO " + shop.database + "_c",
                "CREATE DATABASE " + shop.database + " OWNER " + PostgresServer.OWNER
                        + " TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'de-DE' ENCODING 'UTF8'");
        shop.migrate();
        shop.execute("INSERT INTO products VALUES (1, 'Zucker'), (2, 'Äpfel')");
        String locale = "SELECT datlocprovider, datcollate FROM pg_database WHERE datname = current_database()";
        List<String> before = shop.query(locale);

        load(backup(), LoadMode.REPLACE);

        assertThat(shop.query(locale)).isEqualTo(before);
        assertThat(before.get(0)).startsWith("i|");
        assertThat(shop.query("SELECT name FROM products ORDER BY name")).containsExactly("Äpfel", "Zucker");
    }

    @Test
    void a_database_with_another_search_path_than_the_users_comes_back_elsewhere_too() {
        shop.execute(
                "ALTER DATABASE " + shop.database + " SET search_path = app, public",
                "CREATE SCHEMA app",
                "CREATE TABLE app.products (id int PRIMARY KEY)",
                "INSERT INTO app.products VALUES (7)");
        Backup backup = backup();
        PostgresProject other = new PostgresProject(home.resolve("other"));

        try (PostgresBackend backend = other.open()) {
            Loaded loaded = backend.load(
                    reader(backup), Selection.all(), LoadPolicy.of(LoadMode.REPLACE), Safety.none(), Progress.silent());

            assertThat(loaded.records()).isEqualTo(Map.of("products", 1L, "public.products", 2L));
        }
        assertThat(load(backup, LoadMode.REPLACE).records()).isEqualTo(Map.of("products", 1L, "public.products", 2L));
        assertThat(shop.query("SHOW search_path")).containsExactly("app, public");
    }

    @Test
    void a_database_that_others_are_in_is_not_replaced_and_they_are_named() throws SQLException {
        Backup backup = backup();
        try (Connection application = shop.server.connect(shop.database);
                Statement statement = application.createStatement()) {
            statement.execute("SET application_name = 'webshop'");

            TargetInUse refused = catchThrowableOfType(TargetInUse.class, () -> load(backup, LoadMode.REPLACE));

            assertThat(refused).hasMessageContaining("webshop").hasMessageContaining(PostgresServer.OWNER);
            assertThat(application.isValid(5)).isTrue();
        }
        assertThat(shop.query(LEFTOVERS)).isEmpty();
    }

    @Test
    void a_session_of_another_role_is_found_before_anything_is_done() throws SQLException {
        Backup backup = backup();
        try (Connection administrator = shop.server.connectAsSuperuser(shop.database);
                Statement statement = administrator.createStatement();
                PostgresBackend backend = shop.open()) {
            statement.execute("SET application_name = 'night job'");

            assertThat(backend.refusal(reader(backup), Selection.all(), LoadPolicy.of(LoadMode.REPLACE)))
                    .hasValueSatisfying(refusal ->
                            assertThat(refusal).isInstanceOf(TargetInUse.class).hasMessageContaining("night job"));
        }
    }

    @Test
    void nobody_writes_between_the_safety_backup_and_the_new_database() throws SQLException {
        Backup backup = backup();
        List<SQLException> refused = new ArrayList<>();
        try (PostgresBackend backend = shop.open()) {
            Safety safety = content -> {
                refused.add(catchThrowableOfType(SQLException.class, () -> {
                    try (Connection late = shop.server.connect(shop.database);
                            Statement statement = late.createStatement()) {
                        statement.execute("SET lock_timeout = '200ms'");
                        statement.execute("INSERT INTO products VALUES (3, 'Cocoa', 4)");
                    }
                }));
                return () -> {};
            };

            backend.load(reader(backup), Selection.all(), LoadPolicy.of(LoadMode.REPLACE), safety, Progress.silent());
        }

        assertThat(refused.get(0).getSQLState()).isEqualTo("55P03");
        assertThat(shop.query("SELECT name FROM products ORDER BY id")).containsExactly("Tea", "Coffee");
    }

    @Test
    void a_session_that_comes_while_the_old_database_is_kept_does_not_stand_in_the_way() throws SQLException {
        Backup backup = backup();
        shop.execute("DELETE FROM products WHERE id = 1");
        List<Connection> late = new ArrayList<>();
        Safety safety = content -> {
            late.add(shop.server.connect(shop.database));
            return () -> {};
        };

        try (PostgresBackend backend = shop.open()) {
            backend.load(reader(backup), Selection.all(), LoadPolicy.of(LoadMode.REPLACE), safety, Progress.silent());
        }

        assertThat(late)
                .singleElement()
                .satisfies(session -> assertThat(session.isValid(5)).isFalse());
        late.get(0).close();
        assertThat(shop.query("SELECT name FROM products ORDER BY id")).containsExactly("Tea", "Coffee");
    }

    @Test
    void who_may_not_create_databases_restores_in_one_transaction() {
        shop.execute(
                "CREATE SCHEMA billing",
                "CREATE TYPE billing.state AS ENUM ('open', 'paid')",
                "CREATE TABLE billing.invoices (id serial PRIMARY KEY, state billing.state, product bigint REFERENCES products)",
                "INSERT INTO billing.invoices (state, product) VALUES ('open', 1)",
                "CREATE PROCEDURE pay() LANGUAGE plpgsql AS $$\nBEGIN\nUPDATE billing.invoices SET state = 'paid';\nCOMMIT;\nEND $$",
                "SELECT lo_from_bytea(4711, 'a large object')");
        List<?> before = definitions();
        Backup backup = backup();
        shop.execute("DELETE FROM billing.invoices", "CREATE TABLE later (id int)", "DROP PROCEDURE pay");
        asOrdinaryUser(ordinary -> {
            List<String> kept = new ArrayList<>();
            Safety safety = content -> () -> kept.add("kept");

            Loaded loaded = ordinary.load(
                    reader(backup), Selection.all(), LoadPolicy.of(LoadMode.REPLACE), safety, Progress.silent());

            assertThat(loaded.records()).isEqualTo(Map.of("billing.invoices", 1L, "products", 2L));
            assertThat(kept).containsExactly("kept");
        });
        assertThat(definitions()).isEqualTo(before);
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue");
        assertThat(shop.query("SELECT nextval('billing.invoices_id_seq')")).containsExactly("2");
        assertThat(shop.query("SELECT convert_from(lo_get(4711), 'UTF8')")).containsExactly("a large object");
    }

    @Test
    void what_cannot_be_kept_leaves_the_database_of_an_ordinary_user_as_it_was() {
        Backup backup = backup();
        shop.execute("INSERT INTO products VALUES (3, 'Cocoa', 4)");
        Safety full = content -> () -> {
            throw new IllegalStateException("no room for the safety backup");
        };
        asOrdinaryUser(ordinary -> assertThatThrownBy(() -> ordinary.load(
                        reader(backup), Selection.all(), LoadPolicy.of(LoadMode.REPLACE), full, Progress.silent()))
                .hasMessageContaining("no room"));

        assertThat(shop.query("SELECT count(*) FROM products")).containsExactly("3");
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue");
    }

    /** As the owner of the database, while that role may not create any. */
    private void asOrdinaryUser(Consumer<PostgresBackend> work) {
        shop.server.executeAsSuperuser("postgres", "ALTER ROLE " + PostgresServer.OWNER + " NOCREATEDB");
        try (PostgresBackend backend = shop.open()) {
            work.accept(backend);
        } finally {
            shop.server.executeAsSuperuser("postgres", "ALTER ROLE " + PostgresServer.OWNER + " CREATEDB");
        }
    }

    @Test
    void owners_and_rights_that_cannot_be_given_here_are_left_out_and_named() {
        String stranger = "stranger_" + shop.database;
        shop.server.executeAsSuperuser(
                shop.database,
                "CREATE ROLE " + stranger,
                "GRANT SELECT ON products TO " + stranger,
                "CREATE TABLE theirs (id int)",
                "ALTER TABLE theirs OWNER TO " + stranger,
                "GRANT ALL ON theirs TO " + PostgresServer.OWNER);
        Backup backup = backup();
        shop.server.executeAsSuperuser(shop.database, "DROP OWNED BY " + stranger, "DROP ROLE " + stranger);

        Loaded loaded = load(backup, LoadMode.REPLACE);

        assertThat(loaded.records()).containsEntry("products", 2L).containsEntry("theirs", 0L);
        assertThat(loaded.findings()).anyMatch(finding -> finding.what().contains("not on this server: " + stranger));
    }

    @Test
    void by_hand_it_is_restored_as_its_restore_txt_says_where_a_role_is_gone() throws Exception {
        String stranger = "reader_" + shop.database;
        shop.server.executeAsSuperuser(
                shop.database, "CREATE ROLE " + stranger, "GRANT SELECT ON products TO " + stranger);
        Path folder = home.resolve("backups").resolve(backup().id().text());
        shop.server.executeAsSuperuser(shop.database, "DROP OWNED BY " + stranger, "DROP ROLE " + stranger);
        String other = shop.server.newDatabase("by_hand");
        String command = Files.readAllLines(folder.resolve("RESTORE.txt")).stream()
                .map(String::strip)
                .filter(line -> line.startsWith("pg_restore --exit-on-error"))
                .findFirst()
                .orElseThrow()
                .replace("NEW", other);

        ProcessBuilder shell = new ProcessBuilder("sh", "-c", command)
                .directory(folder.toFile())
                .redirectErrorStream(true);
        shell.environment().putAll(shop.server.variables(other));
        shell.environment().merge("PATH", shop.server.programs().toString(), (old, first) -> first + ":" + old);
        Process process = shell.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).describedAs(said).isZero();
        try (Connection connection = shop.server.connect(other)) {
            assertThat(PostgresDatabase.texts(connection, "SELECT name FROM products ORDER BY id"))
                    .containsExactly("Tea", "Coffee");
        }
    }

    @Test
    void what_a_killed_process_left_behind_is_dropped_by_the_next() {
        shop.server.execute("postgres", "CREATE DATABASE dbm_tmp_of_the_dead");
        shop.server.execute(
                "postgres", "COMMENT ON DATABASE dbm_tmp_of_the_dead IS '" + TemporaryDatabase.COMMENT + "'");
        shop.server.execute("postgres", "CREATE DATABASE dbm_tmp_of_somebody_else");

        try (PostgresBackend backend = shop.open();
                var scratch = backend.scratch()) {
            assertThat(scratch.presence()).isEqualTo(Presence.EMPTY);
            assertThat(shop.query(LEFTOVERS))
                    .contains("dbm_tmp_of_somebody_else")
                    .doesNotContain("dbm_tmp_of_the_dead")
                    .hasSize(2);
        } finally {
            shop.server.execute("postgres", "DROP DATABASE dbm_tmp_of_somebody_else");
        }
    }

    @Test
    void what_is_owned_from_within_another_database_is_no_leftover() {
        PostgresDatabase postgres = shop.database().beside("postgres"); // what is beside it is owned from template1
        try (TemporaryDatabase owned = TemporaryDatabase.beside(postgres);
                PostgresBackend backend = shop.open();
                var scratch = backend.scratch()) {
            assertThat(scratch.presence()).isEqualTo(Presence.EMPTY);
            assertThat(shop.query(LEFTOVERS)).contains(owned.database().name());
        }
    }
}
