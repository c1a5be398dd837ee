package dbmanager.sql.postgres;

import dbmanager.backend.DatabaseUnavailable;
import dbmanager.backend.TargetInUse;
import dbmanager.environment.PostgresqlUrl;
import dbmanager.environment.Secret;
import dbmanager.problem.Problem;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * One database of a PostgreSQL server, and the ways to enter it. Every session speaks one dialect, so that a value has one text wherever the server
 * is: UTC, ISO dates, and the C locale for money.
 */
public final class PostgresDatabase {
    private static final String APPLICATION = "db-manager";

    /** Beside it, no name means the same to every server; template1 is there where somebody dropped it. */
    private static final List<String> OTHER_DATABASES = List.of("postgres", "template1");

    private static final String OLDEST = "10";

    private static final String SESSION = """
            SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres'; SET extra_float_digits = 3;\
            SET lc_monetary = 'C'; SET bytea_output = 'hex'; SET standard_conforming_strings = on;\
            SET xmloption = 'content'; SET idle_in_transaction_session_timeout = 0;\
            SELECT set_config('idle_session_timeout', '0', false) WHERE current_setting('server_version_num')::int >= 140000;\
            SELECT set_config('transaction_timeout', '0', false) WHERE current_setting('server_version_num')::int >= 170000;""";

    private final PostgresqlUrl url;
    private final String database;
    private final Duration patience;
    private final Timeouts timeouts;
    private final ConnectionOptions options;

    /** @param patience how long to wait for a lock where the URL does not say {@code lock_timeout} */
    public PostgresDatabase(PostgresqlUrl url, Duration patience) {
        this(url, url.database(), patience);
    }

    private PostgresDatabase(PostgresqlUrl url, String database, Duration patience) {
        this.url = url;
        this.database = database;
        this.patience = patience;
        this.timeouts = Timeouts.of(url.parameters());
        this.options = new ConnectionOptions(url);
    }

    /** Another database of the same server, entered in the same way. */
    PostgresDatabase beside(String name) {
        return new PostgresDatabase(url, name, patience);
    }

    /** A database elsewhere, for which we wait as long. */
    PostgresDatabase elsewhere(PostgresqlUrl other) {
        return new PostgresDatabase(other, patience);
    }

    public String name() {
        return database;
    }

    /** Whether it is one of ours that goes again: what its server does to it is no verdict on what was put into it. */
    boolean isTemporary() {
        return database.startsWith(TemporaryDatabase.PREFIX);
    }

    PostgresqlUrl url() {
        return url;
    }

    Duration patience() {
        return patience;
    }

    /** How messages name it; without a secret. */
    public String shown() {
        return database.equals(url.database())
                ? url.toString()
                : new PostgresqlUrl(url.host(), url.port(), database, url.user(), url.password(), url.parameters())
                        .toString();
    }

    /**
     * A session for changes, in autocommit mode; it waits for locks no longer than it should. The caller closes it.
     *
     * @throws DatabaseUnavailable when there is no such database
     */
    public Connection write() {
        return open(database, APPLICATION);
    }

    /** The same; the server tells others whose it is. */
    Connection writeAs(String owner) {
        return open(database, APPLICATION + " " + owner);
    }

