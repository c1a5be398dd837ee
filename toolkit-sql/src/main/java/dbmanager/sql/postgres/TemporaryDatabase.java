package dbmanager.sql.postgres;

import static dbmanager.sql.postgres.PostgresDatabase.literal;
import static dbmanager.sql.postgres.PostgresDatabase.quote;

import dbmanager.file.Temporary;
import dbmanager.problem.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * A database that must not stay. Closing it drops it, and so does the end of the process; what a process leaves behind that was killed, the next one
 * finds and drops: a session in another database holds a lock for each of them for as long as its owner lives.
 */
final class TemporaryDatabase implements AutoCloseable {
    static final String PREFIX = "dbm_tmp_";

    /** Only what says so of itself is ever dropped. */
    static final String COMMENT = "db-manager: temporary, dropped when the process that made it ends";

    private static final int RANDOM_DIGITS = 12;
    private static final int FIRST_WITH_FORCE = 13;
    private static final int FIRST_WITH_ICU_LOCALES = 15;
    private static final int FIRST_WITH_BUILTIN_LOCALES = 17;

    private static final Set<TemporaryDatabase> ALL = ConcurrentHashMap.newKeySet();

    /** Whether the process ends. Set once, with the monitor of {@link #ALL}, and nothing is added any more. */
    private static volatile boolean ending;

    static {
        Temporary.alsoRemove(TemporaryDatabase::dropAll);
        Runtime.getRuntime().addShutdownHook(new Thread(TemporaryDatabase::dropAll, "temporary databases"));
    }

    private final PostgresDatabase database;
    private final Connection owner;
    private final List<String> withheld = new ArrayList<>();
    private final List<String> alsoWithout;
    private boolean kept;

    /** @param alsoWithout what its model was made without */
    private TemporaryDatabase(PostgresDatabase database, Connection owner, List<String> alsoWithout) {
        this.database = database;
        this.owner = owner;
        this.alsoWithout = alsoWithout;
    }

    /**
     * An empty one on the server of this database, with its encoding and locale where it is there. Does not return when the process has begun to end.
     *
     * @throws NotPermitted when this user may not create databases
     * @throws NoPlace when the server finds its own files lost or ruined where it is to be
     */
    static TemporaryDatabase beside(PostgresDatabase model) {
        String name = PREFIX + UUID.randomUUID().toString().replace("-", "").substring(0, RANDOM_DIGITS);
        Connection owner = model.outside();
        TemporaryDatabase made = new TemporaryDatabase(model.beside(name), owner, withoutOf(model));
        Optional<String> tablespace = Optional.empty();
        try {
            sweep(owner);
            PostgresDatabase.text(owner, "SELECT pg_advisory_lock(" + lockOf(literal(name)) + ")");
            made.beKnown(); // before it is there: a signal may come before the server has answered
            tablespace = tablespace(owner, model.name());
            try (Statement statement = owner.createStatement()) {
                statement.execute("CREATE DATABASE " + quote(name) + " TEMPLATE template0"
                        + locale(owner, model.name())
                        + tablespace.map(place -> " TABLESPACE " + quote(place)).orElse(""));
                statement.execute("COMMENT ON DATABASE " + quote(name) + " IS " + literal(COMMENT));
            }
            for (Setting setting : settings(owner, model.name(), name)) {
                made.give(setting);
            }
            return made;
        } catch (SQLException e) {
            waitForTheEnd(); // which has taken it away under our hands
            Problem problem = switch (PostgresErrors.of(e)) {
                case NOT_PERMITTED -> new NotPermitted(model, e);
                case DAMAGE -> new NoPlace(model, tablespace, e);
                default -> model.problem(e);
            };
            made.giveUp(problem);
            throw model.closing(owner, problem);
        }
    }

    private void give(Setting setting) throws SQLException {
        try (Statement statement = owner.createStatement()) {
            statement.execute(setting.sql());
        } catch (SQLException e) {
            if (PostgresErrors.of(e) != PostgresErrors.NOT_PERMITTED) {
                throw e;
            }
            withheld.add(setting.name());
        }
    }

    private void beKnown() {
        synchronized (ALL) {
            if (!ending) {
                ALL.add(this);
                return;
            }
        }
        waitForTheEnd();
    }

    /** Of the process, if it has begun. */
    private static void waitForTheEnd() {
        while (ending) {
            LockSupport.park();
        }
    }

