package dbmanager.sql.postgres.schema;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Queries that return no row once a difference is gone; they say what is missing. */
public final class VerifyQueries {
    private VerifyQueries() {}

    public static String of(Difference difference) {
        List<Address> there = new ArrayList<>();
        difference.added().forEach(each -> there.add(each.key()));
        difference.kept().stream()
                .filter(pair -> !pair.isLike())
                .forEach(pair -> there.add(pair.to().key()));
        Set<String> queries = new LinkedHashSet<>();
        there.forEach(key -> query(difference, key, "is missing", "NOT ", queries));
        difference.dropped().forEach(each -> query(difference, each.key(), "is still there", "", queries));
        return String.join("", queries);
    }

    private static void query(Difference difference, Address key, String complaint, String not, Set<String> into) {
        String found = found(key);
        if (!found.isEmpty()) {
            String object = key.kind().word() + " " + difference.from().shown(key);
            into.add("SELECT " + Sql.literal(Script.line(object) + " " + complaint) + "\n WHERE " + not + "EXISTS ("
                    + found + ");\n");
        }
    }

    /** Where the information is one look away; empty for comments and rules, whose text is all they are. */
    private static String found(Address key) {
        String schema = Sql.literal(key.schema());
        String owner = Sql.literal(key.owner());
        String name = Sql.literal(key.name());
        String relation =
                "SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace";
        String inTable = " WHERE n.nspname = " + schema + " AND c.relname = " + owner + " AND ";
        return switch (key.kind()) {
            case SCHEMA -> "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = " + name;
            case EXTENSION -> "SELECT 1 FROM pg_catalog.pg_extension WHERE extname = " + name;
            case TYPE ->
                "SELECT 1 FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace WHERE n.nspname = "
                        + schema + " AND t.typname = " + name;
            case SEQUENCE ->
                relation + " WHERE n.nspname = " + schema + " AND c.relname = " + name
                        + " AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass"
                        + " AND d.objid = c.oid AND d.deptype = 'i')";
            case TABLE, INDEX, VIEW -> relation + " WHERE n.nspname = " + schema + " AND c.relname = " + name;
            case COLUMN ->
                relation + " JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid" + inTable + "a.attname = " + name;
            case CONSTRAINT ->
                relation + " JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid" + inTable + "k.conname = " + name;
            case TRIGGER ->
                relation + " JOIN pg_catalog.pg_trigger g ON g.tgrelid = c.oid" + inTable + "g.tgname = " + name;
            case POLICY ->
                relation + " JOIN pg_catalog.pg_policy p ON p.polrelid = c.oid" + inTable + "p.polname = " + name;
            case FUNCTION ->
                "SELECT 1 FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = "
                        + schema
                        + " AND p.proname || '(' || " + CatalogQuery.ARGUMENTS + " || ')' = "
                        + name;
            case STATISTICS ->
                "SELECT 1 FROM pg_catalog.pg_statistic_ext s JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace WHERE n.nspname = "
                        + schema + " AND s.stxname = " + name;
            case RULE, COMMENT -> "";
        };
    }
}
