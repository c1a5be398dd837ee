package dbmanager.sql.postgres;

import static dbmanager.sql.postgres.PostgresDatabase.literal;

import dbmanager.backend.TargetInUse;
import java.sql.Connection;
import java.sql.SQLException;
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
     * @throws TargetInUse when somebody else has it, whom it names
     */
    static void take(PostgresDatabase database, Connection outside) throws SQLException {
        String key = key(literal(database.name()));
        if (!PostgresDatabase.yes(outside, "SELECT pg_try_advisory_lock(" + key + ")")) {
            String who = PostgresLock.holder(outside, key, "").orElse("another process");
            throw new TargetInUse(database.shown(), "it is being restored by " + who);
        }
    }

    /** Who is about to replace the database that this session is in. */
    static Optional<String> holder(Connection inside) throws SQLException {
        return PostgresLock.holder(inside, key("current_database()"), "");
    }
}
