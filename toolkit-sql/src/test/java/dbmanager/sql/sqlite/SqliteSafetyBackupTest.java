package dbmanager.sql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.backend.LoadMode;
import dbmanager.backend.Loaded;
import dbmanager.backend.Safety;
import dbmanager.backup.Backup;
import dbmanager.backup.BackupReader;
import dbmanager.backup.BackupWriter;
import dbmanager.backup.DatabaseIdentity;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a restore keeps of what it replaces, while nobody else can write. */
class SqliteSafetyBackupTest {
    private static final DatabaseIdentity IDENTITY =
            new DatabaseIdentity("shop", "sqlite", "sqlite:shop.db", Optional.empty());

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
    @CsvSource({"delete, REPLACE", "wal, REPLACE", "delete, MERGE", "wal, MERGE"})
    void nobody_writes_between_the_safety_backup_and_the_restore(String mode, LoadMode how) throws Exception {
        SqliteDatabase database = shop.old(mode);
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
        assertThat(Shop.rows(database)).contains("new");
        insertAsAnother(database, "afterwards");
        assertThat(Shop.rows(database)).contains("new", "afterwards");
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
        SqliteDatabase whole = shop.old(mode);
        shop.fill("shop.db");
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

        assertThat(Shop.rows(torn)).containsExactly("new");
        String aside = loaded.keptAside().orElseThrow();
        assertThat(Path.of(aside)).hasSize(Files.size(whole.file()));
        if (mode.equals("wal")) {
            assertThat(Path.of(aside + "-wal")).isNotEmptyFile();
        }
    }
}
