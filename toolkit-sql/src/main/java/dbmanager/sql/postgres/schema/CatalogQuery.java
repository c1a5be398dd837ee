package dbmanager.sql.postgres.schema;

import dbmanager.sql.postgres.schema.Definition.Kind;
import java.util.List;

/**
 * A query for all definitions of one kind: schema, table, name, then traits that bear the names of their columns. A trait that is null is none.
 * What the columns of the system's tables mean: postgresql.org/docs/current/catalogs.html.
 */
record CatalogQuery(Kind kind, String sql) {
    private static final String USER_SCHEMA = "n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'";

    private static final String OURS = "c.relname <> 'flyway_schema_history' AND c.relname NOT LIKE '\\_dbm\\_%'";

    /** Relations that count, as {@code c} with their schema. */
    private static final String RELATIONS = """
            (SELECT c.*, n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE %s AND %s AND c.relpersistence <> 't' AND %s) c""".formatted(USER_SCHEMA, OURS, own("pg_class", "c.oid"));

    /** The types that a function {@code p} takes, whatever the search path. */
    static final String ARGUMENTS =
            "coalesce((SELECT string_agg(CASE an.nspname WHEN 'pg_catalog' THEN format_type(at.oid, NULL)"
                    + " ELSE an.nspname || '.' || at.typname END, ', ' ORDER BY arg.place) FROM unnest(p.proargtypes) WITH ORDINALITY AS arg (type, place)"
                    + " JOIN pg_type at ON at.oid = arg.type JOIN pg_namespace an ON an.oid = at.typnamespace), '')";

    private static String own(String table, String oid) {
        return "NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = '" + table + "'::regclass AND e.objid = " + oid
                + " AND e.deptype = 'e')";
    }

    private static CatalogQuery of(Kind kind, String sql) {
        return new CatalogQuery(kind, sql.replace("{relations}", RELATIONS).replace("{user schema}", USER_SCHEMA));
    }

