package dbmanager.sql.sqlite;

import dbmanager.backend.LoadMode;
import dbmanager.backend.Loaded;
import dbmanager.backend.Progress;
import dbmanager.backend.Safety;
import dbmanager.backend.Selection;
import dbmanager.backup.BackupCatalog;
import dbmanager.backup.BackupReader;
import dbmanager.backup.BackupWriter;
import dbmanager.backup.DatabaseIdentity;
import dbmanager.backup.LocalStore;
import dbmanager.backup.Manifest;
import dbmanager.migration.History;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Real files in a folder, and what is done with them. */
record Shop(Path folder) {
    static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    SqliteDatabase database(String file) {
        return new SqliteDatabase(folder.resolve(file), "sqlite:" + file, Duration.ofMillis(300));
    }

    /** Makes or changes a database. */
    SqliteDatabase with(String file, String... sql) {
        SqliteDatabase database = database(file);
        try (Connection connection = database.create()) {
            run(connection, sql);
            return database;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** A database with one old row. */
    SqliteDatabase old(String mode) {
        return with("shop.db", "PRAGMA journal_mode = " + mode, "CREATE TABLE t (a)", "INSERT INTO t VALUES ('old')");
    }

    /** A backup of another one like it, whose row is new. */
    BackupReader newer() {
        return dump(with("source.db", "CREATE TABLE t (a)", "INSERT INTO t VALUES ('new')"));
    }

    /** Half a megabyte that does not pack. */
    void fill(String file) {
        with(
                file,
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)"
                        + " INSERT INTO t SELECT hex(randomblob(500)) FROM n");
    }

    static List<String> rows(SqliteDatabase database) {
        return ask(database, "SELECT a FROM t");
    }

    /** What lies in the folder besides what the tests put there. */
    List<String> besides() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("shop.db") && !name.equals("backups") && !name.startsWith("source.db"))
                    .sorted()
                    .toList();
        }
    }

    static void run(Connection connection, String... sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String one : sql) {
                statement.executeUpdate(one);
            }
        }
    }

    /** The rows of a query as text: {@code 1|a}. */
    static List<String> ask(SqliteDatabase database, String sql) {
        try (Connection connection = database.read()) {
            return ask(connection, sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    static List<String> ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                StringBuilder line = new StringBuilder();
                for (int i = 1; i <= columns; i++) {
                    line.append(i == 1 ? "" : "|").append(rows.getString(i));
                }
                found.add(line.toString());
            }
            return found;
        }
    }

    BackupCatalog catalog() {
        return new BackupCatalog(
                new LocalStore(folder.resolve("backups")), Clock.fixed(NOON, ZoneOffset.UTC), "db-manager test");
    }

    BackupReader dump(SqliteDatabase database, String... tables) {
        return dump(database, SqliteSnapshot.USUAL_LIMIT, tables);
    }

    BackupReader dump(SqliteDatabase database, Duration limit, String... tables) {
        DatabaseIdentity identity = new DatabaseIdentity("shop", "sqlite", database.shown(), Optional.empty());
        Selection what = Selection.of(List.of(tables));
        BackupCatalog catalog = catalog();
        Manifest manifest;
        try (BackupWriter writer = catalog.begin(identity, "dev", "requested", what.names())) {
            new SqliteSnapshot(database, connection -> History.empty(), limit).write(what, writer, Progress.silent());
            manifest = writer.commit();
        }
        return catalog.open(catalog.find(manifest.id().text(), backup -> true));
    }

    Loaded load(BackupReader backup, SqliteDatabase into, LoadMode mode, String... tables) {
        return load(backup, into, mode, Safety.none(), tables);
    }

    Loaded load(BackupReader backup, SqliteDatabase into, LoadMode mode, Safety safety, String... tables) {
        return new SqliteRestore(into, snapshot(into), Clock.fixed(NOON, ZoneOffset.UTC))
                .load(backup, Selection.of(List.of(tables)), mode, safety, Progress.silent());
    }

    static SqliteSnapshot snapshot(SqliteDatabase database) {
        return new SqliteSnapshot(database, connection -> History.empty(), SqliteSnapshot.USUAL_LIMIT);
    }

    /** Where the database lies in a backup of this folder. */
    Path part(BackupReader backup) {
        return backup.file(SqliteCopy.databasePart(backup.manifest())).orElseThrow();
    }
}
