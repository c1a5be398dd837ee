package dbmanager.sql.postgres;

import static dbmanager.sql.postgres.PostgresDatabase.quote;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/**
 * The tables that db-manager keeps in a PostgreSQL database: Flyway's history, exactly as Flyway makes it, and three of our own for what Flyway's
 * columns cannot hold. They lie in the schema that new tables of this user go to, as Flyway's does.
 *
 * @param schema as the server spells it
 */
record Bookkeeping(String schema) {
    static final String HISTORY = "flyway_schema_history";
    static final String DETAILS = "_dbm_history";
    static final String META = "_dbm_meta";
    static final String LEDGER = "_dbm_statements";

    /** All of them, as a list of texts. */
    static final String NAMES = "('" + HISTORY + "', '" + DETAILS + "', '" + META + "', '" + LEDGER + "')";

    private static final int TABLES = 4;

    /** A condition: whether there is anything, in whatever schema, that is neither bookkeeping nor part of an extension. */
    static final String CONTENT = """
            EXISTS (
                SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                 WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c') AND %1$s AND c.relname NOT IN %2$s
                   AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
            ) OR EXISTS (
                SELECT 1 FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                 WHERE %1$s
                   AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
            ) OR EXISTS (
                SELECT 1 FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
                 WHERE t.typtype IN ('e', 'd') AND %1$s
                   AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')
            )""".formatted(Catalog.USER_SCHEMA, NAMES);

    /** Where this session's bookkeeping is. */
    static Bookkeeping of(Connection connection) throws SQLException {
        return new Bookkeeping(PostgresDatabase.text(connection, "SELECT current_schema()")
                .orElseThrow(() -> ServerTrouble.unusable(
                        "the database",
                        "none of the schemas of its search path exists",
                        "create the schema, or name another one with ?currentSchema=… in the URL")));
    }

    /** Qualified and quoted. */
    String table(String name) {
        return quote(schema) + "." + quote(name);
    }

    /**
     * Makes what is not there, and changes nothing that is. Flyway's table comes first: stock Flyway refuses a database that has other tables
     * and no history. The id is random (RFC 9562, version 4).
     */
    List<String> statements() {
        String history = table(HISTORY);
        return List.of(
                "CREATE TABLE IF NOT EXISTS " + history + """
                 (
                    "installed_rank" INT NOT NULL,
                    "version" VARCHAR(50),
                    "description" VARCHAR(200) NOT NULL,
                    "type" VARCHAR(20) NOT NULL,
                    "script" VARCHAR(1000) NOT NULL,
                    "checksum" INTEGER,
                    "installed_by" VARCHAR(100) NOT NULL,
                    "installed_on" TIMESTAMP NOT NULL DEFAULT now(),
                    "execution_time" INTEGER NOT NULL,
                    "success" BOOLEAN NOT NULL,
                    CONSTRAINT "flyway_schema_history_pk" PRIMARY KEY ("installed_rank")
                )""",
                "CREATE INDEX IF NOT EXISTS \"flyway_schema_history_s_idx\" ON " + history + " (\"success\")",
                "CREATE TABLE IF NOT EXISTS " + table(DETAILS) + """
                 (
                    installed_rank INTEGER PRIMARY KEY,
                    installed_on TIMESTAMP NOT NULL,
                    checksum INTEGER,
                    sha256 TEXT,
                    mode TEXT NOT NULL,
                    note TEXT NOT NULL,
                    fingerprint TEXT
                )""",
                "ALTER TABLE " + table(DETAILS)
                        + " ADD COLUMN IF NOT EXISTS fingerprint TEXT", // made by a version of db-manager that kept
                // none
                "CREATE TABLE IF NOT EXISTS " + table(META) + " (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
                "CREATE TABLE IF NOT EXISTS " + table(LEDGER) + """
                 (
                    installed_rank INTEGER NOT NULL,
                    number INTEGER NOT NULL,
                    sha256 TEXT NOT NULL,
                    state TEXT NOT NULL,
                    changed_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
                    PRIMARY KEY (installed_rank, number)
                )""",
                "INSERT INTO " + table(META) + """
                 VALUES
                    ('tool', 'db-manager'),
                    ('created_at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')),
                    ('database_id', gen_random_uuid()::text)
                ON CONFLICT DO NOTHING""");
    }

    boolean isComplete(Connection connection) throws SQLException {
        long tables = Long.parseLong(PostgresDatabase.text(
                        connection,
                        "SELECT count(*) FROM pg_tables WHERE schemaname = ? AND tablename IN " + NAMES,
                        schema)
                .orElseThrow());
        return tables == TABLES && hasFingerprints(connection) && id(connection).isPresent();
    }

    /** To be called in a transaction. */
    boolean create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements()) {
                statement.executeUpdate(sql);
            }
        }
        return isComplete(connection);
    }

    boolean has(Connection connection, String table) throws SQLException {
        return PostgresDatabase.yes(
                connection,
                "SELECT EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = ? AND tablename = ?)",
                schema,
                table);
    }

    boolean hasFingerprints(Connection connection) throws SQLException {
        return PostgresDatabase.yes(
                connection,
                "SELECT EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass(?) AND attname = 'fingerprint')",
                table(DETAILS));
    }

    /** The random id of the database, where it has one. */
    Optional<String> id(Connection connection) throws SQLException {
        return value(connection, "database_id");
    }

    /** What is kept under this key. */
    Optional<String> value(Connection connection, String key) throws SQLException {
        return has(connection, META)
                ? PostgresDatabase.text(connection, "SELECT value FROM " + table(META) + " WHERE key = ?", key)
                : Optional.empty();
    }

    /** Whether any schema has a table of the bookkeeping. */
    static boolean isAnywhere(Connection connection) throws SQLException {
        return PostgresDatabase.yes(
                connection, "SELECT EXISTS (SELECT 1 FROM pg_tables WHERE tablename IN " + NAMES + ")");
    }

    /** Whether the database has {@link #CONTENT}. */
    static boolean hasContent(Connection connection) throws SQLException {
        return PostgresDatabase.yes(connection, "SELECT " + CONTENT);
    }
}
