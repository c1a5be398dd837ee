package dbmanager.sql.sqlite.schema;

import dbmanager.sql.schema.Token;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A full-text table that changes its definition and keeps its rows. Only one that has its text itself can: from one that indexes the text of another
 * table, or keeps none (sqlite.org/fts5.html, 4.4), nothing can be read; and of other modules nobody knows what their rows mean.
 */
record VirtualCopy(Definition from, Definition to, List<String> columns) {
    static Optional<VirtualCopy> of(Definition from, Definition to) {
        List<String> columns =
                to.columns().stream().filter(from.columns()::contains).toList();
        boolean copies = from.kind() == Definition.Kind.VIRTUAL_TABLE
                && !columns.isEmpty()
                && hasItsText(from)
                && hasItsText(to);
        return copies ? Optional.of(new VirtualCopy(from, to, columns)) : Optional.empty();
    }

    private static boolean hasItsText(Definition table) {
        return table.names().stream().anyMatch(name -> name.matches("fts[345]"))
                && !table.names().contains("content");
    }

    String script() {
        String copy = Token.quote("__old_" + from.name());
        String names = columns.stream().map(Token::quote).collect(Collectors.joining(", "));
        return "CREATE TABLE " + copy + " AS SELECT rowid AS \"__rowid\", " + names + " FROM "
                + Token.quote(from.name())
                + ";\nDROP TABLE " + Token.quote(from.name()) + ";\n" + to.sql() + ";\nINSERT INTO "
                + Token.quote(to.name()) + " (rowid, " + names + ") SELECT \"__rowid\", " + names + " FROM " + copy
                + ";\nDROP TABLE " + copy + ";\n";
    }
}
