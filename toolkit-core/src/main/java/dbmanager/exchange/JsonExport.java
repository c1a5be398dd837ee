package dbmanager.exchange;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Writes tables as one JSON document, one row per line.
 *
 * <pre>
 * {
 * "exported_at": "2026-11-21T02:00:00Z",
 * "database": "live shop",
 * "products": [
 * {"id":1,"name":"Tea","price":4.5},
 * {"id":2,"name":"Coffee","price":12.0}
 * ],
 * "logs": []
 * }
 * </pre>
 *
 * A table that is called like one of the first two keys takes the key's place.
 */
final class JsonExport {
    /** The keys that are not tables; their values are strings, while a table is an array. */
    static final Set<String> ABOUT = Set.of("exported_at", "database");

    private final Utf8Out out;
    private boolean first = true;

    JsonExport(Utf8Out out) {
        this.out = out;
    }

    void begin(String database, Instant now, List<Table> tables) {
        out.ascii('{');
        about("exported_at", now.toString(), tables);
        about("database", database, tables);
    }

    /** @param plain for each column, which values need no mark */
    long table(Table table, List<Predicate<Object>> plain, Iterator<Row> rows, RowProgress progress) {
        key(table.name());
        byte[][] labels = labels(table);
        long count = 0;
        out.ascii('[');
        while (rows.hasNext()) {
            out.ascii(count == 0 ? "\n" : ",\n");
            row(labels, plain, rows.next());
            if (++count % Export.REPORT_EVERY == 0) {
                progress.at(table.name(), count, -1);
            }
        }
        out.ascii(count == 0 ? "]" : "\n]");
        return count;
    }

    void end() {
        out.ascii("\n}\n");
    }

    private void about(String key, String value, List<Table> tables) {
        if (tables.stream().noneMatch(table -> table.name().equals(key))) {
            key(key);
            out.json(value);
        }
    }

    private void key(String key) {
        out.ascii(first ? "\n" : ",\n");
        first = false;
        out.json(key);
        out.ascii(": ");
    }

    private void row(byte[][] labels, List<Predicate<Object>> plain, Row row) {
        char before = '{';
        for (int i = 0; i < labels.length; i++) {
            Object value = row.get(i);
            if (value != Absent.FIELD) {
                out.ascii(before);
                out.bytes(labels[i]);
                JsonOut.write(out, value == null || plain.get(i).test(value) ? value : new Exact(value));
                before = ',';
            }
        }
        out.ascii(before == '{' ? "{}" : "}");
    }

    /** The keys, encoded once. */
    private static byte[][] labels(Table table) {
        List<String> names = table.columnNames();
        byte[][] labels = new byte[names.size()][];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (JsonOut.text(names.get(i)) + ":").getBytes(StandardCharsets.UTF_8);
        }
        return labels;
    }
}
