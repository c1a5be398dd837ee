package dbmanager.sql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dbmanager.backend.LoadMode;
import dbmanager.backend.Loaded;
import dbmanager.backend.Safety;
import dbmanager.backend.TargetInUse;
import dbmanager.backup.Backup;
import dbmanager.backup.BackupReader;
import dbmanager.backup.BackupWriter;
import dbmanager.backup.DatabaseIdentity;
import dbmanager.backup.PartDamaged;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteRestoreTest {
    private static final DatabaseIdentity IDENTITY =
            new DatabaseIdentity("shop", "sqlite", "sqlite:shop.db", Optional.empty());

    @TempDir
    Path folder;

    private Shop shop;
    private BackupReader backup;

    @BeforeEach
    void take_a_backup() {
        shop = new Shop(folder);
        backup = shop.dump(shop.with("source.db", "CREATE TABLE t (a)", "INSERT INTO t VALUES ('new')"));
    }

    private SqliteDatabase old(String mode) {
        return shop.with(
                "shop.db", "PRAGMA journal_mode = " + mode, "CREATE TABLE t (a)", "INSERT INTO t VALUES ('old')");
    }

    private static List<String> rows(SqliteDatabase database) {
        return Shop.ask(database, "SELECT a FROM t");
    }

    /** What lies in the folder besides what the tests put there. */
    private List<String> besides() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("shop.db") && !name.equals("backups") && !name.startsWith("source.db"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete", "wal", "persist", "truncate"})
    void replaces_everything_and_leaves_nothing_beside_it(String mode) throws IOException {
        SqliteDatabase database = old(mode);
        Loaded loaded = shop.load(backup, database, LoadMode.REPLACE);
        assertThat(loaded.records()).containsExactly(java.util.Map.entry("t", 1L));
        assertThat(loaded.keptAside()).isEmpty();
        assertThat(besides()).isEmpty();
        assertThat(rows(database)).containsExactly("new");
        assertThat(Shop.ask(database, "PRAGMA journal_mode")).containsExactly(mode.equals("wal") ? "wal" : "delete");
    }

    @Test
    void makes_the_folder_that_is_missing() {
        SqliteDatabase database = shop.database("deep/down/shop.db");
        shop.load(backup, database, LoadMode.REPLACE);
        assertThat(rows(database)).containsExactly("new");
    }

    @Test
    void keeps_who_may_read_it() throws IOException {
        SqliteDatabase database = old("delete");
        Files.setPosixFilePermissions(database.file(), PosixFilePermissions.fromString("rw-r-----"));
        shop.load(backup, database, LoadMode.REPLACE);
        assertThat(Files.getPosixFilePermissions(database.file()))
                .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
    }

    @Test
    void is_for_its_owner_alone_when_it_is_new() throws IOException {
        shop.load(backup, shop.database("shop.db"), LoadMode.REPLACE);
        assertThat(Files.getPosixFilePermissions(folder.resolve("shop.db")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void goes_where_a_link_points() throws IOException {
        SqliteDatabase database = old("delete");
        Path link = Files.createSymbolicLink(folder.resolve("link.db"), database.file());
        shop.load(backup, shop.database("link.db"), LoadMode.REPLACE);
        assertThat(link).isSymbolicLink();
        assertThat(rows(database)).containsExactly("new");
    }

    @Test
    void a_write_ahead_log_without_its_database_is_not_played_into_the_new_one() throws Exception {
        SqliteDatabase database = old("wal");
        try (Connection writer = database.write()) {
            Shop.run(writer, "INSERT INTO t VALUES ('older')");
            Files.copy(folder.resolve("shop.db-wal"), folder.resolve("kept-wal"));
        }
        Files.delete(database.file());
        Files.move(folder.resolve("kept-wal"), folder.resolve("shop.db-wal"), StandardCopyOption.REPLACE_EXISTING);

        Loaded loaded = shop.load(backup, database, LoadMode.REPLACE);

        assertThat(rows(database)).containsExactly("new");
        assertThat(loaded.keptAside())
                .hasValue(folder.resolve("shop.db.damaged-20261121T120000Z").toString());
        assertThat(folder.resolve("shop.db.damaged-20261121T120000Z-wal")).isNotEmptyFile();
    }

    @Test
    void what_a_killed_writer_left_in_the_log_does_not_come_back() throws Exception {
        SqliteDatabase database = old("wal");
        try (Connection writer = database.write()) {
            Shop.run(writer, "INSERT INTO t VALUES ('older')");
            for (String suffix : List.of("", "-wal")) {
                Files.copy(folder.resolve("shop.db" + suffix), folder.resolve("crashed.db" + suffix));
            }
        }
        SqliteDatabase crashed = shop.database("crashed.db");
        shop.load(backup, crashed, LoadMode.REPLACE);
        assertThat(folder.resolve("crashed.db-wal")).doesNotExist();
        assertThat(rows(crashed)).containsExactly("new");
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete", "wal"})
    void a_database_in_use_stays(String mode) throws Exception {
        SqliteDatabase database = old(mode);
        try (Connection reader = database.read()) {
            Shop.run(reader, "BEGIN");
            Shop.ask(reader, "SELECT a FROM t");
            assertThatThrownBy(() -> shop.load(backup, database, LoadMode.REPLACE))
                    .isInstanceOf(TargetInUse.class);
        }
        assertThat(rows(database)).containsExactly("old");
    }

    @ParameterizedTest
    @CsvSource({"delete, REPLACE", "wal, REPLACE", "delete, MERGE", "wal, MERGE"})
    void nobody_writes_between_the_safety_backup_and_the_restore(String mode, LoadMode how) throws Exception {
        SqliteDatabase database = old(mode);
        List<String> committed = new ArrayList<>();
        Safety safety = content -> {
            BackupWriter writer = shop.catalog().begin(IDENTITY, "dev", "before restore", List.of());
            assertThatThrownBy(() -> insertAsAnother(database, "while it is kept"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("SQLITE_BUSY");
            content.accept(writer);
            assertThatThrownBy(() -> insertAsAnother(database, "after it was kept"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("SQLITE_BUSY");
            return () -> {
                committed.add(writer.commit().id().text());
                writer.close();
            };
        };

        shop.load(backup, database, how, safety);

        Backup kept = shop.catalog().find(committed.get(0), any -> true);
        Path part = shop.part(shop.catalog().open(kept));
        try (Connection copy = SqliteCopy.open(part)) {
            assertThat(Shop.ask(copy, "SELECT a FROM t")).containsExactly("old");
        }
        assertThat(rows(database)).contains("new");
        insertAsAnother(database, "afterwards");
        assertThat(rows(database)).contains("new", "afterwards");
    }

    private static void insertAsAnother(SqliteDatabase database, String text) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database.file())) {
            Shop.run(connection, "PRAGMA busy_timeout = 0", "INSERT INTO t VALUES ('" + text + "')");
        }
    }

    @Test
    void a_merge_that_is_refused_leaves_no_safety_backup() {
        SqliteDatabase database = shop.with(
                "strict.db",
                "CREATE TABLE p (id INTEGER PRIMARY KEY)",
                "CREATE TABLE c (id INTEGER PRIMARY KEY, p REFERENCES p)",
                "INSERT INTO p VALUES (1)",
                "INSERT INTO c VALUES (1, 1)");
        BackupReader whole = shop.dump(database);
        shop.with("strict.db", "DELETE FROM c", "DELETE FROM p");
        List<String> committed = new ArrayList<>();
        Safety safety = content -> {
            try (BackupWriter writer = shop.catalog().begin(IDENTITY, "dev", "before restore", List.of())) {
                content.accept(writer);
            }
            return () -> committed.add("safety");
        };

        assertThatThrownBy(() -> shop.load(whole, database, LoadMode.REPLACE, safety, "c"))
                .isInstanceOf(LoadRefused.class);

        assertThat(committed).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete", "wal"})
    void damage_that_only_the_safety_backup_finds_sets_the_old_file_aside_with_its_log(String mode) throws Exception {
        SqliteDatabase torn = shop.database("torn.db");
        SqliteDatabase whole = old(mode);
        fill("shop.db");
        try (Connection writer = whole.write()) {
            Shop.run(writer, "INSERT INTO t VALUES ('in the log')");
            Files.copy(whole.file(), torn.file());
            if (mode.equals("wal")) {
                Files.copy(folder.resolve("shop.db-wal"), folder.resolve("torn.db-wal"));
            }
        }
        try (RandomAccessFile file = new RandomAccessFile(torn.file().toFile(), "rw")) {
            file.seek(file.length() / 2);
            file.write(new byte[4096 * 4]);
        }
        Safety safety = content -> {
            try (BackupWriter writer = shop.catalog().begin(IDENTITY, "dev", "before restore", List.of())) {
                content.accept(writer);
                throw new AssertionError("the damage was not found");
            }
        };

        Loaded loaded = shop.load(backup, torn, LoadMode.REPLACE, safety);

        assertThat(rows(torn)).containsExactly("new");
        String aside = loaded.keptAside().orElseThrow();
        assertThat(Path.of(aside)).hasSize(Files.size(whole.file()));
        if (mode.equals("wal")) {
            assertThat(Path.of(aside + "-wal")).isNotEmptyFile();
        }
    }

    @Test
    void an_idle_connection_of_another_process_is_found() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "needs /proc");
        SqliteDatabase database = old("delete");
        Process holder = new ProcessBuilder("sleep", "60")
                .redirectInput(database.file().toFile())
                .start();
        try {
            assertThatThrownBy(() -> shop.load(backup, database, LoadMode.REPLACE))
                    .isInstanceOf(TargetInUse.class)
                    .hasMessageContaining("process " + holder.pid() + " (");
        } finally {
            holder.destroyForcibly().waitFor();
        }
        assertThat(rows(database)).containsExactly("old");
    }

    @Test
    void what_is_no_database_is_kept_aside() throws IOException {
        Files.writeString(folder.resolve("shop.db"), "x".repeat(5000));
        Files.writeString(folder.resolve("shop.db-wal"), "y");
        SqliteDatabase database = shop.database("shop.db");

        Loaded loaded = shop.load(backup, database, LoadMode.REPLACE);

        assertThat(rows(database)).containsExactly("new");
        assertThat(Path.of(loaded.keptAside().orElseThrow())).hasContent("x".repeat(5000));
        assertThat(Path.of(loaded.keptAside().orElseThrow() + "-wal")).hasContent("y");
        assertThat(folder.resolve("shop.db-wal")).doesNotExist();
    }

    @Test
    void a_changed_part_touches_nothing() throws IOException {
        SqliteDatabase database = old("delete");
        try (RandomAccessFile part = new RandomAccessFile(shop.part(backup).toFile(), "rw")) {
            part.seek(5000);
            part.write(1);
        }
        assertThatThrownBy(() -> shop.load(backup, database, LoadMode.REPLACE)).isInstanceOf(PartDamaged.class);
        assertThat(rows(database)).containsExactly("old");
        assertThat(besides()).isEmpty();
    }

    @Test
    void what_a_killed_restore_left_is_swept() throws IOException {
        SqliteDatabase database = old("delete");
        Files.writeString(folder.resolve(".shop.db.restoring-99999999"), "left");
        Files.writeString(folder.resolve(".shop.db.restoring-99999999-journal"), "left");
        shop.load(backup, database, LoadMode.REPLACE);
        assertThat(besides()).isEmpty();
    }

    /** A child that restores again and again, alternately two backups, is killed at some moment; then again. */
    @ParameterizedTest
    @ValueSource(strings = {"delete", "wal"})
    void a_kill_leaves_the_old_or_the_new_one(String mode) throws Exception {
        SqliteDatabase database = shop.with(
                "shop.db", "PRAGMA journal_mode = " + mode, "CREATE TABLE t (a)", "INSERT INTO t VALUES ('one')");
        fill("shop.db");
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
        assertThat(besides()).isEmpty();
    }

    private void fill(String file) {
        shop.with(
                file,
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)"
                        + " INSERT INTO t SELECT hex(randomblob(500)) FROM n");
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
        SqliteDatabase database = old("delete");
        fill("source.db");
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
        assertThat(rows(database)).containsExactly("old");
        assertThat(besides()).isEmpty();
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

    @Test
    void a_schema_that_means_harm_is_only_data() {
        SqliteDatabase hostile = shop.with(
                "source.db",
                "CREATE TABLE \"x'); DROP TABLE t; --\" (\"a\"\"; b\" TEXT)",
                "CREATE VIEW \"../v\" AS SELECT load_extension('evil.so')",
                "CREATE TRIGGER \"tr'igger\" AFTER INSERT ON t BEGIN DELETE FROM t; END");
        SqliteDatabase database = old("delete");
        BackupReader taken = shop.dump(hostile);
        shop.load(taken, database, LoadMode.REPLACE);
        assertThat(rows(database)).containsExactly("new");
        shop.load(taken, database, LoadMode.MERGE);
        assertThat(rows(database)).containsExactly("new");
    }
}
