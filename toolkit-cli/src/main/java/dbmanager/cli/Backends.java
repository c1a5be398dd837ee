package dbmanager.cli;

import dbmanager.backend.DatabaseBackend;
import dbmanager.environment.DatabaseSettings;
import dbmanager.environment.FirestoreUrl;
import dbmanager.environment.PostgresqlUrl;
import dbmanager.environment.SqliteUrl;
import dbmanager.sql.postgres.PostgresBackend;
import dbmanager.sql.sqlite.SqliteBackend;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Constructs the backend that a database's URL asks for. */
final class Backends {
    private Backends() {}

    /**
     * Opening touches nothing.
     *
     * @param base the folder of the configuration
     * @param lists the folder for what is too long for a message
     * @param patience how long to wait where somebody else has the database locked
     * @param shadow for PostgreSQL, beside which temporary databases are made
     */
    static DatabaseBackend open(
            DatabaseSettings database,
            Path base,
            Path lists,
            Surroundings surroundings,
            Duration patience,
            Optional<PostgresqlUrl> shadow) {
        if (database.url() instanceof SqliteUrl sqlite) {
            return SqliteBackend.at(
                    database.name(),
                    sqlite.file(),
                    database.url().toString(),
                    database.migrations(),
                    surroundings.clock(),
                    patience);
        }
        if (database.url() instanceof FirestoreUrl firestore) {
            return FirestoreServers.open(database, firestore, base, lists, surroundings, patience);
        }
        return PostgresBackend.at(
                database.name(),
                (PostgresqlUrl) database.url(),
                database.migrations(),
                surroundings.clock(),
                patience,
                surroundings.variables(),
                shadow);
    }
}
