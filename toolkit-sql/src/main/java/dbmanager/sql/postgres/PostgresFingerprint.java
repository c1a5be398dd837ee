package dbmanager.sql.postgres;

import dbmanager.backend.Fingerprint;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Of what users define, as the server's own catalogs have it. The texts that the server makes of definitions depend on its version, and on whether a
 * dump was restored, which gives the history another number; so both are part of the scheme.
 */
final class PostgresFingerprint {
    /** What views lock while they are read is not worth waiting for. */
    private static final String PATIENCE = "250ms";

    private static final String DEFINITIONS = """
            WITH n AS (SELECT oid, nspname FROM pg_namespace n WHERE %1$s),
            theirs AS (SELECT classid, objid FROM pg_depend WHERE deptype = 'e'),
            rel AS (
                SELECT c.oid, c.relkind, n.nspname || '.' || c.relname AS name, c.relpersistence, c.relrowsecurity,
                       c.relforcerowsecurity, c.reloptions, c.relpartbound
                  FROM pg_class c JOIN n ON n.oid = c.relnamespace
                 WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f', 'c') AND c.relname NOT IN %2$s
                   AND NOT EXISTS (SELECT 1 FROM theirs t WHERE t.classid = 'pg_class'::regclass AND t.objid = c.oid))
            SELECT CASE rel.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'view' WHEN 'S' THEN 'sequence' WHEN 'c' THEN 'type' ELSE 'table' END,
                   rel.name,
                   concat_ws('|', rel.relkind, rel.relpersistence, rel.relrowsecurity, rel.relforcerowsecurity, rel.reloptions,
                       pg_get_expr(rel.relpartbound, rel.oid), (SELECT inhparent::regclass FROM pg_inherits WHERE inhrelid = rel.oid LIMIT 1),
                       (SELECT string_agg(concat_ws(' ', quote_ident(a.attname), format_type(a.atttypid, a.atttypmod), a.attnotnull,
                                   a.attidentity, to_jsonb(a) ->> 'attgenerated',
                                   (SELECT collname FROM pg_collation l WHERE l.oid = a.attcollation), pg_get_expr(d.adbin, d.adrelid)),
                               ',' ORDER BY a.attnum)
                          FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                         WHERE a.attrelid = rel.oid AND a.attnum > 0 AND NOT a.attisdropped),
                       CASE WHEN rel.relkind IN ('v', 'm') THEN pg_get_viewdef(rel.oid) END,
                       CASE WHEN rel.relkind = 'p' THEN pg_get_partkeydef(rel.oid) END,
                       (SELECT to_jsonb(s) - 'seqrelid' FROM pg_sequence s WHERE s.seqrelid = rel.oid))
              FROM rel
            UNION ALL
            SELECT 'index', rel.name || '.' || c.relname, pg_get_indexdef(i.indexrelid) || ' ' || i.indisvalid
              FROM pg_index i JOIN rel ON rel.oid = i.indrelid JOIN pg_class c ON c.oid = i.indexrelid
             WHERE NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
            UNION ALL
            SELECT 'constraint', rel.name || '.' || k.conname, pg_get_constraintdef(k.oid) || ' ' || k.convalidated
              FROM pg_constraint k JOIN rel ON rel.oid = k.conrelid WHERE k.contype IN ('c', 'f', 'p', 'u', 'x')
            UNION ALL
            SELECT 'trigger', rel.name || '.' || t.tgname, pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text
              FROM pg_trigger t JOIN rel ON rel.oid = t.tgrelid WHERE NOT t.tgisinternal
            UNION ALL
            SELECT 'policy', rel.name || '.' || p.polname,
                   concat_ws('|', p.polcmd, p.polpermissive, p.polroles::regrole[], pg_get_expr(p.polqual, p.polrelid),
                       pg_get_expr(p.polwithcheck, p.polrelid))
              FROM pg_policy p JOIN rel ON rel.oid = p.polrelid
            UNION ALL
            SELECT 'rule', rel.name || '.' || r.rulename, pg_get_ruledef(r.oid)
              FROM pg_rewrite r JOIN rel ON rel.oid = r.ev_class WHERE r.rulename <> '_RETURN'
            UNION ALL
            SELECT 'function', n.nspname || '.' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
                   CASE WHEN g.aggfnoid IS NULL THEN pg_get_functiondef(p.oid) ELSE 'aggregate ' || g.aggtransfn END
              FROM pg_proc p JOIN n ON n.oid = p.pronamespace LEFT JOIN pg_aggregate g ON g.aggfnoid = p.oid
             WHERE NOT EXISTS (SELECT 1 FROM theirs t WHERE t.classid = 'pg_proc'::regclass AND t.objid = p.oid)
            UNION ALL
            SELECT 'type', n.nspname || '.' || y.typname,
                   concat_ws('|', y.typtype, format_type(y.typbasetype, y.typtypmod), y.typnotnull, y.typdefault,
                       (SELECT string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = y.oid),
                       (SELECT string_agg(pg_get_constraintdef(k.oid), ',' ORDER BY k.conname) FROM pg_constraint k WHERE k.contypid = y.oid))
              FROM pg_type y JOIN n ON n.oid = y.typnamespace
             WHERE y.typtype IN ('e', 'd', 'r')
               AND NOT EXISTS (SELECT 1 FROM theirs t WHERE t.classid = 'pg_type'::regclass AND t.objid = y.oid)
            UNION ALL
            SELECT 'extension', extname::text, '' FROM pg_extension
            UNION ALL
            SELECT 'schema', nspname::text, '' FROM n""".formatted(Catalog.USER_SCHEMA, Bookkeeping.NAMES);

    private PostgresFingerprint() {}

    /** In a transaction, whose settings are afterwards as before. */
    static Fingerprint of(Connection connection, Bookkeeping tables) throws SQLException {
        String path = setting(connection, "search_path");
        String timeout = setting(connection, "lock_timeout");
        set(connection, "search_path", "pg_catalog"); // so that every name of a user is written with its schema
        set(connection, "lock_timeout", PATIENCE);
        SortedMap<String, String> objects = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(DEFINITIONS)) {
            while (rows.next()) {
                Fingerprint.add(objects, rows.getString(1), rows.getString(2), String.valueOf(rows.getString(3)));
            }
        }
        set(connection, "search_path", path);
        set(connection, "lock_timeout", timeout);
        return new Fingerprint(scheme(connection, tables), objects);
    }

    private static String scheme(Connection connection, Bookkeeping tables) throws SQLException {
        return PostgresDatabase.text(
                        connection,
                        "SELECT 'pg' || current_setting('server_version_num')::int / 10000 || '-' || to_regclass(?)::oid",
                        tables.table(Bookkeeping.HISTORY))
                .orElse("pg");
    }

    private static String setting(Connection connection, String name) throws SQLException {
        return PostgresDatabase.text(connection, "SELECT current_setting(?)", name)
                .orElseThrow();
    }

    private static void set(Connection connection, String name, String value) throws SQLException {
        PostgresDatabase.text(connection, "SELECT set_config(?, ?, true)", name, value);
    }
}