    /** What was made of it so far goes. */
    private void giveUp(Problem why) {
        if (ALL.remove(this)) {
            try {
                drop(owner, database.name());
            } catch (SQLException e) {
                why.addSuppressed(e);
            }
        }
    }

    private static String lockOf(String nameExpression) {
        return "hashtextextended(" + nameExpression + ", 0)";
    }

    /** How texts are encoded and compared, as CREATE DATABASE wants it said; the catalog has it differently since 15 and since 17. */
    private static String locale(Connection connection, String model) throws SQLException {
        int major = connection.getMetaData().getDatabaseMajorVersion();
        String provider = "''";
        if (major >= FIRST_WITH_BUILTIN_LOCALES) {
            provider =
                    "CASE datlocprovider WHEN 'i' THEN ' LOCALE_PROVIDER icu ICU_LOCALE ' || quote_literal(datlocale)"
                            + " || coalesce(' ICU_RULES ' || quote_literal(daticurules), '')"
                            + " WHEN 'b' THEN ' LOCALE_PROVIDER builtin BUILTIN_LOCALE ' || quote_literal(datlocale) ELSE ' LOCALE_PROVIDER libc' END";
        } else if (major >= FIRST_WITH_ICU_LOCALES) {
            provider =
                    "CASE datlocprovider WHEN 'i' THEN ' LOCALE_PROVIDER icu ICU_LOCALE ' || quote_literal(daticulocale)"
                            + " ELSE ' LOCALE_PROVIDER libc' END";
        }
        return PostgresDatabase.text(
                        connection,
                        "SELECT ' ENCODING ' || quote_literal(pg_encoding_to_char(encoding)) || ' LC_COLLATE ' || quote_literal(datcollate)"
                                + " || ' LC_CTYPE ' || quote_literal(datctype) || "
                                + provider
                                + " FROM pg_database WHERE datname = ?",
                        model)
                .orElse("");
    }

    /** None where it is in the server's usual place, or is not there. */
    private static Optional<String> tablespace(Connection connection, String model) throws SQLException {
        return PostgresDatabase.text(
                connection,
                "SELECT spcname FROM pg_database JOIN pg_tablespace t ON t.oid = dattablespace"
                        + " WHERE datname = ? AND spcname <> 'pg_default'",
                model);
    }

    private record Setting(String name, String sql) {}

