package dbmanager.cli.reliability.matrix;

import dbmanager.sql.postgres.PostgresServer;
import java.io.File;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

final class PostgresShop extends Shop {
    private final PostgresServer server;
    private final String database;

    PostgresShop(Path folder, PostgresServer server) {
        super(folder);
        this.server = server;
        this.database = server.unusedName("matrix");
        project()
                .with("SHOP_URL", server.url(database))
                .with("PATH", server.programs() + File.pathSeparator + System.getenv("PATH"));
    }

    @Override
    String configuration() {
        return "url: \"${SHOP_URL}\"";
    }

    @Override
    void writeMigrations() {
        SqlRows.writeMigrations(project());
    }

    /** Behind something that stands between it and its server. */
    void reachBy(int port) {
        project().with("SHOP_URL", server.url(database).replace(":" + server.port() + "/", ":" + port + "/"));
    }

    int port() {
        return server.port();
    }

    @Override
    void takeOver(Shop model) {
        super.takeOver(model);
        synchronized (PostgresShop.class) { // nobody else may be in a database that is copied
            server.execute("postgres", "CREATE DATABASE " + database + " TEMPLATE " + ((PostgresShop) model).database);
        }
    }

    @Override
    String content() {
        try (Connection outside = server.connectAsSuperuser("postgres");
                Statement statement = outside.createStatement()) {
            String there = SqlRows.text(statement, "SELECT 1 FROM pg_database WHERE datname = '" + database + "'");
            if (there.isEmpty()) {
                return MISSING;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            return SqlRows.content(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    void sell(String product) {
        server.execute(database, "INSERT INTO product VALUES (1000, '" + product + "', 1)");
    }

    @Override
    void lose() {
        leave();
    }

    @Override
    AutoCloseable locked() {
        try {
            Connection connection = server.connect(database);
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("LOCK TABLE product, flyway_schema_history, _dbm_history, _dbm_meta");
            }
            return connection;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    AutoCloseable open() {
        return server.connect(database);
    }

    @Override
    void leave() {
        server.executeAsSuperuser("postgres", "DROP DATABASE IF EXISTS " + database + " WITH (FORCE)");
    }
}
