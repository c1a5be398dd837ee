package dbmanager.emulator.embedded.query;

import com.google.firestore.v1.StructuredQuery;
import com.google.firestore.v1.Value;
import com.google.protobuf.ByteString;
import dbmanager.emulator.embedded.model.FieldPath;
import dbmanager.emulator.embedded.model.Refused;
import dbmanager.emulator.embedded.model.ValueOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** One field that results are ordered by. */
record Order(FieldPath field, boolean descending) {
    /** Queries see no more than this many bytes of a text, of bytes, or of an array or a map as it is encoded. */
    static final int CONSIDERED = 1500;

    private static final String AFTER_THE_KEY = "order by clause cannot contain more fields after the key";

    /**
     * The whole order of a query: what it says, then the fields of its inequalities, then the name; those in the direction of the last that was said.
     *
     * @throws Refused INVALID_ARGUMENT where a field comes twice, or another after the name
     */
    static List<Order> all(List<StructuredQuery.Order> said, Set<FieldPath> inequalities) {
        List<Order> orders = new ArrayList<>(said.size() + 1);
        for (StructuredQuery.Order order : said) {
            orders.add(new Order(
                    FieldPath.parse(order.getField().getFieldPath()),
                    order.getDirection() == StructuredQuery.Direction.DESCENDING));
        }
        Set<FieldPath> ordered = new HashSet<>();
        for (Order order : orders) {
            if (ordered.contains(FieldPath.NAME)) {
                throw Refused.invalid(AFTER_THE_KEY);
            }
            if (!ordered.add(order.field)) {
                throw Refused.invalid("order by clause cannot contain duplicate fields " + order.field.plain());
            }
        }
        boolean descending = !orders.isEmpty() && orders.get(orders.size() - 1).descending;
        for (FieldPath field : new TreeSet<>(inequalities)) {
            if (!field.isName() && ordered.add(field)) {
                orders.add(new Order(field, descending));
            }
        }
        if (ordered.add(FieldPath.NAME)) {
            orders.add(new Order(FieldPath.NAME, descending));
        } else if (!orders.get(orders.size() - 1).field.isName()) {
            throw Refused.invalid(AFTER_THE_KEY);
        }
        return List.copyOf(orders);
    }

    /** As {@link ValueOrder#compare}, of what queries consider of the values. */
    static int compare(Value a, Value b) {
        return isLarge(a) || isLarge(b)
                ? Arrays.compareUnsigned(considered(a), considered(b))
                : ValueOrder.compare(a, b);
    }

    /** Whether a query sees only the beginning of it. */
    static boolean isLarge(Value value) {
        return switch (value.getValueTypeCase()) {
            case STRING_VALUE -> value.getStringValueBytes().size() > CONSIDERED;
            case BYTES_VALUE -> value.getBytesValue().size() > CONSIDERED;
            case ARRAY_VALUE, MAP_VALUE ->
                value.getSerializedSize() > CONSIDERED / 4
                        && ValueOrder.encode(value, CONSIDERED + 1).length > CONSIDERED;
            default -> false;
        };
    }

    private static byte[] considered(Value value) {
        return ValueOrder.encode(
                isLarge(value) ? beginning(value) : value,
                value.hasStringValue() || value.hasBytesValue() ? Integer.MAX_VALUE : CONSIDERED);
    }

    private static Value beginning(Value value) {
        return switch (value.getValueTypeCase()) {
            case STRING_VALUE ->
                Value.newBuilder()
                        .setStringValueBytes(whole(value.getStringValueBytes()))
                        .build();
            case BYTES_VALUE ->
                Value.newBuilder()
                        .setBytesValue(value.getBytesValue().substring(0, CONSIDERED))
                        .build();
            default -> value;
        };
    }

    /** Cut before a character that would be cut in two. */
    private static ByteString whole(ByteString text) {
        int end = CONSIDERED;
        while ((text.byteAt(end) & 0xc0) == 0x80) {
            end--;
        }
        return text.substring(0, end);
    }

    int compare(Row a, Row b) {
        int ascending = field.isName()
                ? a.key().compareTo(b.key())
                : compare(a.value(field).orElseThrow(), b.value(field).orElseThrow());
        return descending ? -ascending : ascending;
    }

    static int compare(List<Order> orders, Row a, Row b) {
        for (Order order : orders) {
            int compared = order.compare(a, b);
            if (compared != 0) {
                return compared;
            }
        }
        return 0;
    }
}
