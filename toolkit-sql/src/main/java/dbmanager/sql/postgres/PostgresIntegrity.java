package dbmanager.sql.postgres;

import dbmanager.problem.Finding;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the server itself finds wrong with a database, in a session that cannot write. */
final class PostgresIntegrity {
    private static final String INVALID_INDEXES = """
            SELECT format('%I.%I', n.nspname, c.relname) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
              JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT i.indisvalid AND c.relkind = 'i' ORDER BY 1""";

    /** Every page of every table is read, and with checksums compared; with amcheck its tuples too. */
    private static final String TABLES = """
            SELECT format('%%I.%%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind IN ('r', 'm') AND c.relpersistence = 'p' AND %s AND has_table_privilege(c.oid, 'SELECT') ORDER BY 1""".formatted(Catalog.USER_SCHEMA);

    private static final String BTREES = """
            SELECT c.oid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
             WHERE a.amname = 'btree' AND i.indisvalid AND i.indisready AND c.relpersistence = 'p' AND c.relkind = 'i' ORDER BY 1""";

    private static final int FIRST_WITH_HEAP_CHECK = 14;

    private PostgresIntegrity() {}

    static List<Finding> check(Connection connection) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        for (String index : PostgresDatabase.texts(connection, INVALID_INDEXES)) {
            findings.add(new Finding(
                    index,
                    "the index is not valid: its building was interrupted or failed; drop it, and build it again (REINDEX INDEX CONCURRENTLY "
                            + index + ")"));
        }
        findings.addAll(damage(connection));
        return findings;
    }

    /** Pages that cannot be read, or do not hold what they should. */
    static List<Finding> damage(Connection connection) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        Optional<String> amcheck = PostgresDatabase.text(
                connection,
                "SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'amcheck'");
        for (String table : PostgresDatabase.texts(connection, TABLES)) {
            ask(connection, "SELECT count(*) FROM " + table, table).ifPresent(findings::add);
        }
        if (amcheck.isPresent() && mayLookDeeply(connection, amcheck.get())) {
            checkDeeply(connection, amcheck.get(), findings);
        }
        return findings;
    }

    /** A superuser may, and whom one let (postgresql.org/docs/current/amcheck.html). */
    private static boolean mayLookDeeply(Connection connection, String schema) throws SQLException {
        return PostgresDatabase.yes(
                connection,
                "SELECT bool_and(has_function_privilege(p.oid, 'EXECUTE')) FROM pg_proc p"
                        + " WHERE p.proname IN ('bt_index_check', 'verify_heapam') AND p.pronamespace::regnamespace::text = ?",
                schema);
    }

    private static void checkDeeply(Connection connection, String schema, List<Finding> findings) throws SQLException {
        boolean heap = connection.getMetaData().getDatabaseMajorVersion() >= FIRST_WITH_HEAP_CHECK;
        for (String table : heap ? PostgresDatabase.texts(connection, TABLES) : List.<String>of()) {
            for (String damage : PostgresDatabase.texts(
                    connection,
                    "SELECT 'page ' || blkno || coalesce(', tuple ' || offnum, '') || ': ' || msg FROM " + schema
                            + ".verify_heapam(?::regclass) LIMIT 10",
                    table)) {
                findings.add(new Finding(table, damage));
            }
        }
        for (String index : PostgresDatabase.texts(connection, BTREES)) {
            ask(
                            connection,
                            "SELECT " + schema + ".bt_index_check(" + PostgresDatabase.literal(index) + "::regclass)",
                            index)
                    .ifPresent(findings::add);
        }
    }

    private static Optional<Finding> ask(Connection connection, String sql, String about) throws SQLException {
        try {
            PostgresDatabase.texts(connection, sql);
            return Optional.empty();
        } catch (SQLException e) {
            PostgresErrors kind = PostgresErrors.of(e);
            boolean damage = kind == PostgresErrors.DAMAGE
                    || String.valueOf(e.getSQLState()).startsWith("XX")
                    || "58030".equals(e.getSQLState());
            if (damage) {
                return Optional.of(new Finding(about, PostgresErrors.reason(e)));
            }
            throw e;
        }
    }
}
