package dbmanager.sql.sqlite;

import static dbmanager.sql.sqlite.SqliteSchema.literal;

import dbmanager.backend.TableShapes;
import dbmanager.exchange.Table;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the catalog of a SQLite database says of rows to come. */
record SqliteShapes(SqliteDatabase database) implements TableShapes {
    private static final Pattern TEXT = Pattern.compile("'((?:[^']|'')*)'");

    @Override
    public List<Shape> shapes() {
        try (Connection connection = database.read();
                Statement statement = connection.createStatement()) {
            List<Shape> shapes = new ArrayList<>();
            List<Table> tables = SqliteSchema.tables(connection);
            for (Table table : tables) {
                shapes.add(new Shape(table, columns(statement, table), references(statement, table, tables)));
            }
            return shapes;
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    private static List<ColumnShape> columns(Statement statement, Table table) throws SQLException {
        Set<String> unique = unique(statement, table);
        String sql = definition(statement, table);
        List<ColumnShape> columns = new ArrayList<>();
        try (ResultSet rows =
                statement.executeQuery("SELECT name, type, \"notnull\", dflt_value IS NOT NULL FROM pragma_table_xinfo("
                        + literal(table.name()) + ") WHERE hidden = 0")) {
            while (rows.next()) {
                String name = rows.getString(1);
                boolean onlyKey = table.key().equals(List.of(name));
                columns.add(new ColumnShape(
                        name,
                        rows.getString(2),
                        rows.getBoolean(3) || table.key().contains(name),
                        rows.getBoolean(4),
                        onlyKey || unique.contains(name),
                        choices(sql, name)));
            }
        }
        return columns;
    }

    private static Set<String> unique(Statement statement, Table table) throws SQLException {
        Set<String> unique = new HashSet<>();
        try (ResultSet rows = statement.executeQuery("SELECT min(c.name) FROM pragma_index_list("
                + literal(table.name())
                + ") i, pragma_index_info(i.name) c WHERE i.\"unique\" GROUP BY i.name HAVING count(*) = 1")) {
            while (rows.next()) {
                unique.add(rows.getString(1));
            }
        }
        return unique;
    }

    private static String definition(Statement statement, Table table) throws SQLException {
        try (ResultSet row = statement.executeQuery(
                "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = " + literal(table.name()))) {
            return row.next() ? Optional.ofNullable(row.getString(1)).orElse("") : "";
        }
    }

    /** Of {@code CHECK (status IN ('new', 'paid'))}; what else a CHECK wants, the database says itself. */
    private static List<String> choices(String sql, String column) {
        Matcher check = Pattern.compile(
                        "(?i)CHECK\\s*\\(\\s*\"?" + Pattern.quote(column) + "\"?\\s+IN\\s*\\((?<choices>[^)]*)\\)")
                .matcher(sql);
        return check.find()
                ? TEXT.matcher(check.group("choices"))
                        .results()
                        .map(text -> text.group(1).replace("''", "'"))
                        .toList()
                : List.of();
    }

    private static List<Reference> references(Statement statement, Table table, List<Table> all) throws SQLException {
        List<Reference> references = new ArrayList<>();
        try (ResultSet rows =
                statement.executeQuery("SELECT min(\"from\"), min(\"table\"), min(\"to\") FROM pragma_foreign_key_list("
                        + literal(table.name()) + ") GROUP BY id HAVING count(*) = 1")) {
            while (rows.next()) {
                reference(rows.getString(1), rows.getString(2), rows.getString(3), all)
                        .ifPresent(references::add);
            }
        }
        return references;
    }

    /**
     * With the names as the database spells them; empty where they lead to no column, so that SQLite takes no row anyhow.
     *
     * @param column that is meant; null for the primary key (sqlite.org/foreignkeys.html, 3)
     */
    private static Optional<Reference> reference(String from, String parent, String column, List<Table> all) {
        return all.stream()
                .filter(table -> table.name().equalsIgnoreCase(parent))
                .findFirst()
                .flatMap(table -> target(table, column).map(target -> new Reference(from, table.name(), target)));
    }

    private static Optional<String> target(Table table, String column) {
        if (column == null) {
            return table.key().size() == 1 ? Optional.of(table.key().get(0)) : Optional.empty();
        }
        return table.columnNames().stream().filter(column::equalsIgnoreCase).findFirst();
    }
}
