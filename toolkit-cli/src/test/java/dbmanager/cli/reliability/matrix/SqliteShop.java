package dbmanager.cli.reliability.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.cli.reliability.Child;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

final class SqliteShop extends Shop {
    private static final String FILE = "data/shop.db";

    SqliteShop(Path folder) {
        super(folder);
    }

    @Override
    String configuration() {
        return "url: \"sqlite:data/shop.db\"";
    }

    @Override
    void writeMigrations() {
        SqlRows.writeMigrations(project());
    }

    @Override
    String content() {
        if (Files.notExists(project().path(FILE))) {
            return MISSING;
        }
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            assertThat(SqlRows.text(statement, "PRAGMA integrity_check")).isEqualTo("ok\n");
            return SqlRows.content(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + project().path(FILE));
    }

    @Override
    void sell(String product) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO product VALUES (1000, '" + product + "', 1)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    void lose() {
        project().delete(FILE);
    }

    @Override
    AutoCloseable locked() {
        return intruder("exclusive");
    }

    @Override
    AutoCloseable open() {
        return intruder("open");
    }

    @Override
    void leave() {
        // its files are all that it has
    }

    private AutoCloseable intruder(String what) {
        Child intruder = Child.intruder(what, project().path(FILE));
        return () -> {
            try (intruder) {
                assertThat(intruder.stop()).isEqualTo("done");
            }
        };
    }
}
