package dbmanager.sql.postgres;

import dbmanager.backend.Progress;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.QueryExecutor;
import org.postgresql.jdbc.PreferQueryMode;

/**
 * A restore for users who may not create databases: everything of theirs is dropped and the dump runs, as SQL that pg_restore writes, in the one
 * transaction that keeps writers out. Until its end others read the old rows, or wait.
 */
record InPlace(PostgresDatabase database, Archive archive) {
    private static final int BUFFER = 1 << 16;
    private static final int PIECE = 1 << 16;

    /** A line for psql, not for the server. */
    private static final Pattern PSQL = Pattern.compile("\\\\(un)?restrict .*\n");

    /** What pg_restore puts around large objects would end the one transaction. */
    private static final List<String> ENDS = List.of("BEGIN;\n", "COMMIT;\n");

    /** What is dropped first may take some of the rest along, hence IF EXISTS. Extensions stay: to drop them can take a right to make them. */
    private static final String DROPS = """
            SELECT sql FROM (
                SELECT 1 AS place, format('DROP SCHEMA IF EXISTS %%I CASCADE', n.nspname) AS sql FROM pg_namespace n
                 WHERE %1$s AND n.nspname <> 'public' AND pg_has_role(n.nspowner, 'USAGE')
                   AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = 'pg_namespace'::regclass AND e.objid = n.oid AND e.deptype = 'e')
                UNION ALL
                SELECT 2, format('DROP %%s IF EXISTS %%I.%%I CASCADE', CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
                       WHEN 'S' THEN 'SEQUENCE' WHEN 'f' THEN 'FOREIGN TABLE' WHEN 'c' THEN 'TYPE' ELSE 'TABLE' END, n.nspname, c.relname)
                  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                 WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f', 'c')
                   AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype IN ('e', 'i'))
                UNION ALL
                SELECT 3, format('DROP %%s IF EXISTS %%I.%%I(%%s) CASCADE',
                       CASE p.prokind WHEN 'p' THEN 'PROCEDURE' WHEN 'a' THEN 'AGGREGATE' ELSE 'FUNCTION' END,
                       n.nspname, p.proname, pg_get_function_identity_arguments(p.oid))
                  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                 WHERE n.nspname = 'public'
                   AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid AND e.deptype = 'e')
                UNION ALL
                SELECT 4, format('DROP %%s IF EXISTS %%I.%%I CASCADE', CASE t.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, n.nspname, t.typname)
                  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
                 WHERE n.nspname = 'public' AND t.typtype IN ('e', 'd', 'r')
                   AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid AND e.deptype = 'e')
            ) AS drops ORDER BY place""".formatted(Catalog.USER_SCHEMA);

    /** In the transaction that the session is in. @return the rows of each table */
    Map<String, Long> run(Connection connection, List<String> ownership, Progress progress) throws SQLException {
        clean(connection);
        for (String section : List.of("pre-data", "data", "post-data")) {
            List<String> options = new ArrayList<>(ownership);
            options.add("--section=" + section);
            progress.at(section, 0, -1);
            archive.sql(options, in -> run(connection, in, section.equals("data")));
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET CONSTRAINTS ALL IMMEDIATE");
        }
        database.settle(connection);
        return archive.check(connection, progress);
    }

    static void clean(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String drop : PostgresDatabase.texts(connection, DROPS)) {
                statement.execute(drop);
            }
            statement.execute("SELECT lo_unlink(oid) FROM pg_largeobject_metadata");
        }
    }

    /** The rows of a COPY go on as they come. */
    static void run(Connection connection, InputStream source, boolean rowsOnly) throws IOException, SQLException {
        Optional<CopyIn> copy = Optional.empty();
        StringBuilder statements = new StringBuilder();
        int server = connection.getMetaData().getDatabaseMajorVersion();
        try (InputStream in = new BufferedInputStream(source, BUFFER)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            ByteArrayOutputStream rows = new ByteArrayOutputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                line.write(b);
                if (b != '\n') {
                    continue;
                }
                if (copy.isPresent()) {
                    boolean end = line.size() == 3
                            && line.toString(StandardCharsets.UTF_8).equals("\\.\n");
                    if (!end) {
                        line.writeTo(rows);
                    }
                    if (end || rows.size() >= PIECE) {
                        copy.get().writeToCopy(rows.toByteArray(), 0, rows.size());
                        rows.reset();
                    }
                    if (end) {
                        copy.get().endCopy();
                        copy = Optional.empty();
                    }
                } else {
                    String text = line.toString(StandardCharsets.UTF_8);
                    if (DumpedRows.isCopy(text.stripTrailing())) {
                        execute(connection, statements);
                        copy = Optional.of(connection
                                .unwrap(PGConnection.class)
                                .getCopyAPI()
                                .copyIn(text.strip()));
                    } else if (!PSQL.matcher(text).matches()
                            && !NewerClient.isUnknown(text, server)
                            && !(rowsOnly && ENDS.contains(text))) {
                        statements.append(text);
                    }
                }
                line.reset();
            }
        }
        execute(connection, statements);
    }

    /** As the server takes them apart: the driver would lose its way behind a function whose body is {@code BEGIN ATOMIC … END}. */
    private static void execute(Connection connection, StringBuilder statements) throws SQLException {
        if (statements.toString().isBlank()) {
            return;
        }
        QueryExecutor driver = connection.unwrap(BaseConnection.class).getQueryExecutor();
        PreferQueryMode usual = driver.getPreferQueryMode();
        driver.setPreferQueryMode(PreferQueryMode.SIMPLE);
        try (Statement statement = connection.createStatement()) {
            statement.execute(statements.toString());
        } finally {
            driver.setPreferQueryMode(usual);
        }
        statements.setLength(0);
    }
}
