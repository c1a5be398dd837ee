package dbmanager.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dbmanager.backend.DatabaseBackend;
import dbmanager.backend.LoadMode;
import dbmanager.backend.LoadPolicy;
import dbmanager.backend.Presence;
import dbmanager.backend.Progress;
import dbmanager.backend.Selection;
import dbmanager.backup.BackupCatalog;
import dbmanager.backup.BackupReader;
import dbmanager.backup.BackupWriter;
import dbmanager.backup.LocalStore;
import dbmanager.migration.MigrationLock;
import dbmanager.migration.Plan;
import dbmanager.migration.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other processes: some that are killed in the middle, and two at once. */
class PostgresKilledRunnerTest {
    @TempDir
    Path home;

    private PostgresProject shop;

    @BeforeEach
    void ship() {
        shop = PostgresProject.migrated(home);
    }

    @Test
    void a_runner_killed_in_a_transaction_leaves_its_step_pending_and_no_lock() throws Exception {
        shop.with("V3__slow.sql", "CREATE TABLE more (id int);\nSELECT pg_sleep(600);\n");
        Process runner = start();
        awaitStatement("%pg_sleep%");

        runner.destroyForcibly().waitFor();

        shop.with("V3__slow.sql", "CREATE TABLE more (id int);\n");
        shop.migrate(); // waits for the lock, which ends as soon as the server sees that nobody is there
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue 3");
        assertThat(shop.history().entries()).hasSize(4);
        shop.flyway().validate();
    }

    @Test
    void a_runner_killed_while_it_builds_an_index_is_followed_by_one_that_builds_it_again() throws Exception {
        shop.with("V3__index.sql", """
                CREATE TABLE audit (id int);
                CREATE INDEX CONCURRENTLY products_by_name ON products (name);
                INSERT INTO audit VALUES (1);
                """);
        try (var writer = shop.server.connect(shop.database)) {
            writer.setAutoCommit(false);
            writer.createStatement().execute("INSERT INTO products VALUES (1, 'Tea')"); // the build waits for its end
            Process runner = start();
            awaitStatement("CREATE INDEX CONCURRENTLY%");

            runner.destroyForcibly().waitFor();
            awaitNoStatement("CREATE INDEX CONCURRENTLY%");
            writer.commit();
        }
        assertThat(shop.query("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('products_by_name')"))
                .containsExactly("f");
        assertThat(shop.query("SELECT number, state FROM _dbm_statements WHERE number > 0 ORDER BY 1"))
                .containsExactly("1|DONE", "2|BEGUN");

        shop.migrate();

        assertThat(shop.query("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('products_by_name')"))
                .containsExactly("t");
        assertThat(shop.query("SELECT count(*) FROM audit")).containsExactly("1");
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue 3");
        shop.flyway().validate();
    }

    @Test
    void a_statement_that_came_to_its_end_though_its_runner_was_killed_is_not_run_again() throws Exception {
        shop.with("V3__index.sql", "CREATE INDEX CONCURRENTLY products_by_name ON products (name);\n");
        shop.migrate();
        // As a process leaves it that dies between the build and its record.
        shop.execute(
                "UPDATE flyway_schema_history SET success = false WHERE version = '3'",
                "INSERT INTO _dbm_statements SELECT installed_rank, 0, '', 'DONE' FROM flyway_schema_history WHERE version = '3'",
                "INSERT INTO _dbm_statements SELECT installed_rank, 1, 'x', 'BEGUN' FROM flyway_schema_history WHERE version = '3'");

        shop.migrate();

        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue 3");
        assertThat(shop.query("SELECT count(*) FROM _dbm_statements")).containsExactly("0");
    }

