package dbmanager.exchange;

import dbmanager.problem.Problem;
import java.util.ArrayList;
import java.util.List;

/** One value that does not fit into memory in the way that the work needs it. */
public final class ValueTooLarge extends Problem {
    private static final long serialVersionUID = 1L;

    /** The most bytes or characters of a value that an import takes in again with the memory that the launcher gives it. */
    static final int LARGEST = 64 << 20;

    private ValueTooLarge(String where, String size, Throwable cause) {
        super(
                Kind.UNSUPPORTED,
                where + " is too large for this (" + size + ")",
                "nothing was written",
                "name the other tables and leave this one out, or keep it in a backup: `db-manager backup` takes values of every size",
                cause);
    }

    /**
     * @param name of the table
     * @param column of the value
     * @param key of its row, as far as it is known
     */
    public static ValueTooLarge unread(String name, String column, List<String> key, Throwable cause) {
        return new ValueTooLarge(where(name, column, key), "it does not fit into memory", cause);
    }

    /** @throws ValueTooLarge when the row has a value that no import would take in again */
    static void refuseIn(Table table, Row row) {
        for (int i = 0; i < table.columns().size(); i++) {
            Object value = row.get(i);
            int size = value instanceof byte[] bytes ? bytes.length : value instanceof String text ? text.length() : 0;
            if (size > LARGEST) {
                throw new ValueTooLarge(
                        where(table.name(), table.columnNames().get(i), key(table, row)),
                        "%,d bytes; at most %,d can be exported".formatted(size, LARGEST),
                        null);
            }
        }
    }

    private static List<String> key(Table table, Row row) {
        List<String> key = new ArrayList<>();
        for (int position : table.keyPositions()) {
            key.add(table.columnNames().get(position) + "=" + Brief.of(row.get(position)));
        }
        return key;
    }

    private static String where(String name, String column, List<String> key) {
        return "the value of " + column + " in " + name + (key.isEmpty() ? "" : " where " + String.join(", ", key));
    }
}
