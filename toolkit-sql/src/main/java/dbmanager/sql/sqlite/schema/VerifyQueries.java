package dbmanager.sql.sqlite.schema;

import dbmanager.backend.SchemaChange;
import dbmanager.sql.schema.Token;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Queries that return no row once a difference is gone; they say what is missing. */
public final class VerifyQueries {
    private VerifyQueries() {}

    public static String of(Difference difference) {
        List<String> queries = new ArrayList<>();
        for (Difference.Item item : difference.changes()) {
            SchemaChange change = item.change();
            boolean ofTable = change.kind().equals("constraint");
            boolean gone = change.deed() == SchemaChange.Deed.DROP && !ofTable;
            String object = (ofTable ? "table" : change.kind()) + " " + change.object();
            queries.add("SELECT " + Token.literal(object + (gone ? " is still there" : " is missing")) + "\n WHERE "
                    + (gone ? "" : "NOT ") + "EXISTS (" + found(difference, change) + ");\n");
        }
        return String.join("", queries.stream().distinct().toList());
    }

    private static String found(Difference difference, SchemaChange change) {
        if (!change.kind().equals("column")) {
            String type = change.kind().equals("virtual table") || change.kind().equals("constraint")
                    ? "table"
                    : change.kind();
            return "SELECT 1 FROM sqlite_master WHERE type = " + Token.literal(type) + " AND name = "
                    + Token.literal(change.object()) + " COLLATE NOCASE";
        }
        TableDefinition table = difference.tableChanges().stream()
                .map(TableChange::to)
                .filter(each -> change.object().startsWith(each.name() + "."))
                .max(Comparator.comparingInt(each -> each.name().length()))
                .orElseThrow();
        String column = change.object().substring(table.name().length() + 1);
        return "SELECT 1 FROM pragma_table_xinfo(" + Token.literal(table.name()) + ") WHERE name = "
                + Token.literal(column) + " COLLATE NOCASE";
    }
}
