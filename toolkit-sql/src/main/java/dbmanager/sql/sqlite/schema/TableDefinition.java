package dbmanager.sql.sqlite.schema;

import dbmanager.sql.schema.Token;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A table as its {@code CREATE TABLE} says.
 *
 * @param sql as SQLite keeps it
 * @param body of that text, what stands behind the table's name
 * @param options {@code WITHOUT ROWID}, {@code STRICT}
 */
record TableDefinition(
        String name,
        String sql,
        String body,
        List<ColumnDefinition> columns,
        List<Constraint> constraints,
        Set<String> options) {

    static TableDefinition parse(String sql) {
        return new TableParser(sql).parse();
    }

    String folded() {
        return Token.folded(name);
    }

    Optional<ColumnDefinition> column(String folded) {
        return columns.stream().filter(column -> column.folded().equals(folded)).findFirst();
    }

    /** Sorted, so that two can be compared. */
    List<String> constraintTexts() {
        return constraints.stream().map(Constraint::text).sorted().toList();
    }

    boolean isAutoincrement() {
        return constraints.stream()
                .anyMatch(each -> each.kind() == Constraint.Kind.PRIMARY_KEY
                        && each.text().endsWith("autoincrement"));
    }

    /** Whether its rows have an id that no column shows. */
    boolean hasHiddenRowId() {
        Set<String> names = columns.stream().map(ColumnDefinition::folded).collect(Collectors.toSet());
        return !options.contains("WITHOUT ROWID")
                && Set.of("rowid", "oid", "_rowid_").stream().noneMatch(names::contains)
                && rowIdAlias().isEmpty();
    }

    /** The column that is the row id, and gets a value by itself. */
    Optional<ColumnDefinition> rowIdAlias() {
        return columns.stream()
                .filter(column -> column.type().equals("INTEGER")
                        && constraints.stream()
                                .anyMatch(each -> each.kind() == Constraint.Kind.PRIMARY_KEY
                                        && each.text()
                                                .matches("(?s)(constraint .*)?primary key \\(\\Q"
                                                        + Canonical.name(column.name()) + "\\E\\).*")))
                .findFirst();
    }

    /** Whether a row must bring a value for it, since it gets none by itself. */
    boolean wantsValue(ColumnDefinition column) {
        return column.notNull().isPresent()
                && column.defaultText().isEmpty()
                && !column.isGenerated()
                && !rowIdAlias().equals(Optional.of(column));
    }

    /** For a table that has another name at first: what it says of itself follows that name, and comes back when SQLite renames the table. */
    String bodyAs(String otherName) {
        StringBuilder text = new StringBuilder();
        List<Token> tokens = Token.all(body);
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            boolean qualifies = token.isName()
                    && i + 1 < tokens.size()
                    && tokens.get(i + 1).is(".")
                    && Token.folded(token.name()).equals(folded());
            text.append(qualifies ? Token.quote(otherName) : token.text());
        }
        return text.toString();
    }

    boolean says(String word) {
        return Token.of(body).stream().anyMatch(token -> token.is(word));
    }
}
