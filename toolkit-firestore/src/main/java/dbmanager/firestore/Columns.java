package dbmanager.firestore;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Value;
import dbmanager.exchange.Absent;
import dbmanager.exchange.Column;
import dbmanager.exchange.Row;
import dbmanager.exchange.Table;
import dbmanager.firestore.document.DocumentPath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A collection as a table: the column {@code id} is the path of a document below the collection ({@code 42}, or {@code 42/orders/7}), the others
 * are the fields at the top of its documents, by name. A field that would be taken for something else, {@code id} or one that begins with a
 * backtick, stands in backticks.
 */
final class Columns {
    static final String ID = "id";

    private final String collection;
    private final Set<String> fields = new TreeSet<>();
    private long documents;

    Columns(String collection) {
        this.collection = collection;
    }

    static Table withoutFields(String collection) {
        return new Columns(collection).table();
    }

    void add(Document document) {
        fields.addAll(document.getFieldsMap().keySet());
        documents++;
    }

    long documents() {
        return documents;
    }

    Table table() {
        List<Column> columns = new ArrayList<>();
        columns.add(new Column(ID, ""));
        fields.forEach(field -> columns.add(new Column(column(field), "")));
        return new Table(collection, columns, List.of(ID), true);
    }

    private static String column(String field) {
        return field.equals(ID) || field.startsWith("`") ? "`" + field + "`" : field;
    }

    /** The field that a column, which is not {@code id}, means. */
    static String field(String column) {
        return column.startsWith("`") && column.endsWith("`") && column.length() > 1
                ? column.substring(1, column.length() - 1)
                : column;
    }

    /** The document that a row of a table is. */
    static DocumentPath path(Table table, Row row) {
        return new DocumentPath(table.name() + '/' + row.get(0));
    }

    /** Documents on their way to rows of one table. */
    static final class Rows {
        private final String prefix;
        private final RowValues values;
        private final int size;
        private final Map<String, Integer> places = new HashMap<>();

        Rows(Table table, RowValues values) {
            this.prefix = table.name() + '/';
            this.values = values;
            List<String> names = table.columnNames();
            this.size = names.size();
            for (int i = 1; i < size; i++) {
                places.put(field(names.get(i)), i);
            }
        }

        Row of(Document document) {
            Object[] row = new Object[size];
            Arrays.fill(row, Absent.FIELD);
            row[0] = DocumentPath.of(document.getName()).text().substring(prefix.length());
            for (Map.Entry<String, Value> field : document.getFieldsMap().entrySet()) {
                Integer place = places.get(field.getKey());
                if (place != null) {
                    row[place] = values.of(field.getValue());
                }
            }
            return new Row(row);
        }
    }
}