    @Test
    void a_restore_killed_before_the_swap_leaves_the_old_database_and_what_it_made_is_dropped_by_the_next()
            throws Exception {
        shop.server.requireClient();
        shop.execute("INSERT INTO products VALUES (1, 'Tea', 1)");
        BackupCatalog catalog = Restorer.catalog(home.resolve("backups"));
        String id;
        try (PostgresBackend backend = shop.open();
                BackupWriter writer = catalog.begin(backend.identity(), "test", "requested", List.of())) {
            backend.dump(Selection.all(), writer, Progress.silent());
            id = writer.commit().id().text();
        }
        shop.execute("INSERT INTO products VALUES (2, 'Coffee', 2)");
        Path marker = home.resolve("marker");
        Process restorer = start(Restorer.class, home.resolve("backups").toString(), id, marker.toString());
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (Files.notExists(marker)) {
            assertThat(restorer.isAlive() && System.nanoTime() < deadline)
                    .as("at work")
                    .isTrue();
            TimeUnit.MILLISECONDS.sleep(20);
        }

        restorer.destroyForcibly().waitFor();

        shop.execute("INSERT INTO products VALUES (3, 'Cocoa', 3)"); // its locks are gone with it
        assertThat(shop.query("SELECT name FROM products ORDER BY id")).containsExactly("Tea", "Coffee", "Cocoa");
        String temporary = "SELECT count(*) FROM pg_database WHERE datname LIKE 'dbm\\_tmp\\_%'";
        assertThat(shop.query(temporary)).containsExactly("1");
        try (PostgresBackend backend = shop.open();
                DatabaseBackend scratch = backend.scratch()) {
            assertThat(scratch.presence()).isEqualTo(Presence.EMPTY);
            assertThat(shop.query(temporary)).containsExactly("1");
        }
        assertThat(shop.query(temporary)).containsExactly("0");
    }

    @Test
    void of_two_runners_at_once_each_step_is_run_by_one() throws Exception {
        for (int i = 3; i <= 22; i++) {
            shop.with(
                    "V" + i + "__step.sql",
                    "CREATE TABLE t" + i + " (a text);\nINSERT INTO t" + i + " VALUES ('x');\n");
        }
        List<Process> runners = List.of(start(), start());
        for (Process runner : runners) {
            String said = new String(runner.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(runner.waitFor()).as(said).isZero();
        }

        assertThat(shop.history().entries()).hasSize(23);
        assertThat(shop.query("SELECT count(*) FROM t22")).containsExactly("1");
        shop.flyway().validate();
    }

    @Test
    void who_has_the_lock_is_said_with_process_and_time() {
        try (PostgresBackend holder = shop.open();
                PostgresBackend other = shop.open()) {
            holder.lock("anna@laptop", Duration.ZERO);

            MigrationLock.Held held =
                    catchThrowableOfType(MigrationLock.Held.class, () -> other.lock("ci", Duration.ZERO));

            assertThat(held.getMessage())
                    .contains("anna@laptop")
                    .containsPattern("process \\d+")
                    .containsPattern("since \\d{4}-\\d\\d-\\d\\dT");
        }
    }

    private void awaitStatement(String like) throws InterruptedException {
        await(like, true);
    }

    private void awaitNoStatement(String like) throws InterruptedException {
        await(like, false);
    }

    private void await(String like, boolean there) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        String sql =
                "SELECT count(*) > 0 FROM pg_stat_activity WHERE state = 'active' AND datname = current_database() AND query LIKE '"
                        + like + "' AND pid <> pg_backend_pid()";
        while (!shop.query(sql).equals(List.of(there ? "t" : "f"))) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private Process start() throws IOException {
        return start(Runner.class);
    }

    private Process start(Class<?> main, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                shop.server.url(shop.database),
                shop.migrations.toString(),
                shop.server.programs().toString()));
        command.addAll(List.of(more));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** Restores a backup, and stands still while it keeps what was there. */
    static final class Restorer {
        public static void main(String[] args) {
            BackupCatalog catalog = catalog(Path.of(args[3]));
            try (PostgresBackend backend = PostgresProject.open(args[0], Path.of(args[1]), Path.of(args[2]))) {
                BackupReader backup = catalog.open(catalog.find(args[4], any -> true));
                backend.load(
                        backup,
                        Selection.all(),
                        LoadPolicy.of(LoadMode.REPLACE),
                        content -> {
                            standStill(Path.of(args[5]));
                            return () -> {};
                        },
                        Progress.silent());
            }
        }

        static BackupCatalog catalog(Path folder) {
            return new BackupCatalog(new LocalStore(folder), Clock.systemUTC(), "test");
        }

        private static void standStill(Path marker) {
            try {
                Files.createFile(marker);
                TimeUnit.MINUTES.sleep(10);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    static final class Runner {
        public static void main(String[] args) {
            Path migrations = Path.of(args[1]);
            try (PostgresBackend backend = PostgresProject.open(args[0], migrations, Path.of(args[2]))) {
                PostgresProject.migrator(backend, migrations)
                        .migrate(Target.parse("latest"), Plan.Order.STRICT, entry -> {});
            }
        }
    }
}
