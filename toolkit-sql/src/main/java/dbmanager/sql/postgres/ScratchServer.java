package dbmanager.sql.postgres;

import dbmanager.environment.Parameters;
import dbmanager.environment.PostgresqlUrl;
import dbmanager.problem.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Where the temporary databases of a database are made: beside it or, where a user named another database, a shadow, beside that one. In the shadow
 * itself nothing is ever written.
 */
final class ScratchServer {
    private static final String CURRENT_SCHEMA = "currentSchema";

    private final PostgresDatabase database;
    private final Optional<PostgresDatabase> shadow;
    private Optional<String> path = Optional.empty();

    private ScratchServer(PostgresDatabase database, Optional<PostgresDatabase> shadow) {
        this.database = database;
        this.shadow = shadow;
    }

    static ScratchServer beside(PostgresDatabase database) {
        return new ScratchServer(database, Optional.empty());
    }

    static ScratchServer of(PostgresDatabase database, Optional<PostgresqlUrl> shadow) {
        return new ScratchServer(database, shadow.map(url -> database.elsewhere(spokenAs(database.url(), url))));
    }

    /** With the schema that names go to in the database, unless the shadow's URL names one. */
    private static PostgresqlUrl spokenAs(PostgresqlUrl database, PostgresqlUrl shadow) {
        Map<String, String> plain = new LinkedHashMap<>(shadow.parameters().plain());
        Optional.ofNullable(database.parameters().plain().get(CURRENT_SCHEMA))
                .ifPresent(schema -> plain.putIfAbsent(CURRENT_SCHEMA, schema));
        return new PostgresqlUrl(
                shadow.host(),
                shadow.port(),
                shadow.database(),
                shadow.user(),
                shadow.password(),
                new Parameters(plain, shadow.parameters().secrets()));
    }

    /**
     * An empty database, in which a name without its schema means what it means in the database.
     *
     * @throws UnfitShadow when the shadow is no place for it
     * @throws TemporaryDatabase.NotPermitted when this user may not create databases there
     */
    TemporaryDatabase make() {
        List<String> settings = new ArrayList<>();
        settings.add("synchronous_commit = off"); // what is in it need not outlive the server
        shadow.map(this::path)
                .filter(names -> !names.isEmpty())
                .ifPresent(names -> settings.add("search_path = " + names));
        TemporaryDatabase made = TemporaryDatabase.beside(shadow.orElse(database));
        try (Statement statement = made.owner().createStatement()) {
            for (String setting : settings) {
                statement.execute("ALTER DATABASE "
                        + PostgresDatabase.quote(made.database().name()) + " SET " + setting);
            }
            return made;
        } catch (SQLException e) {
            made.close();
            throw made.database().problem(e);
        }
    }

    private synchronized String path(PostgresDatabase place) {
        if (path.isEmpty()) {
            path = Optional.of(judged(place));
        }
        return path.get();
    }

    /** @return the search path of the database; empty where there is no such database yet */
    private String judged(PostgresDatabase place) {
        try (Connection there = place.read()) {
            if (!database.exists()) {
                requireEmpty(there, place);
                return "";
            }
            try (Connection here = database.read()) {
                if (isOne(here, there)) {
                    throw UnfitShadow.theDatabaseItself(place.shown());
                }
                requireEmpty(there, place);
                requireAlike(here, there, place);
                return PostgresDatabase.text(
                                here,
                                "SELECT replace(current_setting('search_path'), '\"$user\"', quote_ident(current_user))")
                        .orElse("");
            }
        } catch (SQLException e) {
            throw place.problem(e);
        }
    }

    private static void requireEmpty(Connection there, PostgresDatabase place) throws SQLException {
        if (Bookkeeping.hasContent(there) || Bookkeeping.isAnywhere(there)) {
            throw UnfitShadow.filled(place.shown());
        }
    }

    private static void requireAlike(Connection here, Connection there, PostgresDatabase place) throws SQLException {
        int wanted = here.getMetaData().getDatabaseMajorVersion();
        int major = there.getMetaData().getDatabaseMajorVersion();
        if (major != wanted) {
            throw UnfitShadow.ofOtherVersion(place.shown(), major, wanted);
        }
        String encoding = encoding(here);
        if (!encoding(there).equals(encoding)) {
            throw UnfitShadow.ofOtherEncoding(place.shown(), encoding(there), encoding);
        }
    }

    private static String encoding(Connection connection) throws SQLException {
        return PostgresDatabase.text(connection, "SHOW server_encoding").orElseThrow();
    }

    /** Whatever a server is called and however it is reached: a lock of one session is seen by another of the same database only. */
    private static boolean isOne(Connection here, Connection there) throws SQLException {
        long key = ThreadLocalRandom.current().nextLong();
        PostgresDatabase.text(here, "SELECT pg_advisory_lock(?)", key);
        try {
            return !PostgresDatabase.yes(there, "SELECT pg_try_advisory_lock(?)", key);
        } finally {
            PostgresDatabase.text(here, "SELECT pg_advisory_unlock(?)", key);
        }
    }

    /** A shadow that could be mistaken for something of value, or that would not behave as the database does. */
    static final class UnfitShadow extends Problem {
        private static final long serialVersionUID = 1L;

        private UnfitShadow(Kind kind, String happened, String next) {
            super(kind, happened, "nothing was made or changed on either server", next);
        }

        static UnfitShadow theDatabaseItself(String shadow) {
            return new UnfitShadow(
                    Kind.REFUSED,
                    "the shadow " + shadow + " is the database itself",
                    "name an empty database of another server in --shadow-url, or leave it out");
        }

        static UnfitShadow filled(String shadow) {
            return new UnfitShadow(
                    Kind.REFUSED,
                    "the shadow " + shadow + " is not empty, so it may be somebody's database",
                    "name an empty database of a server on which temporary databases may be made");
        }

        static UnfitShadow ofOtherVersion(String shadow, int major, int wanted) {
            return new UnfitShadow(
                    Kind.CONFIGURATION,
                    "the shadow " + shadow + " is on PostgreSQL " + major + ", and the database on " + wanted
                            + ": each writes definitions in its own way",
                    "name a shadow on a server of PostgreSQL " + wanted);
        }

        static UnfitShadow ofOtherEncoding(String shadow, String encoding, String wanted) {
            return new UnfitShadow(
                    Kind.CONFIGURATION,
                    "the shadow " + shadow + " is in " + encoding + ", and the database in " + wanted,
                    "make the shadow anew: CREATE DATABASE … ENCODING '" + wanted + "' TEMPLATE template0");
        }
    }
}
