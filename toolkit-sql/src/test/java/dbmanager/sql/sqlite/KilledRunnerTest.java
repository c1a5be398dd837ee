package dbmanager.sql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.migration.State;
import dbmanager.migration.Timeline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other processes: one that is killed in the middle, and two at once. */
class KilledRunnerTest {
    private static final int ROWS_OF_A_MINUTE = 2_000_000;

    @TempDir
    Path home;

    @Test
    void a_runner_killed_in_the_middle_leaves_its_step_pending_and_no_lock() throws Exception {
        Project shop = new Project(home).withShop();
        shop.migrate();
        // Enough pages to reach the disk before the end, so that a journal has to be rolled back.
        shop.with(
                "V3__many.sql",
                "CREATE TABLE many (a TEXT);\n"
                        + IntStream.range(0, 60)
                                .mapToObj(i ->
                                        "INSERT INTO many SELECT hex(randomblob(200)) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1"
                                                + " FROM n WHERE i < " + ROWS_OF_A_MINUTE / 60
                                                + ") SELECT i FROM n);\n")
                                .collect(Collectors.joining()));
        Process runner = start();
        Path journal = home.resolve("shop.db-journal");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (Files.notExists(journal) || Files.size(shop.file) < 8 << 20) {
            assertThat(runner.isAlive() && System.nanoTime() < deadline)
                    .as("still running")
                    .isTrue();
            Thread.sleep(20);
        }
        runner.destroyForcibly().waitFor();
        assertThat(journal).as("a hot journal").exists();

        try (SqliteBackend backend = shop.open()) {
            Timeline timeline = shop.migrator(backend).timeline();
            assertThat(timeline.in(State.PENDING))
                    .extracting(m -> m.key().toString())
                    .containsExactly("3 (many)");
            assertThat(timeline.blocking()).isEmpty();
            backend.lock("anna", Duration.ZERO).close();
            assertThat(backend.check()).isEmpty();
        }
        shop.with("V3__many.sql", "CREATE TABLE many (a TEXT);\n");
        shop.migrate();
        assertThat(shop.inForce()).isEqualTo("1 2 R catalogue 3");
        shop.flyway().validate();
    }

    @Test
    void of_two_runners_at_once_each_step_is_run_by_one() throws Exception {
        Project shop = new Project(home);
        for (int i = 1; i <= 40; i++) {
            shop.with(
                    "V" + i + "__step.sql",
                    "CREATE TABLE t" + i + " (a TEXT);\nINSERT INTO t" + i + " VALUES ('x');\n");
        }
        List<Process> runners = List.of(start(), start());
        for (Process runner : runners) {
            String said = new String(runner.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(runner.waitFor()).as(said).isZero();
        }

        assertThat(shop.history().entries()).hasSize(40);
        assertThat(shop.query("SELECT count(*) FROM t40")).containsExactly("1");
        assertThat(home.resolve("shop.db.migration-lock")).doesNotExist();
        shop.flyway().validate();
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Runner.class.getName(),
                        home.toString())
                .redirectErrorStream(true)
                .start();
    }

    static final class Runner {
        public static void main(String[] args) {
            new Project(Path.of(args[0])).migrate();
        }
    }
}
