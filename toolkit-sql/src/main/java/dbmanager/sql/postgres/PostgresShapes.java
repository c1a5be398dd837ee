package dbmanager.sql.postgres;

import dbmanager.backend.TableShapes;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What the catalog of a server says of rows to come. */
record PostgresShapes(PostgresDatabase database) implements TableShapes {
    /** The choices are the labels of an enum, or what a CHECK of this column compares it with. */
    private static final String COLUMNS = """
            SELECT a.attname, a.attnotnull, a.atthasdef OR a.attidentity <> '', EXISTS (
                       SELECT 1 FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisunique AND i.indnkeyatts = 1 AND i.indkey[0] = a.attnum),
                   coalesce((SELECT array_agg(v.enumlabel::text ORDER BY v.enumsortorder) FROM pg_enum v WHERE v.enumtypid = a.atttypid),
                            (SELECT array_agg(replace(m[1], $x$''$x$, $x$'$x$)) FROM pg_constraint k, regexp_matches(pg_get_constraintdef(k.oid), $x$'((?:[^']|'')*)'::$x$, 'g') m
                              WHERE k.conrelid = a.attrelid AND k.contype = 'c' AND k.conkey = ARRAY[a.attnum]
                                AND pg_get_constraintdef(k.oid) LIKE '%= ANY%'))
              FROM pg_attribute a WHERE a.attrelid = ? AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum""";

    private static final String REFERENCES = """
            SELECT a.attname, n.nspname || '.' || c.relname, t.attname FROM pg_constraint k JOIN pg_class c ON c.oid = k.confrelid
              JOIN pg_namespace n ON n.oid = c.relnamespace
              JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
              JOIN pg_attribute t ON t.attrelid = k.confrelid AND t.attnum = k.confkey[1]
             WHERE k.conrelid = ? AND k.contype = 'f' AND cardinality(k.conkey) = 1""";

    @Override
    public List<Shape> shapes() {
        try (Connection connection = database.read()) {
            List<Relation> relations = PostgresSchema.relations(connection);
            List<Shape> shapes = new ArrayList<>();
            for (Relation relation : relations) {
                shapes.add(new Shape(
                        relation.table(), columns(connection, relation), references(connection, relation, relations)));
            }
            return shapes;
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    private static List<ColumnShape> columns(Connection connection, Relation relation) throws SQLException {
        List<ColumnShape> columns = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(COLUMNS)) {
            query.setLong(1, relation.oid());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    String name = rows.getString(1);
                    boolean generated = relation.columns().stream()
                            .noneMatch(column -> column.name().equals(name));
                    if (!generated) {
                        columns.add(new ColumnShape(
                                name,
                                relation.column(name).type(),
                                rows.getBoolean(2),
                                rows.getBoolean(3),
                                rows.getBoolean(4),
                                texts(rows.getArray(5))));
                    }
                }
            }
        }
        return columns;
    }

    private static List<String> texts(Array array) throws SQLException {
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }

    private static List<Reference> references(Connection connection, Relation relation, List<Relation> all)
            throws SQLException {
        List<Reference> references = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(REFERENCES)) {
            query.setLong(1, relation.oid());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    String parent = rows.getString(2);
                    String shown = all.stream()
                            .filter(other -> parent.equals(other.schema() + "." + other.name()))
                            .map(Relation::shown)
                            .findFirst()
                            .orElse(parent);
                    references.add(new Reference(rows.getString(1), shown, rows.getString(3)));
                }
            }
        }
        return references;
    }
}
