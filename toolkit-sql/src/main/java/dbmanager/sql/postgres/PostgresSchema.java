package dbmanager.sql.postgres;

import dbmanager.exchange.Content.Definition;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What stands in the catalog of a database: its users' tables and what else they defined. Neither bookkeeping nor parts of extensions. */
final class PostgresSchema {
    /** Of {@code pg_class c}: not part of an extension. */
    private static final String OWN =
            "NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')";

    private static final String TABLES = """
            WITH RECURSIVE base (domain, type, modifier) AS (
                SELECT oid, oid, -1 FROM pg_type WHERE typtype <> 'd'
                UNION ALL
                SELECT d.oid, b.type, CASE WHEN d.typtypmod >= 0 THEN d.typtypmod ELSE b.modifier END
                  FROM pg_type d JOIN base b ON b.domain = d.typbasetype WHERE d.typtype = 'd'
            )
            SELECT c.oid, n.nspname, c.relname, n.nspname = current_schema(), c.relkind = 'p',
                   a.attname, format_type(a.atttypid, a.atttypmod), t.typname,
                   CASE WHEN a.atttypmod >= 0 THEN a.atttypmod ELSE base.modifier END, t.typcategory = 'A', a.attidentity = 'a',
                   a.attidentity <> '' OR coalesce(pg_get_expr(f.adbin, f.adrelid), '') LIKE 'nextval(%%',
                   array_position(i.indkey::smallint[], a.attnum) AS place
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND %3$s = ''
              LEFT JOIN base ON base.domain = a.atttypid
              LEFT JOIN pg_type t ON t.oid = base.type
              LEFT JOIN pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
              LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
             WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't' AND %1$s AND %2$s
               AND c.relname NOT IN %4$s
             ORDER BY n.nspname, c.relname, a.attnum""";

    private static final int FIRST_WITH_GENERATED_COLUMNS = 12;

    private PostgresSchema() {}

