package dbmanager.sql.sqlite.schema;

import dbmanager.sql.schema.Token;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Everything that a SQLite database defines, but for what SQLite, Flyway, db-manager and the modules of virtual tables keep for themselves.
 *
 * @param tables by folded name, in the order in which they were made
 * @param others indexes, views, triggers and virtual tables by kind and folded name
 */
public record Catalog(Map<String, TableDefinition> tables, Map<Definition.Kind, Map<String, Definition>> others) {

    /** SQLITE_ERROR, which is neither trouble with the disk nor damage (sqlite.org/rescode.html). */
    private static final int STATEMENTS_FAULT = 1;

    /** @param isBookkeeping which tables are not the user's, by name */
    public static Catalog read(Connection connection, Predicate<String> isBookkeeping) throws SQLException {
        Set<String> shadows = shadows(connection);
        Map<String, TableDefinition> tables = new LinkedHashMap<>();
        Map<Definition.Kind, Map<String, Definition>> others = new LinkedHashMap<>();
        List<Definition> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT type, name, tbl_name, sql FROM main.sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid")) {
            while (rows.next()) {
                String owner = rows.getString(3);
                if (isBookkeeping.test(owner) || shadows.contains(owner)) {
                    continue;
                }
                String sql = rows.getString(4);
                Definition.Kind kind = kind(rows.getString(1), sql);
                if (kind == null) {
                    TableDefinition table = TableDefinition.parse(sql);
                    tables.put(table.folded(), table);
                } else {
                    found.add(Definition.of(kind, rows.getString(2), Token.folded(owner), sql, List.of(), false));
                }
            }
        }
        for (Definition.Kind kind : Definition.Kind.values()) {
            others.put(kind, new LinkedHashMap<>());
        }
        for (Definition definition : found) {
            others.get(definition.kind()).put(definition.folded(), seen(definition, connection));
        }
        return new Catalog(tables, others);
    }

    /** No kind is a table. */
    private static Definition.Kind kind(String type, String sql) {
        return switch (type) {
            case "index" -> Definition.Kind.INDEX;
            case "view" -> Definition.Kind.VIEW;
            case "trigger" -> Definition.Kind.TRIGGER;
            default -> Token.of(sql).get(1).is("VIRTUAL") ? Definition.Kind.VIRTUAL_TABLE : null;
        };
    }

    private static Set<String> shadows(Connection connection) throws SQLException {
        Set<String> shadows = new HashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'")) {
            while (rows.next()) {
                shadows.add(rows.getString(1));
            }
        }
        return shadows;
    }

    /** With what only SQLite can say of it. */
    private static Definition seen(Definition raw, Connection connection) throws SQLException {
        if (raw.kind() == Definition.Kind.INDEX || raw.kind() == Definition.Kind.TRIGGER) {
            return raw;
        }
        List<String> columns = new ArrayList<>();
        try (PreparedStatement query =
                connection.prepareStatement("SELECT name FROM pragma_table_info(?, 'main') ORDER BY cid")) {
            query.setString(1, raw.name());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    columns.add(rows.getString(1));
                }
            }
            return Definition.of(raw.kind(), raw.name(), raw.owner(), raw.sql(), columns, false);
        } catch (SQLException e) {
            if ((e.getErrorCode() & 0xFF) != STATEMENTS_FAULT) {
                throw e;
            }
            return Definition.of(raw.kind(), raw.name(), raw.owner(), raw.sql(), List.of(), true);
        }
    }

    Map<String, Definition> of(Definition.Kind kind) {
        return others.get(kind);
    }

    Optional<TableDefinition> table(String name) {
        return Optional.ofNullable(tables.get(Token.folded(name)));
    }

    Stream<Definition> indexesOf(String table) {
        return of(Definition.Kind.INDEX).values().stream()
                .filter(index -> index.owner().equals(table));
    }

    /** With views, triggers, virtual tables and uncommon indexes of another one that this one does not mention, as far as what they stand on is here. */
    public Catalog withOthersOf(Catalog other) {
        Map<Definition.Kind, Map<String, Definition>> both = new LinkedHashMap<>();
        others.forEach((kind, own) -> {
            Map<String, Definition> all = new LinkedHashMap<>(own);
            other.of(kind).forEach((name, definition) -> {
                boolean standsHere = switch (kind) {
                    case INDEX -> definition.isUncommonIndex() && hasColumnsOf(definition, other);
                    case TRIGGER ->
                        tables.containsKey(definition.owner())
                                || both.getOrDefault(Definition.Kind.VIEW, Map.of())
                                        .containsKey(definition.owner());
                    case VIEW, VIRTUAL_TABLE -> true;
                };
                if (standsHere) {
                    all.putIfAbsent(name, definition);
                }
            });
            both.put(kind, all);
        });
        return new Catalog(tables, both);
    }

    private boolean hasColumnsOf(Definition index, Catalog other) {
        Optional<TableDefinition> here = Optional.ofNullable(tables.get(index.owner()));
        Optional<TableDefinition> there = Optional.ofNullable(other.tables.get(index.owner()));
        return here.isPresent()
                && there.isPresent()
                && there.get().columns().stream()
                        .map(ColumnDefinition::folded)
                        .filter(index.names()::contains)
                        .allMatch(name -> here.get().column(name).isPresent());
    }

    public boolean isEmpty() {
        return tables.isEmpty() && others.values().stream().allMatch(Map::isEmpty);
    }

    /** The statements that make all of it, in an order in which SQLite takes them. */
    public List<String> statements() {
        return Stream.concat(
                        tables.values().stream().map(TableDefinition::sql),
                        Stream.of(
                                        Definition.Kind.VIRTUAL_TABLE,
                                        Definition.Kind.INDEX,
                                        Definition.Kind.VIEW,
                                        Definition.Kind.TRIGGER)
                                .map(this::of)
                                .map(Map::values)
                                .flatMap(Collection::stream)
                                .map(Definition::sql))
                .toList();
    }
}
