package dbmanager.sql.postgres;

import static dbmanager.sql.postgres.PostgresDatabase.literal;
import static dbmanager.sql.postgres.PostgresDatabase.quote;

import dbmanager.backend.TargetInUse;
import dbmanager.problem.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A database in which nobody writes but us, until another one takes its name. Its tables are locked against writers, so that what is kept of it is
 * all there is; and from the lock to the renaming no session of others comes in between: the renaming, which waits until the last one is gone,
 * is already under way when ours ends.
 */
final class Occupation implements AutoCloseable {
    /** Of a session of another role, who is no superuser is not told what kind it is; those of the server's own workers have no role. */
    private static final String OTHERS = """
            SELECT coalesce(nullif(application_name, ''), 'a session without a name') || ' (user ' || usename
                   || coalesce(', from ' || host(client_addr), '') || ', process ' || pid || ')'
              FROM pg_stat_activity WHERE datname = ? AND pid <> pg_backend_pid()
               AND coalesce(backend_type, 'client backend') = 'client backend' AND usename IS NOT NULL AND pid <> ALL (?::int[])
             ORDER BY pid""";

    /** Two renamings of one database wait for each other at its row in pg_database. */
    private static final String IS_RENAMING = """
            SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'object' AND classid = 'pg_database'::regclass AND mode = 'AccessExclusiveLock'
               AND granted AND objid = (SELECT oid FROM pg_database WHERE datname = ?))""";

    private static final long PAUSE_MILLIS = 10;
    /** For this long a session that has ended, such as one of ours, may still be listed. */
    private static final int PAUSES = 50;

    private static final int SHOWN = 5;

    private final PostgresDatabase database;
    private final Optional<Connection> inside;
    private final int insidePid;

    private Occupation(PostgresDatabase database, Optional<Connection> inside, int insidePid) {
        this.database = database;
        this.inside = inside;
        this.insidePid = insidePid;
    }

    /**
     * One that is too damaged to be entered is not: nobody else can write to it either.
     *
     * @param stays whether it is to stay under another name, and with it what others still write to it where damage is in the way of keeping them out
     * @throws TargetInUse when others are in it, or write to it and do not stop in time
     */
    static Occupation of(PostgresDatabase database, boolean stays) {
        Connection inside;
        try {
            inside = database.write();
        } catch (Problem e) {
            if (e.kind() == Problem.Kind.NEGATIVE) {
                return new Occupation(database, Optional.empty(), 0);
            }
            throw e;
        }
        try {
            return of(database, inside);
        } catch (SQLException e) {
            Problem problem = database.closing(inside, database.problem(e));
            if (stays && PostgresErrors.mayBeDamage(e)) {
                return new Occupation(database, Optional.empty(), 0);
            }
            throw problem;
        } catch (RuntimeException e) {
            throw database.closing(inside, e);
        }
    }

    private static Occupation of(PostgresDatabase database, Connection inside) throws SQLException {
        refuseOthers(database, inside);
        int pid = Integer.parseInt(
                PostgresDatabase.text(inside, "SELECT pg_backend_pid()").orElseThrow());
        inside.setAutoCommit(false);
        keepWritersOut(inside);
        return new Occupation(database, Optional.of(inside), pid);
    }

    /** @throws TargetInUse naming them, when there are sessions besides this one */
    static void refuseOthers(PostgresDatabase database, Connection own) throws SQLException {
        List<String> others = others(database, own);
        for (int i = 0; i < PAUSES && !others.isEmpty(); i++) {
            pause();
            others = others(database, own);
        }
        if (!others.isEmpty()) {
            throw new TargetInUse(
                    database.shown(),
                    others.stream().limit(SHOWN).collect(Collectors.joining(", "))
                            + (others.size() > SHOWN ? " and " + (others.size() - SHOWN) + " more" : ""));
        }
    }