    static final List<CatalogQuery> ALL = List.of(
            of(
                    Kind.SCHEMA,
                    "SELECT n.nspname, '', n.nspname FROM pg_namespace n WHERE {user schema} AND n.nspname <> 'public' AND "
                            + own("pg_namespace", "n.oid")),
            of(
                    Kind.EXTENSION,
                    "SELECT '', '', x.extname, n.nspname AS schema FROM pg_extension x JOIN pg_namespace n ON n.oid = x.extnamespace"
                            + " WHERE x.extname <> 'plpgsql'"),
            of(Kind.TYPE, """
                    SELECT n.nspname, '', t.typname, string_agg(quote_literal(v.enumlabel), ', ' ORDER BY v.enumsortorder) AS values
                      FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_enum v ON v.enumtypid = t.oid
                     WHERE t.typtype = 'e' AND {user schema} AND %s GROUP BY t.oid, n.nspname, t.typname""".formatted(own("pg_type", "t.oid"))),
            of(Kind.TYPE, """
                    SELECT n.nspname, '', t.typname, format_type(t.typbasetype, t.typtypmod) AS "domain of",
                           CASE WHEN t.typcollation <> b.typcollation THEN t.typcollation::regcollation::text END AS collation,
                           CASE WHEN t.typnotnull THEN '' END AS "not null", pg_get_expr(t.typdefaultbin, 0) AS "default",
                           (SELECT string_agg(quote_ident(k.conname) || ' ' || pg_get_constraintdef(k.oid), ', ' ORDER BY k.conname)
                              FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c') AS constraints
                      FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace JOIN pg_type b ON b.oid = t.typbasetype
                     WHERE t.typtype = 'd' AND {user schema} AND %s""".formatted(own("pg_type", "t.oid"))),
            of(Kind.TYPE, """
                    SELECT c.nspname, '', c.relname,
                           (SELECT string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
                                   || CASE WHEN a.attcollation <> t.typcollation THEN ' COLLATE ' || a.attcollation::regcollation::text ELSE '' END,
                                   ', ' ORDER BY a.attnum)
                              FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
                             WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS attributes
                      FROM {relations} WHERE c.relkind = 'c'"""),
            of(Kind.TYPE, """
                    SELECT n.nspname, '', t.typname, format_type(r.rngsubtype, NULL) AS "range of", o.opcname AS "operator class",
                           CASE WHEN r.rngcollation <> 0 THEN r.rngcollation::regcollation::text END AS collation,
                           nullif(r.rngcanonical::text, '-') AS canonical, nullif(r.rngsubdiff::text, '-') AS difference
                      FROM pg_range r JOIN pg_type t ON t.oid = r.rngtypid JOIN pg_namespace n ON n.oid = t.typnamespace
                      JOIN pg_opclass o ON o.oid = r.rngsubopc WHERE {user schema} AND %s""".formatted(own("pg_type", "t.oid"))),
            of(Kind.SEQUENCE, """
                    SELECT c.nspname, '', c.relname, format_type(s.seqtypid, NULL) AS type, s.seqstart AS start, s.seqincrement AS increment,
                           s.seqmin AS minimum, s.seqmax AS maximum, s.seqcache AS cache, CASE WHEN s.seqcycle THEN '' END AS cycle,
                           (SELECT d.refobjid::regclass::text || '.' || quote_ident(a.attname) FROM pg_depend d
                              JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                             WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'a') AS "owned by"
                      FROM {relations} JOIN pg_sequence s ON s.seqrelid = c.oid
                     WHERE NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'i')"""),
            of(Kind.TABLE, """
                    SELECT c.nspname, '', c.relname,
                           CASE WHEN c.relkind = 'f' THEN (SELECT s.srvname || coalesce(' ' || t.ftoptions::text, '') FROM pg_foreign_table t
                              JOIN pg_foreign_server s ON s.oid = t.ftserver WHERE t.ftrelid = c.oid) END AS server,
                           CASE WHEN c.relpersistence = 'u' THEN '' END AS unlogged,
                           CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS "partition by",
                           CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END AS bound,
                           (SELECT string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno) FROM pg_inherits i WHERE i.inhrelid = c.oid) AS parents,
                           CASE WHEN c.reloftype <> 0 THEN c.reloftype::regtype::text END AS "of type", array_to_string(c.reloptions, ', ') AS options,
                           CASE WHEN c.relrowsecurity THEN '' END AS "row security", CASE WHEN c.relforcerowsecurity THEN '' END AS "forced row security",
                           CASE c.relreplident WHEN 'd' THEN NULL WHEN 'n' THEN 'nothing' WHEN 'f' THEN 'full' ELSE
                             (SELECT i.indexrelid::regclass::text FROM pg_index i WHERE i.indrelid = c.oid AND i.indisreplident) END AS "replica identity"
                      FROM {relations} WHERE c.relkind IN ('r', 'p', 'f')"""),
            of(Kind.COLUMN, """
                    SELECT c.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod) AS type,
                           CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation::text END AS collation,
                           CASE WHEN a.attnotnull THEN '' END AS "not null",
                           CASE WHEN a.attgenerated = '' THEN pg_get_expr(f.adbin, f.adrelid) END AS "default",
                           CASE WHEN a.attgenerated <> '' THEN pg_get_expr(f.adbin, f.adrelid) END AS generated,
                           CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END AS identity,
                           s.options AS sequence, CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage::text END AS storage,
                           nullif(a.attcompression::text, '') AS compression, nullif(a.attstattarget, -1) AS statistics,
                           array_to_string(a.attoptions, ', ') AS options, CASE WHEN NOT a.attislocal THEN '' END AS inherited
                      FROM {relations} JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                      JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
                      LEFT JOIN LATERAL (SELECT concat_ws(' ', i.relname, format_type(q.seqtypid, NULL), q.seqstart, q.seqincrement, q.seqmin, q.seqmax, q.seqcache,
                                                 q.seqcycle) AS options
                              FROM pg_depend d JOIN pg_sequence q ON q.seqrelid = d.objid JOIN pg_class i ON i.oid = d.objid
                             WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid AND d.refobjsubid = a.attnum AND d.deptype = 'i') s
                             ON a.attidentity <> ''
                     WHERE c.relkind IN ('r', 'p', 'f') ORDER BY c.oid, a.attnum"""),
            of(Kind.CONSTRAINT, """
                    SELECT c.nspname, c.relname, k.conname, pg_get_constraintdef(k.oid) AS definition,
                           (SELECT array_to_string(x.reloptions, ', ') FROM pg_class x WHERE x.oid = k.conindid AND k.contype IN ('p', 'u', 'x')) AS options,
                           (SELECT '' FROM pg_index x WHERE x.indexrelid = k.conindid AND x.indisclustered AND k.contype IN ('p', 'u')) AS clustered
                      FROM {relations} JOIN pg_constraint k ON k.conrelid = c.oid
                     WHERE k.contype IN ('p', 'u', 'f', 'c', 'x') AND k.conislocal AND k.conparentid = 0
                     ORDER BY c.oid, k.conname"""),
            of(Kind.INDEX, """
                    SELECT c.nspname, '', c.relname, i.indrelid::regclass::text AS "on",
                           replace(pg_get_indexdef(c.oid), ' ' || quote_ident(c.relname) || ' ON ', ' ON ') AS definition,
                           CASE WHEN NOT i.indisvalid AND c.relkind = 'i' THEN '' END AS invalid, CASE WHEN i.indisclustered THEN '' END AS clustered
                      FROM {relations} JOIN pg_index i ON i.indexrelid = c.oid
                      JOIN pg_class t ON t.oid = i.indrelid
                     WHERE c.relkind IN ('i', 'I') AND NOT c.relispartition AND t.relname <> 'flyway_schema_history' AND t.relname NOT LIKE '\\_dbm\\_%'
                       AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = c.oid AND k.contype IN ('p', 'u', 'x'))"""),
            of(Kind.VIEW, """
                    SELECT c.nspname, '', c.relname, CASE WHEN c.relkind = 'm' THEN '' END AS materialized, pg_get_viewdef(c.oid) AS definition,
                           (SELECT string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
                                   || coalesce(' DEFAULT ' || pg_get_expr(f.adbin, f.adrelid), ''), ', ' ORDER BY a.attnum)
                              FROM pg_attribute a LEFT JOIN pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
                             WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
                           array_to_string(c.reloptions, ', ') AS options
                      FROM {relations} WHERE c.relkind IN ('v', 'm')"""),
            of(Kind.FUNCTION, """
                    SELECT n.nspname, '', p.proname || '(' || %s || ')', pg_get_functiondef(p.oid) AS definition
                      FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                     WHERE p.prokind IN ('f', 'p', 'w') AND {user schema}
                       AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid AND e.deptype IN ('e', 'i'))""".formatted(ARGUMENTS)),
            of(Kind.TRIGGER, """
                    SELECT c.nspname, c.relname, g.tgname, pg_get_triggerdef(g.oid) AS definition,
                           CASE g.tgenabled WHEN 'O' THEN NULL WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' ELSE 'always' END AS enabled
                      FROM {relations} JOIN pg_trigger g ON g.tgrelid = c.oid WHERE NOT g.tgisinternal AND g.tgparentid = 0"""),
            of(Kind.RULE, """
                    SELECT c.nspname, c.relname, r.rulename, pg_get_ruledef(r.oid) AS definition,
                           CASE r.ev_enabled WHEN 'O' THEN NULL WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' ELSE 'always' END AS enabled
                      FROM {relations} JOIN pg_rewrite r ON r.ev_class = c.oid WHERE r.rulename <> '_RETURN'"""),
            of(Kind.POLICY, """
                    SELECT c.nspname, c.relname, p.polname, p.polcmd::text AS command, CASE WHEN NOT p.polpermissive THEN '' END AS restrictive,
                           (SELECT string_agg(CASE WHEN r = 0 THEN 'public' ELSE r::regrole::text END, ', ' ORDER BY r) FROM unnest(p.polroles) r) AS roles,
                           pg_get_expr(p.polqual, p.polrelid) AS using, pg_get_expr(p.polwithcheck, p.polrelid) AS "with check"
                      FROM {relations} JOIN pg_policy p ON p.polrelid = c.oid"""),
            of(Kind.STATISTICS, """
                    SELECT n.nspname, '', s.stxname, pg_get_statisticsobjdef(s.oid) AS definition, nullif(s.stxstattarget, -1) AS target
                      FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace WHERE {user schema} AND %s""".formatted(own("pg_statistic_ext", "s.oid"))),
            of(Kind.COMMENT, """
                    SELECT '', '', o.type || ' ' || o.identity, d.description AS text
                      FROM pg_description d, LATERAL pg_identify_object(d.classoid, d.objoid, d.objsubid) o
                     WHERE d.objoid >= 16384 AND o.identity !~ '(flyway_schema_history|\\m_dbm_)' AND o.schema IS DISTINCT FROM 'pg_toast'
                       AND o.type IN ('schema', 'type', 'composite type', 'sequence', 'table', 'foreign table', 'table column', 'foreign table column', 'view', 'view column',
                                      'materialized view', 'materialized view column', 'table constraint', 'domain constraint', 'index', 'function', 'procedure',
                                      'trigger', 'rule', 'policy', 'statistics object', 'domain')
                       AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = d.classoid AND e.objid = d.objoid AND e.deptype = 'e')"""));
}
