package dbmanager.sql.postgres;

import dbmanager.backend.Progress;
import dbmanager.environment.DatabaseUrl;
import dbmanager.environment.PostgresqlUrl;
import dbmanager.migration.Attribution;
import dbmanager.migration.History;
import dbmanager.migration.Plan;
import dbmanager.migration.Target;
import dbmanager.operation.MigrationReport;
import dbmanager.operation.Migrator;
import dbmanager.sql.script.FlywayScripts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/** A PostgreSQL database and a folder with its migrations, as a team has them, and the verbs of the tests. */
final class PostgresProject {
    static final Attribution ANNA = new Attribution("anna@laptop", "backup 7");

    final PostgresServer server;
    final String database;
    final Path migrations;

    PostgresProject(Path home) {
        this(home, PostgresServer.require());
    }

    private PostgresProject(Path home, PostgresServer server) {
        this.server = server;
        this.database = server.newDatabase("shop");
        this.migrations = home.resolve("migrations");
    }

    /** Writes a file of the migrations folder. */
    PostgresProject with(String path, String text) {
        try {
            Path target = migrations.resolve(path);
            Files.createDirectories(target.getParent());
            Files.writeString(target, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Products in version 1, a price in version 2, both reversible, and a view that is repeatable. */
    PostgresProject withShop() {
        return with("V1__create_products.sql", "CREATE TABLE products (id bigint PRIMARY KEY, name text NOT NULL);\n")
                .with("undo/U1__create_products.sql", "DROP TABLE products;\n")
                .with("V2__add_price.sql", "ALTER TABLE products ADD COLUMN price numeric(12,2) NOT NULL DEFAULT 0;\n")
                .with("undo/U2__add_price.sql", "ALTER TABLE products DROP COLUMN price CASCADE;\n")
                .with(
                        "R__catalogue.sql",
                        "DROP VIEW IF EXISTS catalogue;\nCREATE VIEW catalogue AS SELECT * FROM products;\n");
    }

    PostgresBackend open() {
        return open(server.url(database), migrations, server.programs());
    }

    static PostgresBackend open(String url, Path migrations, Path programs) {
        return PostgresBackend.at(
                "shop",
                (PostgresqlUrl) DatabaseUrl.parse(url, Path.of("/")),
                migrations,
                Clock.systemUTC(),
                Duration.ofSeconds(10),
                Map.of("PATH", programs.toString()));
    }

    PostgresDatabase database() {
        return new PostgresDatabase(
                (PostgresqlUrl) DatabaseUrl.parse(server.url(database), Path.of("/")), Duration.ofSeconds(10));
    }

    static Migrator migrator(PostgresBackend backend, Path migrations) {
        return new Migrator(backend, migrations, ANNA, Duration.ofSeconds(30), Optional.empty(), Progress.silent());
    }

    MigrationReport migrate() {
        return migrate("latest");
    }

    MigrationReport migrate(String target) {
        try (PostgresBackend backend = open()) {
            return migrator(backend, migrations).migrate(Target.parse(target), Plan.Order.STRICT, entry -> {});
        }
    }

    MigrationReport rollback(String target) {
        try (PostgresBackend backend = open()) {
            return migrator(backend, migrations).rollback(Target.parse(target), entry -> {});
        }
    }

    MigrationReport stamp(String target) {
        try (PostgresBackend backend = open()) {
            return migrator(backend, migrations).stamp(Target.parse(target), entry -> {});
        }
    }

    Migrator.Repaired repair() {
        try (PostgresBackend backend = open()) {
            return migrator(backend, migrations).repair();
        }
    }

    History history() {
        try (PostgresBackend backend = open()) {
            return backend.history();
        }
    }

    /** Such as {@code 1 2 R catalogue}: what is in force. */
    String inForce() {
        List<String> keys = history().inForce().stream()
                .map(e -> e.key()
                        .version()
                        .map(Object::toString)
                        .orElse("R " + e.key().description()))
                .toList();
        return String.join(" ", keys);
    }

    /** Stock Flyway on the same database and folder, as an application would configure it. */
    Flyway flyway() {
        return flywayConfiguration().load();
    }

    /** With the lock of a session instead of that of a transaction. */
    Flyway flywayWithSessionLock() {
        FluentConfiguration configuration = flywayConfiguration();
        configuration
                .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
        return configuration.load();
    }

    private FluentConfiguration flywayConfiguration() {
        FlywayScripts.logThroughSystemLogger();
        return Flyway.configure()
                .dataSource(
                        "jdbc:postgresql://" + server.host() + ":" + server.port() + "/" + database,
                        PostgresServer.OWNER,
                        PostgresServer.PASSWORD)
                .locations("filesystem:" + migrations)
                .loggers("console");
    }

    void execute(String... statements) {
        server.execute(database, statements);
    }

    /** The rows of a query, columns joined by a bar. */
    List<String> query(String sql) {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    values.add(rows.getString(i));
                }
                found.add(String.join("|", values));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
