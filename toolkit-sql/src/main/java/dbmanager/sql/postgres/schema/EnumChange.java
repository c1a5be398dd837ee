package dbmanager.sql.postgres.schema;

import dbmanager.sql.postgres.schema.Definition.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An enum that loses values, or that gains some which are used at once: both can only be had with a new type, to which the columns go over. What
 * stands on the old one goes first, and is left to come again with the rest.
 */
final class EnumChange {
    private static final Pattern LABEL = Pattern.compile("'(?:[^']|'')*'");

    /**
     * What stands on a type and on the columns that have it, directly or through others: by what it is, as pg_identify_object says it. Indexes and
     * constraints stand on the type when they name one of its values; a plain index on a column follows it by itself.
     */
    private static final String DEPENDENTS = """
            WITH RECURSIVE found (classid, objid, objsubid, depth) AS (
                SELECT d.classid, d.objid, d.objsubid, 1 FROM pg_depend d
                 WHERE d.refclassid = 'pg_type'::regclass AND d.deptype <> 'i'
                   AND d.refobjid IN (SELECT unnest(ARRAY[t.oid, t.typarray]) FROM pg_type t WHERE t.oid = %s::regtype)
                UNION
                SELECT CASE WHEN v.oid IS NULL THEN d.classid ELSE 'pg_class'::regclass END, coalesce(v.oid, d.objid), CASE WHEN v.oid IS NULL THEN d.objsubid ELSE 0 END,
                       f.depth + 1
                  FROM found f
                  JOIN pg_depend d ON d.refclassid = f.classid AND d.refobjid = f.objid AND (f.objsubid = 0 OR d.refobjsubid = f.objsubid) AND d.deptype IN ('n', 'a')
                  LEFT JOIN pg_rewrite w ON d.classid = 'pg_rewrite'::regclass AND w.oid = d.objid
                  LEFT JOIN pg_class v ON v.oid = w.ev_class AND v.relkind IN ('v', 'm') AND w.rulename = '_RETURN'
                 WHERE f.depth < 50 AND NOT (v.oid IS NOT NULL AND v.oid = f.objid)
                   AND (f.objsubid = 0 OR d.classid IN ('pg_rewrite'::regclass, 'pg_policy'::regclass, 'pg_trigger'::regclass))
            ), things AS (
                SELECT CASE WHEN v.oid IS NULL THEN f.classid ELSE 'pg_class'::regclass END AS classid, coalesce(v.oid, f.objid) AS objid,
                       CASE WHEN v.oid IS NULL THEN f.objsubid ELSE 0 END AS objsubid, max(f.depth) AS depth
                  FROM found f
                  LEFT JOIN pg_rewrite w ON f.classid = 'pg_rewrite'::regclass AND w.oid = f.objid
                  LEFT JOIN pg_class v ON v.oid = w.ev_class AND w.rulename = '_RETURN'
                 GROUP BY 1, 2, 3
            )
            SELECT o.type, o.identity, t.depth,
                   CASE WHEN t.classid = 'pg_attrdef'::regclass THEN (SELECT d.adrelid::regclass || ' ALTER COLUMN ' || quote_ident(a.attname) FROM pg_attrdef d
                             JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum WHERE d.oid = t.objid)
                        WHEN t.classid = 'pg_constraint'::regclass THEN (SELECT k.conrelid::regclass || ' DROP CONSTRAINT ' || quote_ident(k.conname)
                             FROM pg_constraint k WHERE k.oid = t.objid AND k.conrelid <> 0)
                        WHEN t.objsubid > 0 THEN (SELECT a.attrelid::regclass || ' ALTER COLUMN ' || quote_ident(a.attname) FROM pg_attribute a
                             JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p', 'f') AND a.attinhcount = 0
                            WHERE a.attrelid = t.objid AND a.attnum = t.objsubid) END,
                   CASE WHEN t.objsubid > 0 THEN (SELECT quote_ident(a.attname) || CASE WHEN y.typcategory = 'A' THEN '::text[]' ELSE '::text' END
                             FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid WHERE a.attrelid = t.objid AND a.attnum = t.objsubid) END
              FROM things t, LATERAL pg_identify_object(t.classid, t.objid, t.objsubid) o ORDER BY t.depth DESC, o.identity""";

    private EnumChange() {}

    /** Whether ADD VALUE is not enough. */
    static boolean isNeeded(Difference difference, Definition from, Definition to) {
        List<String> before = labels(from);
        List<String> after = labels(to);
        List<String> kept = after.stream().filter(before::contains).toList();
        return !kept.equals(before)
                || after.stream()
                        .filter(label -> !before.contains(label))
                        .anyMatch(label -> isUsed(
                                label + "::" + to.key().schema() + "."
                                        + to.key().name(),
                                difference));
    }

    private static List<String> labels(Definition type) {
        List<String> labels = new ArrayList<>();
        Matcher matcher = LABEL.matcher(type.trait("values"));
        while (matcher.find()) {
            labels.add(matcher.group());
        }
        return labels;
    }

    private static boolean isUsed(String value, Difference difference) {
        return Stream.concat(
                        difference.added().stream(),
                        difference.kept().stream()
                                .filter(pair -> !pair.isLike())
                                .map(Difference.Pair::to))
                .flatMap(each -> each.traits().values().stream())
                .anyMatch(text -> text.replace("\"", "").contains(value.replace("\"", "")));
    }

    /** @param connection to a database that has the type as it was */
    static List<String> statements(Connection connection, Definition from, Definition to) throws SQLException {
        List<String> first = new ArrayList<>();
        List<String> conversions = new ArrayList<>();
        String name = to.key().sql();
        Address old = new Address(Kind.TYPE, to.key().schema(), "", to.key().name() + "_before");
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET search_path = pg_catalog");
            try (ResultSet rows = statement.executeQuery(
                    DEPENDENTS.formatted(Sql.literal(from.key().sql())))) {
                while (rows.next()) {
                    String type = rows.getString(1);
                    String identity = rows.getString(2);
                    String inTable = rows.getString(4);
                    switch (type) {
                        case "view",
                                "materialized view",
                                "function",
                                "procedure",
                                "index",
                                "policy",
                                "trigger",
                                "rule" -> first.add("DROP " + type.toUpperCase(Locale.ROOT) + " " + identity);
                        case "default value" -> first.add("ALTER TABLE " + inTable + " DROP DEFAULT");
                        case "table constraint" -> first.add("ALTER TABLE " + inTable);
                        case "table column" -> {
                            if (inTable != null) {
                                String text = rows.getString(5);
                                conversions.add("ALTER TABLE " + inTable + " TYPE " + name
                                        + (text.endsWith("[]") ? "[]" : "") + " USING " + text + "::" + name
                                        + (text.endsWith("[]") ? "[]" : ""));
                            }
                        }
                        default -> {} // the server will refuse to do without it, and the proof says so
                    }
                }
            }
        }
        List<String> all = new ArrayList<>(first);
        all.add("ALTER TYPE " + name + " RENAME TO " + Sql.quote(old.name()));
        all.add("CREATE TYPE " + name + " AS ENUM (" + to.trait("values") + ")");
        all.addAll(conversions);
        all.add("DROP TYPE " + old.sql());
        return all;
    }
}
