package dbmanager.sql;

import dbmanager.backend.DatabaseBackend;
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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** A database and a folder with its migrations, as a team has them, and the verbs of the tests; what every engine has. */
public abstract class SqlProject {
    public static final Attribution ANNA = new Attribution("anna@laptop", "backup 7");

    public final Path home;
    public final Path migrations;

    protected SqlProject(Path home) {
        this.home = home;
        this.migrations = home.resolve("migrations");
    }

    /** Writes a file of the migrations folder. */
    public SqlProject with(String path, String text) {
        try {
            Path target = migrations.resolve(path);
            Files.createDirectories(target.getParent());
            Files.writeString(target, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public SqlProject without(String path) {
        try {
            Files.delete(migrations.resolve(path));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Products in version 1, a price in version 2, both reversible, and a view that is repeatable. */
    public abstract SqlProject withShop();

    public abstract DatabaseBackend open();

    /** A session that knows nothing of us. */
    protected abstract Connection connect() throws SQLException;

    /** Of stock Flyway, but for the folder and what it logs to. */
    protected abstract FluentConfiguration stock();

    public Migrator migrator(DatabaseBackend backend) {
        return migrator(backend, migrations);
    }

    public static Migrator migrator(DatabaseBackend backend, Path migrations) {
        return new Migrator(backend, migrations, ANNA, Duration.ofSeconds(30), Optional.empty(), Progress.silent());
    }

    public MigrationReport migrate() {
        return migrate("latest");
    }

    public MigrationReport migrate(String target) {
        try (DatabaseBackend backend = open()) {
            return migrator(backend).migrate(Target.parse(target), Plan.Order.STRICT, entry -> {});
        }
    }

    public MigrationReport rollback(String target) {
        try (DatabaseBackend backend = open()) {
            return migrator(backend).rollback(Target.parse(target), entry -> {});
        }
    }

    public MigrationReport stamp(String target) {
        try (DatabaseBackend backend = open()) {
            return migrator(backend).stamp(Target.parse(target), entry -> {});
        }
    }

    public Migrator.Repaired repair() {
        try (DatabaseBackend backend = open()) {
            return migrator(backend).repair();
        }
    }

    public History history() {
        try (DatabaseBackend backend = open()) {
            return backend.history();
        }
    }

    /** Such as {@code 1 2 R catalogue}: what is in force. */
    public String inForce() {
        List<String> keys = history().inForce().stream()
                .map(e -> e.key()
                        .version()
                        .map(Object::toString)
                        .orElse("R " + e.key().description()))
                .toList();
        return String.join(" ", keys);
    }

    /** Stock Flyway on the same database and folder, as an application would configure it. */
    public Flyway flyway() {
        return flywayConfiguration().load();
    }

    public FluentConfiguration flywayConfiguration() {
        FlywayScripts.logThroughSystemLogger();
        return stock().locations("filesystem:" + migrations).loggers("console");
    }

    public void execute(String... statements) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(String.join("; ", statements), e);
        }
    }

    /** The rows of a query, columns joined by a bar. */
    public List<String> query(String sql) {
        try (Connection connection = connect();
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
