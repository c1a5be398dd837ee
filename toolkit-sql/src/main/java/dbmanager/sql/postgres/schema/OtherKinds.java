package dbmanager.sql.postgres.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a {@link Catalog} does not hold. */
public final class OtherKinds {
    private static final List<String> NEVER = List.of(
            "rows", "order of columns", "owners", "rights (GRANT)", "versions of extensions", "comments on extensions");

    private static final int SHOWN = 3;

    /** Those that a database may have, by the plural of their kind; what belongs to an extension does not count. */
    private static final String THERE = """
            SELECT k.kind, k.name FROM (
                SELECT 'aggregates' AS kind, p.oid::regprocedure::text AS name, 'pg_proc'::regclass AS class, p.oid FROM pg_proc p WHERE p.prokind = 'a'
                UNION ALL SELECT 'event triggers', t.evtname, 'pg_event_trigger'::regclass, t.oid FROM pg_event_trigger t
                UNION ALL SELECT 'casts', c.castsource::regtype || ' AS ' || c.casttarget::regtype, 'pg_cast'::regclass, c.oid FROM pg_cast c
                UNION ALL SELECT 'operators', o.oid::regoperator::text, 'pg_operator'::regclass, o.oid FROM pg_operator o
                UNION ALL SELECT 'operator classes', o.opcname, 'pg_opclass'::regclass, o.oid FROM pg_opclass o
                UNION ALL SELECT 'collations', c.collname, 'pg_collation'::regclass, c.oid FROM pg_collation c
                UNION ALL SELECT 'conversions', c.conname, 'pg_conversion'::regclass, c.oid FROM pg_conversion c
                UNION ALL SELECT 'text search configurations', c.cfgname, 'pg_ts_config'::regclass, c.oid FROM pg_ts_config c
                UNION ALL SELECT 'text search dictionaries', d.dictname, 'pg_ts_dict'::regclass, d.oid FROM pg_ts_dict d
                UNION ALL SELECT 'foreign servers', s.srvname, 'pg_foreign_server'::regclass, s.oid FROM pg_foreign_server s
                UNION ALL SELECT 'foreign tables', c.relname, 'pg_class'::regclass, c.oid FROM pg_class c WHERE c.relkind = 'f'
                UNION ALL SELECT 'publications', p.pubname, 'pg_publication'::regclass, p.oid FROM pg_publication p
                UNION ALL SELECT 'languages', l.lanname, 'pg_language'::regclass, l.oid FROM pg_language l
                UNION ALL SELECT 'base types', t.typname, 'pg_type'::regclass, t.oid FROM pg_type t WHERE t.typtype = 'b' AND t.typcategory <> 'A'
                UNION ALL SELECT 'transforms', t.trftype::regtype::text, 'pg_transform'::regclass, t.oid FROM pg_transform t
                UNION ALL SELECT 'default privileges', d.defaclrole::regrole::text, 'pg_default_acl'::regclass, d.oid FROM pg_default_acl d
                UNION ALL SELECT 'large objects', 'number ' || m.oid, 'pg_largeobject_metadata'::regclass, m.oid FROM pg_largeobject_metadata m
            ) k
             WHERE k.oid >= 16384
               AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = k.class AND e.objid = k.oid AND e.deptype IN ('e', 'i'))
             ORDER BY 1, 2""";

    private static final String MORE_THAN_DUMPED = """
            SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_index i ON i.indexrelid = c.oid
             WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' AND (c.reltablespace <> 0 OR NOT i.indisvalid)""";

    private OtherKinds() {}

    /** Whether something has what no dump of ours brings along: a tablespace of its own, or an index that was left unfinished. */
    public static boolean isMoreThanDumped(Connection connection) throws SQLException {
        return Sql.number(connection, MORE_THAN_DUMPED) > 0;
    }

    /** For the reader: what is never compared, then what is there in one of these databases and is not. */
    public static List<String> notCompared(Map<String, Set<String>> found) {
        List<String> kinds = new ArrayList<>(NEVER);
        found.forEach((kind, names) -> kinds.add(kind + " ("
                + String.join(", ", names.stream().limit(SHOWN).toList())
                + (names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "") + ")"));
        return kinds;
    }

    /** Adds what is there, by kind. */
    public static void find(Connection connection, Map<String, Set<String>> into) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(THERE)) {
            while (rows.next()) {
                into.computeIfAbsent(rows.getString(1), kind -> new TreeSet<>()).add(rows.getString(2));
            }
        }
    }

    public static Map<String, Set<String>> none() {
        return new LinkedHashMap<>();
    }
}