    private static List<String> others(PostgresDatabase database, Connection own) throws SQLException {
        PostgresDatabase.text(own, "SELECT pg_stat_clear_snapshot()"); // a transaction looks only once
        return PostgresDatabase.texts(own, OTHERS, database.name(), "{}");
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** From now to the end of the transaction others can read, and not write: in all tables, ours too. */
    static void keepWritersOut(Connection connection) throws SQLException {
        List<String> tables = PostgresDatabase.texts(
                connection,
                "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't' AND "
                        + Catalog.USER_SCHEMA
                        + " AND has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE') ORDER BY c.oid");
        try (Statement statement = connection.createStatement()) {
            for (String table : tables) {
                statement.execute("LOCK TABLE " + table + " IN SHARE MODE");
            }
        }
    }

    /**
     * Gives the database's name to another one, with what belongs to the name: rights, settings, the limit of connections. In one transaction, so
     * that at any moment the name is that of the old one or of the new one. The old one is dropped then, unless it is to stay.
     *
     * @param stays the name under which the old one stays
     * @param last what has to be done when nothing can be in the way any more, before the change is made
     */
    void replaceBy(TemporaryDatabase next, Optional<String> stays, Runnable last) {
        Connection outside = next.owner();
        String aside = stays.orElseGet(() -> TemporaryDatabase.PREFIX + "old_"
                + next.database().name().substring(TemporaryDatabase.PREFIX.length()));
        String name = database.name();
        try {
            List<String> properties = properties(outside, name);
            outside.setAutoCommit(false);
            if (inside.isPresent()) {
                leaveWhileRenaming(inside.get(), () -> rename(outside, name, aside));
            } else {
                rename(outside, name, aside);
            }
            rename(outside, next.database().name(), name);
            try (Statement statement = outside.createStatement()) {
                for (String property : properties) {
                    statement.execute(property);
                }
                if (stays.isEmpty()) {
                    statement.execute(
                            "COMMENT ON DATABASE " + quote(aside) + " IS " + literal(TemporaryDatabase.COMMENT));
                }
            }
            last.run();
            outside.commit();
            outside.setAutoCommit(true);
            next.keep();
            if (stays.isEmpty()) {
                TemporaryDatabase.drop(outside, aside);
            }
        } catch (SQLException e) {
            throw PostgresErrors.of(e) == PostgresErrors.IN_USE
                    ? new TargetInUse(name, PostgresErrors.reason(e))
                    : database.problem(e);
        }
    }

    /** No session of others comes in between: the renaming waits for ours, which is the last. */
    private void leaveWhileRenaming(Connection session, Callable<Boolean> rename) throws SQLException {
        FutureTask<Boolean> renaming = new FutureTask<>(rename);
        Thread thread = new Thread(renaming, "renaming");
        thread.setDaemon(true);
        thread.start();
        if (awaitRenaming(session, renaming)) {
            terminateLatecomers(session);
        }
        session.close();
        await(renaming);
    }

    private static boolean rename(Connection connection, String from, String to) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("ALTER DATABASE " + quote(from) + " RENAME TO " + quote(to));
            return true;
        }
    }

    /** Until new sessions have to wait for the renaming. @return false when it has ended already */
    private boolean awaitRenaming(Connection session, FutureTask<Boolean> renaming) throws SQLException {
        try {
            while (!renaming.isDone()) {
                if (PostgresDatabase.yes(session, IS_RENAMING, database.name())) {
                    return true;
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** They came after we had looked, and could read, or wait for our locks, but not write. */
    private void terminateLatecomers(Connection session) throws SQLException {
        PostgresDatabase.texts(
                session,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ? AND pid <> ? AND backend_type = 'client backend'",
                database.name(),
                insidePid);
    }

    private static void await(FutureTask<Boolean> renaming) throws SQLException {
        try {
            renaming.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException sql) {
                throw sql;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What has to be said of the new database so that it is the old one to its users; its owner first. */
    private static List<String> properties(Connection connection, String name) throws SQLException {
        return PostgresDatabase.texts(connection, """
                SELECT sql FROM (
                    SELECT 1 AS place, 'COMMENT ON DATABASE ' || quote_ident(datname) || ' IS '
                           || coalesce(quote_literal(shobj_description(oid, 'pg_database')), 'NULL') AS sql FROM pg_database WHERE datname = ?
                    UNION ALL
                    SELECT 2, 'ALTER DATABASE ' || quote_ident(datname) || ' CONNECTION LIMIT ' || datconnlimit FROM pg_database
                     WHERE datname = ? AND datconnlimit <> -1
                    UNION ALL
                    SELECT 3, 'REVOKE ALL ON DATABASE ' || quote_ident(datname) || ' FROM PUBLIC' FROM pg_database
                     WHERE datname = ? AND datacl IS NOT NULL
                    UNION ALL
                    SELECT 4, 'GRANT ' || a.privilege_type || ' ON DATABASE ' || quote_ident(d.datname) || ' TO '
                           || CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END
                           || CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
                      FROM pg_database d, aclexplode(d.datacl) a WHERE d.datname = ? AND a.grantee <> d.datdba
                    UNION ALL
                    SELECT 5, 'ALTER DATABASE ' || quote_ident(d.datname) || ' OWNER TO ' || d.datdba::regrole FROM pg_database d
                     WHERE d.datname = ? AND d.datdba <> (SELECT oid FROM pg_roles WHERE rolname = current_user)
                ) AS all_of_them ORDER BY place""", name, name, name, name, name);
    }

    boolean isEntered() {
        return inside.isPresent();
    }

    @Override
    public void close() {
        try {
            if (inside.isPresent()) {
                inside.get().close(); // without a commit, the locks go
            }
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }
}
