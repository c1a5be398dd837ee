package dbmanager.sql.postgres;

import dbmanager.environment.DatabaseUrl;
import dbmanager.environment.PostgresqlUrl;
import dbmanager.sql.SqlProject;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/** A PostgreSQL database of its own and a folder with its migrations, as a team has them. */
final class PostgresProject extends SqlProject {
    final PostgresServer server;
    final String database;

    PostgresProject(Path home) {
        this(home, PostgresServer.require());
    }

    private PostgresProject(Path home, PostgresServer server) {
        super(home);
        this.server = server;
        this.database = server.newDatabase("shop");
    }

    /** With the shop's migrations, all applied. */
    static PostgresProject migrated(Path home) {
        PostgresProject project = new PostgresProject(home).withShop();
        project.migrate();
        return project;
    }

    @Override
    public PostgresProject with(String path, String text) {
        super.with(path, text);
        return this;
    }

    @Override
    public PostgresProject withShop() {
        return with("V1__create_products.sql", "CREATE TABLE products (id bigint PRIMARY KEY, name text NOT NULL);\n")
                .with("undo/U1__create_products.sql", "DROP TABLE products;\n")
                .with("V2__add_price.sql", "ALTER TABLE products ADD COLUMN price numeric(12,2) NOT NULL DEFAULT 0;\n")
                .with("undo/U2__add_price.sql", "ALTER TABLE products DROP COLUMN price CASCADE;\n")
                .with(
                        "R__catalogue.sql",
                        "DROP VIEW IF EXISTS catalogue;\nCREATE VIEW catalogue AS SELECT * FROM products;\n");
    }

    @Override
    public PostgresBackend open() {
        return open(server.url(database), migrations, server.programs());
    }

    static PostgresBackend open(String url, Path migrations, Path programs) {
        return open(url, migrations, programs, Optional.empty());
    }

    /** @param shadow beside which temporary databases are made */
    static PostgresBackend open(String url, Path migrations, Path programs, Optional<String> shadow) {
        return PostgresBackend.at(
                "shop",
                parsed(url),
                migrations,
                Clock.systemUTC(),
                Duration.ofSeconds(10),
                Map.of("PATH", programs.toString()),
                shadow.map(PostgresProject::parsed));
    }

    private static PostgresqlUrl parsed(String url) {
        return (PostgresqlUrl) DatabaseUrl.parse(url, Path.of("/"));
    }

    PostgresDatabase database() {
        return new PostgresDatabase(parsed(server.url(database)), Duration.ofSeconds(10));
    }

    @Override
    protected Connection connect() {
        return server.connect(database);
    }

    @Override
    protected FluentConfiguration stock() {
        return Flyway.configure()
                .dataSource(
                        "jdbc:postgresql://" + server.host() + ":" + server.port() + "/" + database,
                        PostgresServer.OWNER,
                        PostgresServer.PASSWORD);
    }

    /** Stock Flyway with the lock of a session instead of that of a transaction. */
    Flyway flywayWithSessionLock() {
        FluentConfiguration configuration = flywayConfiguration();
        configuration
                .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
        return configuration.load();
    }
}
