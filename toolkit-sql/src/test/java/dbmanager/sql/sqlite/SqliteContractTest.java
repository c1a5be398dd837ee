package dbmanager.sql.sqlite;

import dbmanager.backend.BackendContract;
import dbmanager.backend.DatabaseBackend;
import dbmanager.backend.Dialect;
import dbmanager.sql.SqlDialect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;

class SqliteContractTest extends BackendContract {
    private final Dialect dialect = SqlDialect.withNumbersOf("INTEGER");

    @Override
    protected Dialect dialect() {
        return dialect;
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
}
