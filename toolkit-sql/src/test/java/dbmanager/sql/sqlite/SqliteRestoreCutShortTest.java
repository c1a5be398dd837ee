package dbmanager.sql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dbmanager.backend.LoadMode;
import dbmanager.backup.BackupReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A restore that is killed, or has no room: the database is the old or the new one. */
class SqliteRestoreCutShortTest {
    @TempDir
    Path folder;

    private Shop shop;
    private BackupReader backup;

    @BeforeEach
    void take_a_backup() {
        shop = new Shop(folder);
        backup = shop.newer();
    }

    @Test
    void what_a_killed_restore_left_is_swept() throws IOException {
        SqliteDatabase database = shop.old("delete");
        Files.writeString(folder.resolve(".shop.db.restoring-99999999"), "left");
        Files.writeString(folder.resolve(".shop.db.restoring-99999999-journal"), "left");
        shop.load(backup, database, LoadMode.REPLACE);
        assertThat(shop.besides()).isEmpty();
    }

    /** A child that restores again and again, alternately two backups, is killed at some moment; then again. */
    @ParameterizedTest
    @ValueSource(strings = {"delete", "wal"})
    void a_kill_leaves_the_old_or_the_new_one(String mode) throws Exception {
        SqliteDatabase database = shop.with(
                "shop.db", "PRAGMA journal_mode = " + mode, "CREATE TABLE t (a)", "INSERT INTO t VALUES ('one')");
        shop.fill("shop.db");
        shop.dump(database);
        shop.with("shop.db", "UPDATE t SET a = 'two' WHERE a = 'one'", "DELETE FROM t WHERE length(a) > 100");
        shop.dump(database);
        for (int i = 0; i < 12; i++) {
            Process child = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            RestoreForEver.class.getName(),
                            folder.toString())
                    .redirectErrorStream(true)
                    .start();
            assertThat(child.getInputStream().read()).isEqualTo('r');
            TimeUnit.MILLISECONDS.sleep(3 + 11L * i);
            child.destroyForcibly().waitFor();

            try (Connection connection = database.write()) {
                assertThat(SqliteIntegrity.check(connection)).isEmpty();
                assertThat(Shop.ask(connection, "SELECT count(*) || a FROM t ORDER BY length(a) LIMIT 1"))
                        .first()
                        .isIn("1001one", "1two");
                Shop.run(connection, "CREATE TABLE IF NOT EXISTS later (a)", "INSERT INTO later VALUES (1)");
            }
        }
        shop.load(backup, database, LoadMode.REPLACE);
        assertThat(shop.besides()).isEmpty();
    }

    /** The child. */
    static final class RestoreForEver {
        public static void main(String[] args) throws IOException {
            Shop shop = new Shop(Path.of(args[0]));
            List<BackupReader> backups = shop.catalog().list().stream()
                    .limit(2)
                    .map(shop.catalog()::open)
                    .toList();
            System.out.print("r");
            System.out.flush();
            for (int i = 0; i < 10_000; i++) {
                shop.load(backups.get(i % 2), shop.database("shop.db"), LoadMode.REPLACE);
            }
        }
    }

    @Test
    void a_full_disk_leaves_the_old_one() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "needs bash");
        SqliteDatabase database = shop.old("delete");
        shop.fill("source.db");
        BackupReader large = shop.dump(shop.database("source.db"));
        Process child = new ProcessBuilder(
                        "/bin/bash",
                        "-c",
                        "trap '' XFSZ; ulimit -f 200; exec \"$@\"",
                        "bash",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RestoreOnce.class.getName(),
                        folder.toString(),
                        large.manifest().id().text())
                .redirectErrorStream(true)
                .start();
        String said = new String(child.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(child.waitFor()).as(said).isEqualTo(7);
        assertThat(Shop.rows(database)).containsExactly("old");
        assertThat(shop.besides()).isEmpty();
    }

    /** The child whose files may not grow. */
    static final class RestoreOnce {
        public static void main(String[] args) {
            Shop shop = new Shop(Path.of(args[0]));
            try {
                shop.load(
                        shop.catalog().open(shop.catalog().find(args[1], backup -> true)),
                        shop.database("shop.db"),
                        LoadMode.REPLACE);
            } catch (dbmanager.problem.Problem e) {
                System.out.println(e.getMessage() + "\n" + e.state().orElse("") + "\n" + e.next());
                System.exit(7);
            }
        }
    }
}
