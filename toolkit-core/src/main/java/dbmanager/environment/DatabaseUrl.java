package dbmanager.environment;

import dbmanager.problem.Problem;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which database, in any of the spellings that people already have (libpq, JDBC, SQLAlchemy). {@code toString()} is one spelling for all of
 * them, and hides every secret.
 */
public sealed interface DatabaseUrl permits SqliteUrl, PostgresqlUrl, FirestoreUrl {
    Engine engine();

    /**
     * Whether both reach one database, whoever logs in and however it is spelled. Does not ask the network: two host names of one server
     * are two servers.
     */
    boolean sameDatabaseAs(DatabaseUrl other);

    /**
     * @param base the folder that a relative SQLite path starts from
     * @throws Malformed when the text is no URL of a known dialect; its message never repeats the text
     */
    static DatabaseUrl parse(String text, Path base) {
        Matcher url = SCHEME.matcher(text.strip());
        if (!url.matches()) {
            throw new Malformed("it does not begin with sqlite:, postgresql: or firestore:");
        }
        boolean jdbc = url.group("jdbc") != null;
        String rest = url.group("rest");
        return switch (engine(url)) {
            case SQLITE -> SqliteUrl.parse(rest, jdbc, base);
            case FIRESTORE -> FirestoreUrl.parse(rest);
            case POSTGRESQL -> PostgresqlUrl.parse(rest, jdbc);
        };
    }

    /** The engine that a text begins to name, whatever follows; empty when it names none. */
    static Optional<Engine> engineOf(String text) {
        Matcher url = SCHEME.matcher(text.strip());
        return url.matches() ? Optional.of(engine(url)) : Optional.empty();
    }

    private static Engine engine(Matcher url) {
        return switch (url.group("engine").toLowerCase(Locale.ROOT)) {
            case "sqlite" -> Engine.SQLITE;
            case "firestore" -> Engine.FIRESTORE;
            default -> Engine.POSTGRESQL;
        };
    }

    /** SQLAlchemy names its driver after a plus sign; ours are our own. */
    Pattern SCHEME = Pattern.compile(
            "(?is)(?<jdbc>jdbc:)?(?<engine>sqlite|postgres|postgresql|firestore)(\\+[a-z0-9_]+)?:(?<rest>.*)");

    /** A text that is no database URL. Says what is wrong with it without repeating it, because it may hold a password. */
    final class Malformed extends Problem {
        private static final long serialVersionUID = 1L;

        private final String reason;

        Malformed(String reason) {
            super(
                    Kind.CONFIGURATION,
                    "the database URL cannot be read: " + reason,
                    "nothing was done",
                    "write sqlite:data/shop.db, postgresql://user:password@host:5432/database or firestore://project[/database];"
                            + " sqlite:///relative, sqlite:////absolute, postgres://, postgresql+asyncpg://, postgresql+psycopg2://,"
                            + " jdbc:sqlite: and jdbc:postgresql: are understood too");
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }
}
