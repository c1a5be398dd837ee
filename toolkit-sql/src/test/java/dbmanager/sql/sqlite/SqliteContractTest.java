package dbmanager.sql.sqlite;

import dbmanager.backend.BackendContract;
import dbmanager.backend.DatabaseBackend;
import dbmanager.backend.Dialect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

class SqliteContractTest extends BackendContract {
    @Override
    protected Dialect dialect() {
        return new Sqlite();
    }

    @Override
    protected DatabaseBackend open(String name, Path migrations) {
        Path file = file(name);
        return SqliteBackend.at(name, file, "sqlite:" + file, migrations, Clock.systemUTC());
    }

    private Path file(String name) {
        return folder.resolve(name + ".db");
    }

    @Override
    protected void letWritersGoOn() {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file("shop"));
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    protected void ruin(String name) {
        try {
            Files.writeString(file(name), "This was a database once. ".repeat(100));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Sqlite implements Dialect {
        @Override
        public String extension() {
            return "sql";
        }

        @Override
        public String create(String table, String... columns) {
            return "CREATE TABLE " + table + " (id INTEGER PRIMARY KEY"
                    + Stream.of(columns).map(column -> ", " + column + " TEXT").collect(Collectors.joining()) + ");";
        }

        @Override
        public Optional<String> createReferring(String table, String column, String parent) {
            return Optional.of("CREATE TABLE " + table + " (id INTEGER PRIMARY KEY, " + column
                    + " INTEGER NOT NULL REFERENCES " + parent + " (id));");
        }

        @Override
        public String drop(String table) {
            return "DROP TABLE " + table + ";";
        }

        @Override
        public String insert(String table, long id, String... texts) {
            return "INSERT INTO " + table + values(id, texts);
        }

        @Override
        public String put(String table, long id, String... texts) {
            return "INSERT OR REPLACE INTO " + table + values(id, texts);
        }

        private static String values(long id, String... texts) {
            return " VALUES (" + id
                    + Stream.of(texts).map(text -> ", '" + text + "'").collect(Collectors.joining()) + ");";
        }

        @Override
        public String delete(String table, long id) {
            return "DELETE FROM " + table + " WHERE id = " + id + ";";
        }

        @Override
        public String find(String table, long id) {
            return "SELECT * FROM " + table + " WHERE id = " + id + ";";
        }

        @Override
        public String nonsense() {
            return "MAKE IT SO;";
        }
    }
}
