package dbmanager.emulator.embedded.query;

import com.google.firestore.v1.StructuredAggregationQuery;
import com.google.firestore.v1.Value;
import com.google.protobuf.NullValue;
import dbmanager.emulator.embedded.model.FieldPath;
import dbmanager.emulator.embedded.model.Refused;
import dbmanager.emulator.embedded.model.Reserved;
import dbmanager.emulator.embedded.model.ResourceName;
import dbmanager.emulator.embedded.store.Snapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Numbers about the result of a query: how many there are, sums, averages. */
public final class Aggregation {
    private static final int MOST = 5;

    private final Query query;
    private final List<Column> columns;

    /** @param most a count goes no further */
    private record Column(String alias, Kind kind, Optional<FieldPath> field, long most) {}

    private enum Kind {
        COUNT,
        SUM,
        AVERAGE
    }

    private Aggregation(Query query, List<Column> columns) {
        this.query = query;
        this.columns = columns;
    }

    /**
     * @param parent where its collections are
     * @throws Refused INVALID_ARGUMENT with the text of production, for whatever it would not run
     */
    public static Aggregation of(StructuredAggregationQuery asked, ResourceName parent) {
        Query query = Query.of(asked.getStructuredQuery(), parent);
        if (asked.getAggregationsCount() == 0) {
            throw Refused.invalid("Aggregations can not be empty.");
        }
        if (asked.getAggregationsCount() > MOST) {
            throw Refused.invalid("The maximum number of aggregations allowed in an aggregation query is " + MOST
                    + ". Received: " + asked.getAggregationsCount());
        }
        List<Column> columns = new ArrayList<>();
        Set<String> aliases = new HashSet<>();
        int unnamed = 0;
        for (StructuredAggregationQuery.Aggregation one : asked.getAggregationsList()) {
            String alias = one.getAlias().isEmpty() ? "field_" + ++unnamed : one.getAlias();
            if (Reserved.is(alias)) {
                throw Refused.invalid("The property.name \"" + alias + "\" is reserved.");
            }
            if (!aliases.add(alias)) {
                throw Refused.invalid("Aggregation aliases contain duplicate alias: " + alias + ".");
            }
            columns.add(column(alias, one));
        }
        Aggregation aggregation = new Aggregation(query, columns);
        query.checkAggregated(aggregation.fields());
        return aggregation;
    }

    private static Column column(String alias, StructuredAggregationQuery.Aggregation asked) {
        return switch (asked.getOperatorCase()) {
            case COUNT -> {
                boolean limited = asked.getCount().hasUpTo();
                long most = limited ? asked.getCount().getUpTo().getValue() : Long.MAX_VALUE;
                if (most < 0) {
                    throw Refused.invalid(
                            "The `up_to` value in a COUNT aggregation must be greater than or equal to zero.");
                }
                yield new Column(alias, Kind.COUNT, Optional.empty(), most);
            }
            case SUM ->
                new Column(
                        alias,
                        Kind.SUM,
                        Optional.of(field(asked.getSum().getField().getFieldPath())),
                        Long.MAX_VALUE);
            case AVG ->
                new Column(
                        alias,
                        Kind.AVERAGE,
                        Optional.of(field(asked.getAvg().getField().getFieldPath())),
                        Long.MAX_VALUE);
            case OPERATOR_NOT_SET -> throw Refused.invalid("Operator field in Aggregation is not set.");
        };
    }

    private static FieldPath field(String path) {
        FieldPath field = FieldPath.parse(path);
        if (field.isName()) {
            throw Refused.invalid("Aggregations are not supported for the property: __key__");
        }
        return field;
    }

    /**
     * The numbers by their aliases. Only documents that have every field that is summed up are in any of them, as production finds them through an
     * index over those fields.
     */
    public Map<String, Value> run(Snapshot snapshot) {
        Map<FieldPath, Sum> sums = new LinkedHashMap<>();
        columns.forEach(column -> column.field.ifPresent(field -> sums.computeIfAbsent(field, any -> new Sum())));
        long enough =
                sums.isEmpty() ? columns.stream().mapToLong(Column::most).max().orElseThrow() : Long.MAX_VALUE;
        long count = 0;
        for (Iterator<Row> rows = query.rows(snapshot, sums.keySet()); count < enough && rows.hasNext(); ) {
            Row row = rows.next();
            if (sums.keySet().stream().allMatch(field -> row.value(field).isPresent())) {
                count++;
                sums.forEach((field, sum) -> sum.add(row.value(field).orElseThrow()));
            }
        }
        Map<String, Value> results = new LinkedHashMap<>();
        for (Column column : columns) {
            results.put(
                    column.alias,
                    switch (column.kind) {
                        case COUNT -> whole(Math.min(count, column.most));
                        case SUM -> sums.get(column.field.orElseThrow()).sum();
                        case AVERAGE -> sums.get(column.field.orElseThrow()).average();
                    });
        }
        return results;
    }

    /** What is counted and summed up. */
    public Query query() {
        return query;
    }

    Set<FieldPath> fields() {
        Set<FieldPath> fields = new TreeSet<>();
        columns.forEach(column -> column.field.ifPresent(fields::add));
        return fields;
    }

    private static Value whole(long number) {
        return Value.newBuilder().setIntegerValue(number).build();
    }

    /** Of the numbers among the values of a field. Integers stay exact until the end; beyond 64 bits their sum is a double. */
    private static final class Sum {
        private static final double WRAP = 0x1p64;

        private long numbers;
        private long whole;
        /** How often the sum of the integers went over the top, less how often under the bottom. */
        private long wraps;

        private double rest;
        private boolean onlyWhole = true;

        void add(Value value) {
            switch (value.getValueTypeCase()) {
                case INTEGER_VALUE -> add(value.getIntegerValue());
                case DOUBLE_VALUE -> {
                    numbers++;
                    onlyWhole = false;
                    rest += value.getDoubleValue();
                }
                default -> {}
            }
        }

        private void add(long number) {
            numbers++;
            long sum = whole + number;
            if (((whole ^ sum) & (number ^ sum)) < 0) {
                wraps += number > 0 ? 1 : -1;
            }
            whole = sum;
        }

        private double total() {
            return wraps * WRAP + whole + rest;
        }

        Value sum() {
            return onlyWhole && wraps == 0
                    ? Aggregation.whole(whole)
                    : Value.newBuilder().setDoubleValue(total()).build();
        }

        Value average() {
            return numbers == 0
                    ? Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build()
                    : Value.newBuilder().setDoubleValue(total() / numbers).build();
        }
    }
}
