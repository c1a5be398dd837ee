package dbmanager.sql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dbmanager.backend.LoadMode;
import dbmanager.backend.Loaded;
import dbmanager.backend.TargetInUse;
import dbmanager.backup.BackupReader;
import dbmanager.backup.PartDamaged;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteRestoreTest {
    @TempDir
    Path folder;

    private Shop shop;
    private BackupReader backup;

    @BeforeEach
    void take_a_backup() {
        shop = new Shop(folder);
        backup = shop.newer();
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete", "wal", "persist", "truncate"})
    void replaces_everything_and_leaves_nothing_beside_it(String mode) throws IOException {
        SqliteDatabase database = shop.old(mode);
        Loaded loaded = shop.load(backup, database, LoadMode.REPLACE);
        assertThat(loaded.records()).containsExactly(java.util.Map.entry("t", 1L));
        assertThat(loaded.keptAside()).isEmpty();
        assertThat(shop.besides()).isEmpty();
        assertThat(Shop.rows(database)).containsExactly("new");
        assertThat(Shop.ask(database, "PRAGMA journal_mode")).containsExactly(mode.equals("wal") ? "wal" : "delete");
    }

    @Test
    void makes_the_folder_that_is_missing() {
        SqliteDatabase database = shop.database("deep/down/shop.db");
        shop.load(backup, database, LoadMode.REPLACE);
        assertThat(Shop.rows(database)).containsExactly("new");
    }

    @Test
    void keeps_who_may_read_it() throws IOException {
        SqliteDatabase database = shop.old("delete");
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
        SqliteDatabase database = shop.old("delete");
        Path link = Files.createSymbolicLink(folder.resolve("link.db"), database.file());
        shop.load(backup, shop.database("link.db"), LoadMode.REPLACE);
        assertThat(link).isSymbolicLink();
        assertThat(Shop.rows(database)).containsExactly("new");
    }

    @Test
    void a_write_ahead_log_without_its_database_is_not_played_into_the_new_one() throws Exception {
        SqliteDatabase database = shop.old("wal");
        try (Connection writer = database.write()) {
            Shop.run(writer, "INSERT INTO t VALUES ('older')");
            Files.copy(folder.resolve("shop.db-wal"), folder.resolve("kept-wal"));
        }
        Files.delete(database.file());
        Files.move(folder.resolve("kept-wal"), folder.resolve("shop.db-wal"), StandardCopyOption.REPLACE_EXISTING);

        Loaded loaded = shop.load(backup, database, LoadMode.REPLACE);

        assertThat(Shop.rows(database)).containsExactly("new");
        assertThat(loaded.keptAside())
                .hasValue(folder.resolve("shop.db.damaged-20261121T120000Z").toString());
        assertThat(folder.resolve("shop.db.damaged-20261121T120000Z-wal")).isNotEmptyFile();
    }

    @Test
    void what_a_killed_writer_left_in_the_log_does_not_come_back() throws Exception {
        SqliteDatabase database = shop.old("wal");
        try (Connection writer = database.write()) {
            Shop.run(writer, "INSERT INTO t VALUES ('older')");
            for (String suffix : List.of("", "-wal")) {
                Files.copy(folder.resolve("shop.db" + suffix), folder.resolve("crashed.db" + suffix));
            }
        }
        SqliteDatabase crashed = shop.database("crashed.db");
        shop.load(backup, crashed, LoadMode.REPLACE);
        assertThat(folder.resolve("crashed.db-wal")).doesNotExist();
        assertThat(Shop.rows(crashed)).containsExactly("new");
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete", "wal"})
    void a_database_in_use_stays(String mode) throws Exception {
        SqliteDatabase database = shop.old(mode);
        try (Connection reader = database.read()) {
            Shop.run(reader, "BEGIN");
            Shop.ask(reader, "SELECT a FROM t");
            assertThatThrownBy(() -> shop.load(backup, database, LoadMode.REPLACE))
                    .isInstanceOf(TargetInUse.class);
        }
        assertThat(Shop.rows(database)).containsExactly("old");
    }

    @Test
    void an_idle_connection_of_another_process_is_found() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "needs /proc");
        SqliteDatabase database = shop.old("delete");
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
        assertThat(Shop.rows(database)).containsExactly("old");
    }

    @Test
    void what_is_no_database_is_kept_aside() throws IOException {
        Files.writeString(folder.resolve("shop.db"), "x".repeat(5000));
        Files.writeString(folder.resolve("shop.db-wal"), "y");
        SqliteDatabase database = shop.database("shop.db");

        Loaded loaded = shop.load(backup, database, LoadMode.REPLACE);

        assertThat(Shop.rows(database)).containsExactly("new");
        assertThat(Path.of(loaded.keptAside().orElseThrow())).hasContent("x".repeat(5000));
        assertThat(Path.of(loaded.keptAside().orElseThrow() + "-wal")).hasContent("y");
        assertThat(folder.resolve("shop.db-wal")).doesNotExist();
    }

    @Test
    void a_changed_part_touches_nothing() throws IOException {
        SqliteDatabase database = shop.old("delete");
        try (RandomAccessFile part = new RandomAccessFile(shop.part(backup).toFile(), "rw")) {
            part.seek(5000);
            part.write(1);
        }
        assertThatThrownBy(() -> shop.load(backup, database, LoadMode.REPLACE)).isInstanceOf(PartDamaged.class);
        assertThat(Shop.rows(database)).containsExactly("old");
        assertThat(shop.besides()).isEmpty();
    }

    @Test
    void a_schema_that_means_harm_is_only_data() {
        SqliteDatabase hostile = shop.with(
                "source.db",
                "CREATE TABLE \"x'); DROP TABLE t; --\" (\"a\"\"; b\" TEXT)",
                "CREATE VIEW \"../v\" AS SELECT load_extension('evil.so')",
                "CREATE TRIGGER \"tr'igger\" AFTER INSERT ON t BEGIN DELETE FROM t; END");
        SqliteDatabase database = shop.old("delete");
        BackupReader taken = shop.dump(hostile);
        shop.load(taken, database, LoadMode.REPLACE);
        assertThat(Shop.rows(database)).containsExactly("new");
        shop.load(taken, database, LoadMode.MERGE);
        assertThat(Shop.rows(database)).containsExactly("new");
    }
}
