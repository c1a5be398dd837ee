package dbmanager.sql.sqlite;

import dbmanager.sql.SqlProject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** A folder with a SQLite database and its migrations, as a team has it. */
public final class Project extends SqlProject {
    final Path file;

    public Project(Path home) {
        super(home);
        this.file = home.resolve("shop.db");
    }

    /** With the shop's migrations, all applied. */
    static Project migrated(Path home) {
        Project project = new Project(home).withShop();
        project.migrate();
        return project;
    }

    @Override
    public Project with(String path, String text) {
        super.with(path, text);
        return this;
    }

    @Override
    public Project withShop() {
        return with("V1__create_products.sql", "CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n")
                .with("undo/U1__create_products.sql", "DROP TABLE products;\n")
                .with("V2__add_price.sql", "ALTER TABLE products ADD COLUMN price INTEGER NOT NULL DEFAULT 0;\n")
                .with("undo/U2__add_price.sql", "ALTER TABLE products DROP COLUMN price;\n")
                .with(
                        "R__catalogue.sql",
                        "DROP VIEW IF EXISTS catalogue;\nCREATE VIEW catalogue AS SELECT * FROM products;\n");
    }

    @Override
    public SqliteBackend open() {
        return open(Duration.ofSeconds(60));
    }

    SqliteBackend open(Duration busy) {
        SqliteDatabase database = new SqliteDatabase(file, "sqlite:shop.db", busy);
        return new SqliteBackend("shop", database, migrations, Clock.systemUTC(), Optional.empty());
    }

    @Override
    protected Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    @Override
    protected FluentConfiguration stock() {
        return Flyway.configure().dataSource("jdbc:sqlite:" + file, null, null);
    }

    /** Each may be several: sqlite-jdbc runs more than the first of a text only as an update. */
    @Override
    public void execute(String... statements) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.executeUpdate(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(String.join("; ", statements), e);
        }
    }
}
