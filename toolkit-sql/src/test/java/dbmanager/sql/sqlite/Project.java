package dbmanager.sql.sqlite;

import dbmanager.backend.Progress;
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
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.Flyway;

/** A folder with a SQLite database and its migrations, as a team has it, and the verbs of the tests. */
public final class Project {
    static final Attribution ANNA = new Attribution("anna@laptop", "backup 7");

    final Path home;
    final Path migrations;
    final Path file;

    public Project(Path home) {
        this.home = home;
        this.migrations = home.resolve("migrations");
        this.file = home.resolve("shop.db");
    }

    /** Writes a file of the migrations folder. */
    public Project with(String path, String text) {
        try {
            Path target = migrations.resolve(path);
            Files.createDirectories(target.getParent());
            Files.writeString(target, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Project without(String path) {
        try {
            Files.delete(migrations.resolve(path));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Products in version 1, a price in version 2, both reversible, and a view that is repeatable. */
    Project withShop() {
        return with("V1__create_products.sql", "CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n")
                .with("undo/U1__create_products.sql", "DROP TABLE products;\n")
                .with("V2__add_price.sql", "ALTER TABLE products ADD COLUMN price INTEGER NOT NULL DEFAULT 0;\n")
                .with("undo/U2__add_price.sql", "ALTER TABLE products DROP COLUMN price;\n")
                .with(
                        "R__catalogue.sql",
                        "DROP VIEW IF EXISTS catalogue;\nCREATE VIEW catalogue AS SELECT * FROM products;\n");
    }

    SqliteBackend open() {
        return open(Duration.ofSeconds(60));
    }

    SqliteBackend open(Duration busy) {
        SqliteDatabase database = new SqliteDatabase(file, "sqlite:shop.db", busy);
        return new SqliteBackend("shop", database, migrations, Clock.systemUTC(), Optional.empty());
    }

    Migrator migrator(SqliteBackend backend) {
        return new Migrator(backend, migrations, ANNA, Duration.ofSeconds(30), Optional.empty(), Progress.silent());
    }

    MigrationReport migrate() {
        return migrate("latest");
    }

    MigrationReport migrate(String target) {
        try (SqliteBackend backend = open()) {
            return migrator(backend).migrate(Target.parse(target), Plan.Order.STRICT, entry -> {});
        }
    }

    MigrationReport rollback(String target) {
        try (SqliteBackend backend = open()) {
            return migrator(backend).rollback(Target.parse(target), entry -> {});
        }
    }

    MigrationReport stamp(String target) {
        try (SqliteBackend backend = open()) {
            return migrator(backend).stamp(Target.parse(target), entry -> {});
        }
    }

    void repair() {
        try (SqliteBackend backend = open()) {
            migrator(backend).repair();
        }
    }

    History history() {
        try (SqliteBackend backend = open()) {
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
        FlywayScripts.logThroughSystemLogger();
        return Flyway.configure()
                .dataSource("jdbc:sqlite:" + file, null, null)
                .locations("filesystem:" + migrations)
                .loggers("console")
                .load();
    }

    void execute(String sql) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The rows of a query, columns joined by a bar. */
    List<String> query(String sql) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
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
