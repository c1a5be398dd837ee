package dbmanager.sql.postgres;

import dbmanager.problem.Finding;
import dbmanager.sql.script.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the server itself finds wrong with a database, in a session that cannot write. */
record PostgresIntegrity(PostgresDatabase database) {
    private static final String INVALID_INDEXES = """
            SELECT format('%I.%I', n.nspname, c.relname) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
              JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT i.indisvalid AND c.relkind = 'i' ORDER BY 1""";

    private static final String TABLES = """
            SELECT format('%%I.%%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind IN ('r', 'm') AND c.relispopulated AND c.relpersistence = 'p' AND %s AND has_table_privilege(c.oid, 'SELECT') ORDER BY 1""".formatted(Catalog.USER_SCHEMA);

    /**
     * Reads every page of a table, which the server compares with its checksum where it has one, and every value that lies outside of its row: to
     * compare a value with itself, it has to be fetched. A virtual column (since PostgreSQL 18) is stored nowhere.
     */
    private static final String ALL_OF_IT = """
            SELECT format('SELECT count(*) FROM ONLY %s', c.oid::regclass)
                   || coalesce((SELECT ' WHERE NOT (' || string_agg(format('ROW(%1$I)::record *= ROW(%1$I)::record', a.attname), ' AND ') || ')'
                                  FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attlen = -1
                                   AND a.attstorage <> 'p' AND c.reltoastrelid <> 0 AND to_jsonb(a)->>'attgenerated' IS DISTINCT FROM 'v'), '')
              FROM pg_class c WHERE c.oid = ?::regclass""";

    /** An index that knows the number of rows would answer for pages that nobody has read. */
    private static final String NOT_BY_INDEX = "SET LOCAL enable_indexscan = off; SET LOCAL enable_indexonlyscan = off";

    /** By number: names are looked up by those only who may use the schema, and the one of values outside of their rows is nobody's. */
    private static final String BTREES = """
            SELECT c.oid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
             WHERE a.amname = 'btree' AND i.indisvalid AND i.indisready AND c.relpersistence = 'p' AND c.relkind = 'i' ORDER BY c.oid::regclass::text""";

    private static final int FIRST_WITH_HEAP_CHECK = 14;

    /** Also what is not as it should be and no damage. @throws ServerTrouble as {@link #damage} */
    List<Finding> check(Connection connection) throws SQLException {
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

    /**
     * Pages that cannot be read, or do not hold what they should.
     *
     * @throws ServerTrouble when there are such in a temporary database, where they are no verdict on anything
     */
    List<Finding> damage(Connection connection) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        ask(() -> look(connection, findings), database.name(), findings);
        if (database.isTemporary() && !findings.isEmpty()) {
            throw ServerTrouble.damagedTemporary(
                    database.shown(), findings.get(0).toString(), null);
        }
        return findings;
    }

    /**
     * Fails where the catalogs cannot be read, by which the rest is found.
     *
     * @param findings to which it adds, so that none is lost where a later question cannot be asked
     */
    private static void look(Connection connection, List<Finding> findings) throws SQLException {
        Optional<String> amcheck = PostgresDatabase.text(
                connection,
                "SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'amcheck'");
        for (String table : PostgresDatabase.texts(connection, TABLES)) {
            ask(() -> read(connection, table), table, findings);
        }
        if (amcheck.isPresent() && mayLookDeeply(connection, amcheck.get())) {
            checkDeeply(connection, amcheck.get(), findings);
        }
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
            ask(() -> findings.addAll(heapDamage(connection, schema, table)), table, findings);
        }
        for (String oid : PostgresDatabase.texts(connection, BTREES)) {
            String index = PostgresDatabase.text(connection, "SELECT ?::oid::regclass::text", oid)
                    .orElseThrow();
            ask(
                    () -> PostgresDatabase.texts(
                            connection, "SELECT " + schema + ".bt_index_check(?::oid::regclass)", oid),
                    index,
                    findings);
        }
    }

    private static List<String> read(Connection connection, String table) throws SQLException {
        return Transaction.in(connection, () -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute(NOT_BY_INDEX);
            }
            return PostgresDatabase.texts(
                    connection,
                    PostgresDatabase.text(connection, ALL_OF_IT, table).orElseThrow());
        });
    }

    private static List<Finding> heapDamage(Connection connection, String schema, String table) throws SQLException {
        return PostgresDatabase.texts(
                        connection,
                        "SELECT 'page ' || blkno || coalesce(', tuple ' || offnum, '') || ': ' || msg FROM " + schema
                                + ".verify_heapam(?::regclass) LIMIT 10",
                        table)
                .stream()
                .map(damage -> new Finding(table, damage))
                .toList();
    }

    private interface Question {
        void put() throws SQLException;
    }

    /** What the server calls damage instead of answering is a finding, once. */
    private static void ask(Question question, String about, List<Finding> findings) throws SQLException {
        try {
            question.put();
        } catch (SQLException e) {
            if (!PostgresErrors.mayBeDamage(e)) {
                throw e;
            }
            Finding finding = new Finding(about, PostgresErrors.reason(e));
            if (!findings.contains(finding)) {
                findings.add(finding);
            }
        }
    }
}