    /** The users' tables by name. */
    static List<Relation> relations(Connection connection) throws SQLException {
        boolean generated = connection.getMetaData().getDatabaseMajorVersion() >= FIRST_WITH_GENERATED_COLUMNS;
        String sql = TABLES.formatted(Catalog.USER_SCHEMA, OWN, generated ? "a.attgenerated" : "''", Bookkeeping.NAMES);
        Map<Long, Building> found = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                Building building = found.get(rows.getLong(1));
                if (building == null) {
                    building = new Building(rows);
                    found.put(rows.getLong(1), building);
                }
                building.add(rows);
            }
        }
        return found.values().stream()
                .map(Building::relation)
                .sorted(Comparator.comparing(Relation::shown))
                .toList();
    }

    private static final class Building {
        private final long oid;
        private final String schema;
        private final String name;
        private final boolean current;
        private final boolean partitioned;
        private final List<Relation.Attribute> columns = new ArrayList<>();
        private final Map<Integer, String> key = new TreeMap<>();

        Building(ResultSet row) throws SQLException {
            oid = row.getLong(1);
            schema = row.getString(2);
            name = row.getString(3);
            current = row.getBoolean(4);
            partitioned = row.getBoolean(5);
        }

        void add(ResultSet row) throws SQLException {
            String column = row.getString(6);
            if (column == null) {
                return; // a table without columns
            }
            columns.add(new Relation.Attribute(
                    column,
                    row.getString(7),
                    row.getString(8),
                    row.getInt(9),
                    row.getBoolean(10),
                    row.getBoolean(11),
                    row.getBoolean(12)));
            int place = row.getInt(13);
            if (!row.wasNull()) {
                key.put(place, column);
            }
        }

        Relation relation() {
            String shown = current ? name : schema + "." + name;
            return new Relation(oid, schema, name, shown, partitioned, columns, List.copyOf(key.values()));
        }
    }

    static Optional<Relation> find(List<Relation> relations, String shown) {
        return relations.stream()
                .filter(relation -> relation.shown().equals(shown))
                .findFirst();
    }

    /** Everything that is not a row, as the server itself writes it. */
    static List<Definition> definitions(Connection connection) throws SQLException {
        boolean generated = connection.getMetaData().getDatabaseMajorVersion() >= FIRST_WITH_GENERATED_COLUMNS;
        String sql =
                DEFINITIONS.formatted(Catalog.USER_SCHEMA, OWN, Bookkeeping.NAMES, generated ? "a.attgenerated" : "''");
        List<Definition> definitions = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                definitions.add(new Definition(rows.getString(1), rows.getString(2), rows.getString(3)));
            }
        }
        definitions.sort(Comparator.comparing(Definition::name)
                .thenComparing(Definition::kind)
                .thenComparing(Definition::text));
        return definitions;
    }

    private static final String DEFINITIONS = """
            WITH names AS (
                SELECT c.oid, c.relkind, CASE WHEN n.nspname = current_schema() THEN '' ELSE n.nspname || '.' END AS prefix, c.relname
                  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                 WHERE %1$s AND %2$s AND c.relpersistence <> 't' AND c.relname NOT IN %3$s
            )
            SELECT 'table', prefix || relname, coalesce((
                       SELECT string_agg(format('%%I %%s', a.attname, format_type(a.atttypid, a.atttypmod))
                              || CASE WHEN a.attcollation <> t.typcollation THEN ' COLLATE ' || a.attcollation::regcollation ELSE '' END
                              || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
                              || CASE a.attidentity WHEN 'a' THEN ' GENERATED ALWAYS AS IDENTITY'
                                      WHEN 'd' THEN ' GENERATED BY DEFAULT AS IDENTITY' ELSE '' END
                              || CASE WHEN %4$s <> '' THEN ' GENERATED ALWAYS AS (' || pg_get_expr(d.adbin, d.adrelid)
                                           || CASE %4$s WHEN 'v' THEN ') VIRTUAL' ELSE ') STORED' END
                                      WHEN d.adbin IS NOT NULL THEN ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) ELSE '' END,
                              ', ' ORDER BY a.attnum)
                         FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
                         LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                        WHERE a.attrelid = names.oid AND a.attnum > 0 AND NOT a.attisdropped), '')
                   || CASE WHEN relkind = 'p' THEN ' PARTITION BY ' || pg_get_partkeydef(oid) ELSE '' END
              FROM names WHERE relkind IN ('r', 'p', 'f')
            UNION ALL
            SELECT CASE k.contype WHEN 'f' THEN 'foreign key' WHEN 'c' THEN 'check' WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique'
                   ELSE 'constraint' END, prefix || relname || '.' || k.conname, pg_get_constraintdef(k.oid)
              FROM names JOIN pg_constraint k ON k.conrelid = names.oid WHERE relkind IN ('r', 'p', 'f') AND k.contype IN ('f', 'c', 'p', 'u', 'x')
            UNION ALL
            SELECT 'index', prefix || relname, pg_get_indexdef(oid) FROM names
             WHERE relkind IN ('i', 'I') AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = names.oid)
               AND NOT EXISTS (SELECT 1 FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
                                WHERE i.indexrelid = names.oid AND c.relname IN %3$s)
            UNION ALL
            SELECT CASE relkind WHEN 'v' THEN 'view' ELSE 'materialized view' END, prefix || relname, pg_get_viewdef(oid) FROM names
             WHERE relkind IN ('v', 'm')
            UNION ALL
            SELECT 'sequence', prefix || relname, format('%%s START %%s INCREMENT %%s MIN %%s MAX %%s CYCLE %%s',
                   format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcycle)
              FROM names JOIN pg_sequence s ON s.seqrelid = names.oid
            UNION ALL
            SELECT 'trigger', prefix || relname || '.' || g.tgname, pg_get_triggerdef(g.oid)
              FROM names JOIN pg_trigger g ON g.tgrelid = names.oid WHERE NOT g.tgisinternal
            UNION ALL
            SELECT 'function', CASE WHEN n.nspname = current_schema() THEN '' ELSE n.nspname || '.' END || p.proname
                   || '(' || pg_get_function_identity_arguments(p.oid) || ')', pg_get_functiondef(p.oid)
              FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
             WHERE %1$s AND p.prokind IN ('f', 'p')
               AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid AND e.deptype = 'e')
            UNION ALL
            SELECT 'type', CASE WHEN n.nspname = current_schema() THEN '' ELSE n.nspname || '.' END || t.typname,
                   CASE t.typtype WHEN 'e' THEN 'ENUM (' || (SELECT string_agg(quote_literal(v.enumlabel), ', ' ORDER BY v.enumsortorder)
                                                           FROM pg_enum v WHERE v.enumtypid = t.oid) || ')'
                        ELSE 'DOMAIN ' || format_type(t.typbasetype, t.typtypmod) || coalesce(' ' || (
                             SELECT string_agg(pg_get_constraintdef(k.oid), ' ' ORDER BY k.conname) FROM pg_constraint k
                              WHERE k.contypid = t.oid), '') END
              FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
             WHERE %1$s AND t.typtype IN ('e', 'd')
               AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid AND e.deptype = 'e')
            UNION ALL
            SELECT 'extension', extname, extversion FROM pg_extension WHERE extname <> 'plpgsql'""";
}
