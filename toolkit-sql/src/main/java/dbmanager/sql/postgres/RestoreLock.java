package dbmanager.sql.postgres;

import static dbmanager.sql.postgres.PostgresDatabase.literal;
import static dbmanager.sql.postgres.PostgresDatabase.quote;

import dbmanager.backend.TargetInUse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * Says that a database is about to be replaced. Its own lock cannot say so: that is held by a session in it, and a database that is to be renamed must have
 * none. So a session in another database of the server holds this one, by the name, and whoever is in the database sees it all the same, since every
 * session sees the locks of the whole server. It ends with its session.
 */
final class RestoreLock {
    private RestoreLock() {}

    private static String key(String name) {
        return "hashtextextended('db-manager restores ' || " + name + ", 0)";
    }

    /**
     * Takes it for as long as a session lives.
     *
     * @throws TargetInUse when somebody else has it, whom it names, or is just making the database
     */
    static void take(PostgresDatabase database, Connection outside) throws SQLException {
        String key = key(literal(database.name()));
        if (!PostgresDatabase.yes(outside, "SELECT pg_try_advisory_lock(" + key + ")")) {
            Optional<String> restorer = restorer(outside, key);
            throw restorer.isPresent()
                    ? refusal(database, restorer.get())
                    : new TargetInUse(database.shown(), "somebody else is making it");
        }
    }

    /**
     * Makes a database that is missing, while nobody can begin to restore it.
     *
     * @return who has begun already, for which reason it is not made
     */
    static Optional<String> makeUnlessRestored(PostgresDatabase database, Connection outside) throws SQLException {
        String key = key(literal(database.name()));
        if (!PostgresDatabase.yes(outside, "SELECT pg_try_advisory_lock_shared(" + key + ")")) {
            return Optional.of(restorer(outside, key).orElse("another process"));
        }
        try (Statement statement = outside.createStatement()) {
            statement.execute("CREATE DATABASE " + quote(database.name()));
            return Optional.empty();
        } finally {
            PostgresDatabase.text(outside, "SELECT pg_advisory_unlock_shared(" + key + ")");
        }
    }

    /** Who is about to replace the database that this session is in. */
    static Optional<String> holder(Connection inside) throws SQLException {
        return restorer(inside, key("current_database()"));
    }

    private static Optional<String> restorer(Connection connection, String key) throws SQLException {
        return PostgresLock.holder(connection, key, " AND l.mode = 'ExclusiveLock'");
    }

    static TargetInUse refusal(PostgresDatabase database, String restorer) {
        return new TargetInUse(database.shown(), "it is being restored by " + restorer);
    }
}