    /** What is set for all sessions of the model, such as its search path, for another database. */
    private static List<Setting> settings(Connection connection, String model, String other) throws SQLException {
        List<Setting> settings = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT split_part(one, '=', 1), 'ALTER ' || CASE WHEN s.setrole = 0 THEN '' ELSE 'ROLE ' || s.setrole::regrole || ' IN ' END"
                        + " || 'DATABASE ' || quote_ident(?) || ' SET ' || split_part(one, '=', 1) || ' TO '"
                        + " || CASE WHEN split_part(one, '=', 1) IN ('search_path', 'temp_tablespaces', 'session_preload_libraries')"
                        + " THEN substr(one, strpos(one, '=') + 1) ELSE quote_literal(substr(one, strpos(one, '=') + 1)) END"
                        + " FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase, unnest(s.setconfig) AS one"
                        + " WHERE d.datname = ? AND (s.setrole = 0 OR (SELECT rolsuper FROM pg_roles WHERE rolname = current_user))")) {
            statement.setString(1, other);
            statement.setString(2, model);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    settings.add(new Setting(rows.getString(1), rows.getString(2)));
                }
            }
        }
        return settings;
    }

    /** Drops those whose owners are gone. What cannot be dropped is the next one's business. */
    private static void sweep(Connection connection) throws SQLException {
        List<String> ours = PostgresDatabase.texts(
                connection,
                "SELECT datname FROM pg_database WHERE datname LIKE ? AND shobj_description(oid, 'pg_database') = ?",
                PREFIX.replace("_", "\\_") + "%",
                COMMENT);
        for (String name : ours) {
            String lock = lockOf(literal(name));
            boolean owned = PostgresLock.holder(connection, lock, "").isPresent(); // in whatever database its owner is
            if (!owned && PostgresDatabase.yes(connection, "SELECT pg_try_advisory_lock(" + lock + ")")) {
                try {
                    drop(connection, name);
                } catch (SQLException e) {
                    System.getLogger(TemporaryDatabase.class.getName())
                            .log(System.Logger.Level.DEBUG, "left: {0}", name);
                } finally {
                    PostgresDatabase.text(connection, "SELECT pg_advisory_unlock(" + lock + ")");
                }
            }
        }
    }

    static void drop(Connection connection, String name) throws SQLException {
        boolean force = connection.getMetaData().getDatabaseMajorVersion() >= FIRST_WITH_FORCE;
        try (Statement statement = connection.createStatement()) {
            if (!force) {
                statement.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = " + literal(name));
            }
            String sql = "DROP DATABASE IF EXISTS " + quote(name);
            try {
                statement.execute(force ? sql + " WITH (FORCE)" : sql);
            } catch (SQLException e) {
                if (!force || PostgresErrors.of(e) != PostgresErrors.NOT_PERMITTED) {
                    throw e;
                }
                statement.execute(
                        sql); // somebody else's session is at work in it: without FORCE an autovacuum is sent away, and
                // others are waited for
            }
        }
    }

    /** Who comes second waits until all are dropped. */
    private static synchronized void dropAll() {
        synchronized (ALL) {
            ending = true;
        }
        closeTogether(ALL);
    }

    /**
     * Drops all of them at the same time. One after the other would be slow: for each DROP DATABASE the server makes all files durable that were
     * written since the last one, also those of databases that go next.
     */
    static void closeTogether(Collection<TemporaryDatabase> some) {
        CompletableFuture<?>[] drops = some.stream()
                .map(one -> CompletableFuture.runAsync(one::close, work -> new Thread(work, "drop database").start()))
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(drops).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException problem ? problem : e;
        }
    }

    PostgresDatabase database() {
        return database;
    }

    /** The names of the model's settings that it has not, since only a superuser, or whom one let, may give them to a database. */
    List<String> withheld() {
        return List.copyOf(withheld);
    }

    /** The same, and what its model was made without, if that is a temporary one too. */
    List<String> without() {
        List<String> without = new ArrayList<>(alsoWithout);
        without.addAll(withheld);
        return without;
    }

    private static List<String> withoutOf(PostgresDatabase model) {
        return ALL.stream()
                .filter(other -> other.database.name().equals(model.name()))
                .flatMap(other -> other.without().stream())
                .toList();
    }

    /** The session that owns it, in another database of the server; for work on databases as a whole. */
    Connection owner() {
        return owner;
    }

    /** Whether it has not been closed. */
    boolean isOpen() {
        return ALL.contains(this);
    }

    /** It has become somebody's database under another name: it is not temporary any more. */
    void keep() {
        kept = true;
    }

    @Override
    public void close() {
        if (!ALL.remove(this)) {
            return;
        }
        try (Connection closing = owner) {
            if (!kept) {
                drop(closing, database.name());
            }
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    /** No database can be made where the other one lies. */
    static final class NoPlace extends Problem {
        private static final long serialVersionUID = 1L;

        NoPlace(PostgresDatabase model, Optional<String> tablespace, SQLException e) {
            super(
                    Kind.UNEXPECTED,
                    "no temporary database can be made beside " + model.shown()
                            + tablespace
                                    .map(place -> " in its tablespace " + place)
                                    .orElse("") + ": "
                            + PostgresErrors.reason(e),
                    "nothing was changed",
                    tablespace
                            .map(
                                    place -> "see whether the disk with tablespace " + place
                                            + " is there and sound, then run the command again; if it is lost, run `ALTER DATABASE "
                                            + quote(model.name()) + " RENAME TO " + quote(model.name() + "_damaged")
                                            + "` in another database, then `db-manager recover`, which makes it anew in the server's usual place")
                            .orElse(
                                    "see what the log of the server says, and whether its disk is sound; then run the command again"),
                    e);
        }
    }

    /** Temporary databases need a right that not everybody has. */
    static final class NotPermitted extends Problem {
        private static final long serialVersionUID = 1L;

        NotPermitted(PostgresDatabase model, SQLException e) {
            super(
                    Kind.CONFIGURATION,
                    "no temporary database can be made beside " + model.shown() + ": " + PostgresErrors.reason(e),
                    "nothing was changed",
                    "let an administrator run `ALTER ROLE " + quote(model.user())
                            + " CREATEDB`, or put a user into the URL who may create databases; autogenerate, check, rehearse and verify"
                            + " can also make it on another server, by --shadow-url",
                    e);
        }
    }
}
