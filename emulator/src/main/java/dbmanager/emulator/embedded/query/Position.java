package dbmanager.emulator.embedded.query;

import com.google.firestore.v1.Cursor;
import com.google.firestore.v1.Value;
import dbmanager.emulator.embedded.model.DatabaseName;
import dbmanager.emulator.embedded.model.Key;
import dbmanager.emulator.embedded.model.Refused;
import dbmanager.emulator.embedded.model.ResourceName;
import dbmanager.emulator.embedded.model.ValueOrder;
import java.util.List;
import java.util.Optional;

/**
 * Where results start or end: just before or just after all that have these values in the fields they are ordered by.
 *
 * @param values of the first orders; not the name
 * @param key where the name is one of them, the last
 */
record Position(List<Order> orders, List<Value> values, Optional<Key> key, boolean before) {
    /**
     * @param orders all of the query
     * @param said how many of them the query says itself
     * @throws Refused INVALID_ARGUMENT where it has more values than the query says orders, or the wrong ones
     */
    static Position of(Cursor cursor, List<Order> orders, int said, DatabaseName database) {
        if (cursor.getValuesCount() > said) {
            throw Refused.invalid("Cursor has too many values.");
        }
        List<Order> ordered = orders.subList(0, cursor.getValuesCount());
        cursor.getValuesList().forEach(ValueOrder.Type::of);
        if (ordered.isEmpty() || !ordered.get(ordered.size() - 1).field().isName()) {
            return new Position(ordered, cursor.getValuesList(), Optional.empty(), cursor.getBefore());
        }
        int last = ordered.size() - 1;
        Key key = key(cursor.getValues(last), database);
        return new Position(ordered, cursor.getValuesList().subList(0, last), Optional.of(key), cursor.getBefore());
    }

    private static Key key(Value value, DatabaseName database) {
        if (!value.hasReferenceValue()) {
            throw Refused.invalid("Cursor __key__ value is not a document reference.");
        }
        ResourceName name = ResourceName.reference(value.getReferenceValue());
        if (!name.database().equals(database)) {
            throw Refused.invalid("The cursor key is in a different database than the query");
        }
        return name.key();
    }

    /** What it has for the first order; empty where that is another one. */
    Optional<Value> value(Order first) {
        return !values.isEmpty() && orders.get(0).equals(first) ? Optional.of(values.get(0)) : Optional.empty();
    }

    /** Whether the row comes after this. */
    boolean isBefore(Row row) {
        int compared = compare(row);
        return compared > 0 || (compared == 0 && before);
    }

    /** Whether the row comes before this. */
    boolean isAfter(Row row) {
        int compared = compare(row);
        return compared < 0 || (compared == 0 && !before);
    }

    /** The row against the values; it has all the fields. */
    private int compare(Row row) {
        for (int i = 0; i < orders.size(); i++) {
            Order order = orders.get(i);
            int ascending = order.field().isName()
                    ? row.key().compareTo(key.orElseThrow())
                    : Order.compare(row.value(order.field()).orElseThrow(), values.get(i));
            if (ascending != 0) {
                return order.descending() ? -ascending : ascending;
            }
        }
        return 0;
    }
}
