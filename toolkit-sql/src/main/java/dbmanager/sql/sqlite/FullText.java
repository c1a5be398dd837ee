package dbmanager.sql.sqlite;

import static dbmanager.sql.sqlite.SqliteSchema.literal;
import static dbmanager.sql.sqlite.SqliteSchema.quote;

import dbmanager.exchange.Column;
import dbmanager.exchange.Table;
import dbmanager.sql.schema.Token;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A virtual table that shows what rows of others are made of, and has none of its own: an index of full text over a table or view ({@code content=users}),
 * one that keeps no text ({@code content=''}), or the words of such an index (sqlite.org/fts5.html, 4.4 and "The fts5vocab Virtual Table Module";
 * sqlite.org/fts3.html, 6.2). An index that keeps the text itself is a table like others.
 *
 * @param source the table or view whose text it is; empty where the text is nowhere, or the index belongs to another one
 */
record FullText(String name, String module, Optional<String> source, String definition) {
    private static final List<String> WORDS = List.of("fts5vocab", "fts4aux", "fts3aux");
    private static final String CONTENT = "content";
    private static final String VIRTUAL =
            "SELECT name, sql FROM main.sqlite_schema WHERE type = 'table' AND sql LIKE 'create virtual%' ORDER BY name";

    /** By which name each module has the id of a row, and no column of a user has it. */
    private static final Map<String, String> ROW_IDS = Map.of("fts3", "docid", "fts4", "docid", "fts5", "rowid");

    /**
     * These tables, of which each that keeps a text itself has one column more, for the ids of its rows: they are no column of it and stay what they are
     * all the same, so others find its rows by them (sqlite.org/fts3.html, 1.2; sqlite.org/fts5.html, 3.1).
     */
    static List<Table> withRowIds(Connection connection, List<Table> tables) throws SQLException {
        Map<String, String> ids = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(VIRTUAL)) {
            while (rows.next()) {
                String name = rows.getString(1);
                String definition = rows.getString(2);
                if (of(name, definition).isEmpty()) {
                    module(Token.of(definition)).map(ROW_IDS::get).ifPresent(id -> ids.put(name, id));
                }
            }
        }
        return tables.stream()
                .map(table -> ids.containsKey(table.name()) ? withRowId(table, ids.get(table.name())) : table)
                .toList();
    }

    private static Table withRowId(Table table, String name) {
        List<Column> columns = new ArrayList<>(table.columns());
        columns.add(0, new Column(name, "INTEGER", true));
        return new Table(table.name(), columns, table.key());
    }

    static List<FullText> withoutRows(Connection connection) throws SQLException {
        List<FullText> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(VIRTUAL)) {
            while (rows.next()) {
                of(rows.getString(1), rows.getString(2)).ifPresent(found::add);
            }
        }
        return found;
    }

    /** Empty where it is none of these. */
    static Optional<FullText> of(String name, String definition) {
        List<Token> tokens = Token.of(definition);
        return module(tokens)
                .flatMap(module -> WORDS.contains(module)
                        ? Optional.of(new FullText(name, module, Optional.empty(), definition))
                        : content(module, tokens.subList(using(tokens) + 2, tokens.size()))
                                .map(content -> new FullText(
                                        name,
                                        module,
                                        Optional.of(content).filter(text -> !text.isEmpty()),
                                        definition)));
    }

    private static int using(List<Token> definition) {
        int using = 0;
        while (using < definition.size() && !definition.get(using).is("USING")) {
            using++;
        }
        return using;
    }

    private static Optional<String> module(List<Token> definition) {
        int place = using(definition) + 1;
        return place < definition.size()
                ? Optional.of(Token.folded(definition.get(place).name()))
                : Optional.empty();
    }

    private static Optional<String> content(String module, List<Token> arguments) {
        for (int i = 1; i + 1 < arguments.size(); i++) {
            boolean first = arguments.get(i - 1).is("(") || arguments.get(i - 1).is(",");
            if (first
                    && isContent(module, arguments.get(i))
                    && arguments.get(i + 1).is("=")) {
                boolean given = i + 2 < arguments.size() && arguments.get(i + 2).isName();
                return Optional.of(given ? arguments.get(i + 2).name() : "");
            }
        }
        return Optional.empty();
    }

    /** FTS5 takes the beginning of an option for the whole of it (fts5_config.c); FTS3 has no options. */
    private static boolean isContent(String module, Token option) {
        String word = option.text().toLowerCase(Locale.ROOT);
        return switch (module) {
            case "fts4" -> word.equals(CONTENT);
            case "fts5" -> CONTENT.startsWith(word);
            default -> false;
        };
    }

    boolean isOver(String table) {
        return source.filter(table::equalsIgnoreCase).isPresent();
    }

    /** Forgets what it knows of rows that nobody has any more. One with a source is {@linkplain #rebuild built again} when it has its rows. */
    void clear(Statement statement) throws SQLException {
        if (source.isPresent() || WORDS.contains(module)) {
            return;
        }
        if (module.equals("fts5")) {
            command(statement, "delete-all");
        } else {
            statement.executeUpdate("DROP TABLE main." + quote(name));
            statement.executeUpdate(definition);
        }
    }

    /** Reads all of its source again, if it has one. */
    void rebuild(Statement statement) throws SQLException {
        if (source.isPresent()) {
            command(statement, "rebuild");
        }
    }

    private void command(Statement statement, String word) throws SQLException {
        statement.executeUpdate(
                "INSERT INTO main." + quote(name) + " (" + quote(name) + ") VALUES (" + literal(word) + ")");
    }
}
