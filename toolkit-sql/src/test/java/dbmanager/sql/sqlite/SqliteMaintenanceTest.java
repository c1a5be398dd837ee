package dbmanager.sql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.backend.Maintenance;
import dbmanager.problem.Finding;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteMaintenanceTest {
    private static final String MANY =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) INSERT INTO t"
                    + " SELECT hex(randomblob(100)) FROM n";

    @TempDir
    Path folder;

    private Shop shop;

    @BeforeEach
    void open() {
        shop = new Shop(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete", "wal"})
    void vacuum_gives_space_back(String mode) {
        SqliteDatabase database =
                shop.with("shop.db", "PRAGMA journal_mode = " + mode, "CREATE TABLE t (a)", MANY, "DELETE FROM t");
        Maintenance.Sizes sizes = new SqliteMaintenance(database).vacuum();
        assertThat(sizes.before()).isGreaterThan(400_000);
        assertThat(sizes.after())
                .isEqualTo(8192)
                .isEqualTo(database.file().toFile().length());
    }

    @Test
    void analyze_counts() {
        SqliteDatabase database = shop.with("shop.db", "CREATE TABLE t (a)", "CREATE INDEX i ON t (a)", MANY);
        new SqliteMaintenance(database).analyze();
        assertThat(Shop.ask(database, "SELECT stat FROM sqlite_stat1")).containsExactly("2000 1");
    }

    @Test
    void a_sound_database_has_no_findings() throws SQLException {
        SqliteDatabase database = shop.with("shop.db", "CREATE TABLE t (a)", MANY);
        try (Connection connection = database.read()) {
            assertThat(SqliteIntegrity.check(connection)).isEmpty();
        }
    }

    @Test
    void damage_and_orphans_are_found() throws SQLException, IOException {
        SqliteDatabase database = shop.with(
                "shop.db",
                "CREATE TABLE t (a)",
                "CREATE INDEX i ON t (a)",
                MANY,
                "CREATE TABLE child (t REFERENCES child2 (id))",
                "CREATE TABLE child2 (id INTEGER PRIMARY KEY)",
                "INSERT INTO child VALUES (1), (2)");
        try (Connection connection = database.read()) {
            assertThat(SqliteIntegrity.check(connection))
                    .containsExactly(new Finding("child", "2 rows refer to rows of child2 that are not there"));
        }
        try (RandomAccessFile file = new RandomAccessFile(database.file().toFile(), "rw")) {
            file.seek(4096 * 20 + 3);
            file.write(new byte[] {7, 7, 7, 7, 7, 7});
        }
        try (Connection connection = database.read()) {
            assertThat(SqliteIntegrity.damage(connection)).isNotEmpty().hasSizeLessThanOrEqualTo(100);
        }
    }
}
