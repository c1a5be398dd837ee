package dbmanager.cli;

import dbmanager.backend.DatabaseBackend;
import dbmanager.environment.DatabaseSettings;
import dbmanager.environment.FirestoreUrl;
import dbmanager.environment.SqliteUrl;
import dbmanager.sql.sqlite.SqliteBackend;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** Constructs the backend that a database's URL asks for. */
final class Backends {
    private Backends() {}

    /**
     * Opening touches nothing.
     *
     * @param base the folder of the configuration
     * @param lists the folder for what is too long for a message
     * @param patience how long to wait where somebody else has the database locked
     * @throws Unsupported when this version has no backend for the engine
     */
    static DatabaseBackend open(
            DatabaseSettings database, Path base, Path lists, Surroundings surroundings, Duration patience) {
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
        throw new Unsupported(
                "database " + database.name() + " (" + database.url() + "): this version cannot work with "
                        + database.url().engine().name().toLowerCase(Locale.ROOT) + " yet",
                "leave it out with --db, or update db-manager");
    }
}