    /** From now on the session waits for locks as long as the URL, or the server, lets it. */
    void waitForLocks(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET lock_timeout = " + literal(timeouts.lock().orElse("0")));
        }
    }

    /** Makes the session what it was when it was opened, whatever a script has set in it since. */
    void settle(Connection connection) throws SQLException {
        settle(connection, database);
    }

    /** What server or role have set for statements of an application is not meant for those that make, fill and drop databases of our own. */
    private void settle(Connection connection, String entered) throws SQLException {
        Optional<String> perStatement =
                timeouts.statement().or(() -> entered.equals(url.database()) ? Optional.empty() : Optional.of("0"));
        String limits = "; SET lock_timeout = " + literal(lockTimeout())
                + perStatement
                        .map(time -> "; SET statement_timeout = " + literal(time))
                        .orElse("");
        try (Statement statement = connection.createStatement()) {
            statement.execute("RESET SESSION AUTHORIZATION; RESET ALL; " + SESSION + limits);
        }
    }

    /** A session that cannot write. */
    public Connection read() {
        Connection connection = open(database, APPLICATION);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET default_transaction_read_only = on");
            return connection;
        } catch (SQLException e) {
            throw closing(connection, problem(e));
        }
    }

    /** A session in another database of the server, for what cannot be done from within this one: to create it, to drop or rename it. */
    Connection outside() {
        Problem missing = null;
        for (String other : OTHER_DATABASES) {
            if (!other.equals(database)) {
                try {
                    return beside(other).write();
                } catch (Problem e) {
                    if (!(e instanceof DatabaseUnavailable) && e.kind() != Problem.Kind.NEGATIVE) {
                        throw e;
                    }
                    missing = e;
                }
            }
        }
        throw missing;
    }

    boolean exists() {
        try (Connection connection = read()) {
            return connection.isValid(0);
        } catch (DatabaseUnavailable e) {
            return false;
        } catch (SQLException e) {
            throw problem(e);
        }
    }

    /**
     * Creates it empty, unless somebody is about to put a backup in its place; harmless where somebody was faster.
     *
     * @return who restores it, for which reason it was not created
     */
    Optional<String> create() {
        try (Connection connection = outside()) {
            return RestoreLock.makeUnlessRestored(this, connection);
        } catch (SQLException e) {
            if (!"42P04".equals(e.getSQLState()) && !"23505".equals(e.getSQLState())) {
                throw problem(e);
            }
            return Optional.empty();
        }
    }

    private String lockTimeout() {
        return timeouts.lock().orElseGet(() -> Math.max(1, patience.toMillis()) + "ms");
    }

    private Connection open(String name, String application) {
        if (url.host().startsWith("/")) {
            throw ServerTrouble.unusable(
                    shown(),
                    "a socket in a folder is something that Java's driver cannot open",
                    "name a host, such as localhost, and let the server listen there");
        }
        Connection connection;
        try {
            connection = new Driver().connect(address(name), properties(application));
        } catch (SQLException e) {
            throw problem(e);
        }
        try {
            settle(connection, name);
            return connection;
        } catch (SQLException e) {
            throw closing(connection, PostgresErrors.isOfSystemUndefined(e) ? damage(e) : problem(e));
        }
    }

    private String address(String name) {
        String host = url.host().contains(":") ? "[" + url.host() + "]" : url.host();
        return "jdbc:postgresql://" + host + ":" + url.port() + "/" + URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    private Properties properties(String application) {
        Properties properties = options.forDriver();
        PGProperty.USER.set(properties, user());
        url.password().map(Secret::reveal).ifPresent(password -> PGProperty.PASSWORD.set(properties, password));
        PGProperty.APPLICATION_NAME.set(properties, application);
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(
                properties, OLDEST); // then its name goes along with the greeting, and survives RESET ALL
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        PGProperty.BINARY_TRANSFER.set(properties, false);
        PGProperty.LOG_SERVER_ERROR_DETAIL.set(properties, false);
        return properties;
    }

    /** As libpq has it: the user of the operating system. */
    String user() {
        return url.user().orElseGet(() -> System.getProperty("user.name"));
    }

    /** With what libpq's programs enter the same database; the password is not among them. */
    Map<String, String> variables() {
        Map<String, String> variables = options.forPrograms();
        variables.put("PGHOST", url.host());
        variables.put("PGPORT", String.valueOf(url.port()));
        variables.put("PGUSER", user());
        variables.put("PGDATABASE", database);
        return variables;
    }

    Optional<Secret> password() {
        return url.password();
    }

    /** Gives the problem back after closing the session. */
    <E extends RuntimeException> E closing(Connection connection, E problem) {
        try {
            connection.close();
        } catch (SQLException e) {
            problem.addSuppressed(e);
        }
        return problem;
    }

    /** What went wrong, in the words of the port. */
    Problem problem(SQLException e) {
        return switch (PostgresErrors.of(e)) {
            case CONNECTION ->
                e.getSQLState() != null && e.getSQLState().equals("08001")
                        ? ServerTrouble.unreachable(shown(), e)
                        : ServerTrouble.lost(shown(), e);
            case LOGIN -> ServerTrouble.loginRefused(shown(), e);
            case ABSENT -> DatabaseUnavailable.absent(shown());
            case NO_ROOM -> ServerTrouble.full(shown(), e);
            case NOT_PERMITTED -> ServerTrouble.notPermitted(shown(), user(), e);
            case READ_ONLY -> ServerTrouble.readOnly(shown(), e);
            case IN_USE -> new TargetInUse(shown(), ServerTrouble.message(e));
            case LOCKED ->
                new TargetInUse(
                        shown(),
                        "a lock was not to be had within " + lockTimeout() + " (" + ServerTrouble.message(e) + ")");
            case TIMED_OUT ->
                ServerTrouble.timedOut(shown(), isTemporary() ? Problem.Kind.UNEXPECTED : Problem.Kind.FAILED, e);
            case COLLISION -> ServerTrouble.collided(shown(), e);
            case NO_SPACE -> ServerTrouble.noSpace(shown(), e);
            case EXHAUSTED -> ServerTrouble.exhausted(shown(), e);
            case DAMAGE -> damage(e);
            case STATEMENT -> ServerTrouble.other(shown(), e);
        };
    }

    private Problem damage(SQLException e) {
        return isTemporary()
                ? ServerTrouble.damagedTemporary(shown(), ServerTrouble.message(e), e)
                : ServerTrouble.damaged(shown(), e);
    }

    /** For a name in a statement. */
    static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** For a text in a statement; sessions have standard_conforming_strings on. */
    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** The first column of each row. */
    static List<String> texts(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            List<String> texts = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    texts.add(rows.getString(1));
                }
            }
            return texts;
        }
    }

    /** The only value of the only row; empty when it is null. */
    static Optional<String> text(Connection connection, String sql, Object... values) throws SQLException {
        List<String> texts = texts(connection, sql, values);
        return texts.isEmpty() ? Optional.empty() : Optional.ofNullable(texts.get(0));
    }

    static boolean yes(Connection connection, String question, Object... values) throws SQLException {
        return text(connection, question, values).filter("t"::equals).isPresent();
    }
}
