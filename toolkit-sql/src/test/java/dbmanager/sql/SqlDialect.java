package dbmanager.sql;

import dbmanager.backend.Dialect;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The contract's statements in SQL, which both engines understand.
 *
 * @param number the type of a column for whole numbers
 * @param columns of the tables that were created, besides their ids
 */
public record SqlDialect(String number, Map<String, List<String>> columns) implements Dialect {
    public static SqlDialect withNumbersOf(String type) {
        return new SqlDialect(type, new HashMap<>());
    }

    @Override
    public String extension() {
        return "sql";
    }

    @Override
    public String create(String table, String... names) {
        columns.put(table, List.of(names));
        return "CREATE TABLE " + table + " (id " + number + " PRIMARY KEY"
                + Stream.of(names).map(column -> ", " + column + " TEXT").collect(Collectors.joining()) + ");";
    }

    @Override
    public Optional<String> createReferring(String table, String column, String parent) {
        return Optional.of("CREATE TABLE " + table + " (id " + number + " PRIMARY KEY, " + column + " " + number
                + " NOT NULL REFERENCES " + parent + " (id));");
    }

    @Override
    public String drop(String table) {
        return "DROP TABLE " + table + ";";
    }

    @Override
    public String insert(String table, long id, String... texts) {
        return "INSERT INTO " + table + values(id, texts) + ";";
    }

    @Override
    public String put(String table, long id, String... texts) {
        String changes = columns.get(table).stream()
                .map(column -> column + " = excluded." + column)
                .collect(Collectors.joining(", "));
        return "INSERT INTO " + table + values(id, texts) + " ON CONFLICT (id) DO UPDATE SET " + changes + ";";
    }

    private static String values(long id, String... texts) {
        return " VALUES (" + id
                + Stream.of(texts).map(text -> ", '" + text + "'").collect(Collectors.joining()) + ")";
    }

    @Override
    public String delete(String table, long id) {
        return "DELETE FROM " + table + " WHERE id = " + id + ";";
    }

    @Override
    public String find(String table, long id) {
        return "SELECT * FROM " + table + " WHERE id = " + id + ";";
    }

    @Override
    public String nonsense() {
        return "MAKE IT SO;";
    }
}
