package dbmanager.emulator.embedded.query;

import com.google.firestore.v1.Cursor;
import com.google.firestore.v1.Document;
import com.google.firestore.v1.PlanSummary;
import com.google.firestore.v1.StructuredQuery;
import com.google.firestore.v1.Value;
import dbmanager.emulator.embedded.model.DatabaseName;
import dbmanager.emulator.embedded.model.FieldPath;
import dbmanager.emulator.embedded.model.Refused;
import dbmanager.emulator.embedded.model.ResourceName;
import dbmanager.emulator.embedded.store.Snapshot;
import dbmanager.emulator.embedded.store.Stored;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/** A query that was checked and can be run, as often as one likes. */
public final class Query {
    private final DatabaseName database;
    private final StructuredQuery asked;
    private final Source source;
    private final Filter filter;
    private final List<Order> orders;
    private final Optional<Position> start;
    private final Optional<Position> end;
    private final Optional<Nearest> nearest;
    private final Optional<Projection> projection;
    private final Wanted wanted;

    private Query(StructuredQuery asked, ResourceName parent) {
        this.asked = asked;
        database = parent.database();
        source = Source.of(asked, parent.key());
        filter = asked.hasWhere() ? FilterReading.read(asked.getWhere(), database) : Filter.NONE;
        if (asked.getOffset() < 0) {
            throw Refused.invalid("offset is negative");
        }
        if (asked.getLimit().getValue() < 0) {
            throw Refused.invalid("limit is negative");
        }
        orders = Order.all(asked.getOrderByList(), inequalities());
        checkKindless();
        checkDescendingKeys();
        start = position(asked.hasStartAt(), asked.getStartAt());
        end = position(asked.hasEndAt(), asked.getEndAt());
        nearest = asked.hasFindNearest() ? Optional.of(nearest()) : Optional.empty();
        projection = asked.getSelect().getFieldsCount() > 0
                ? Optional.of(Projection.of(asked.getSelect()))
                : Optional.empty();
        wanted = new Wanted(projected());
    }

    /**
     * @param parent where its collections are
     * @throws Refused INVALID_ARGUMENT or FAILED_PRECONDITION with the text of production, for whatever it would not run
     */
    public static Query of(StructuredQuery query, ResourceName parent) {
        return new Query(query, parent);
    }

    private Set<FieldPath> inequalities() {
        Set<FieldPath> fields = new TreeSet<>();
        filter.leaves(leaf -> {
            if (leaf.isInequality()) {
                fields.add(leaf.field());
            }
        });
        return fields;
    }

    private void checkDescendingKeys() {
        if (orders.size() > 1 || !orders.get(0).descending()) {
            return;
        }
        List<Filter.Leaf> leaves = new ArrayList<>();
        filter.leaves(leaves::add);
        if (leaves.stream().allMatch(leaf -> leaf.field().isName())) {
            throw new Refused(Status.Code.FAILED_PRECONDITION, "Firestore does not support descending key scans");
        }
    }

    private void checkKindless() {
        if (source.collection().isPresent()) {
            return;
        }
        filter.leaves(leaf -> {
            if (!leaf.field().isName()) {
                throw Refused.invalid("kind is required for filter: " + leaf.field());
            }
        });
        if (orders.size() > 1 || orders.get(0).descending()) {
            throw Refused.invalid("kind is required for all orders except __key__ ascending");
        }
    }

    private Optional<Position> position(boolean said, Cursor cursor) {
        return said ? Optional.of(Position.of(cursor, orders, asked.getOrderByCount(), database)) : Optional.empty();
    }

    private Nearest nearest() {
        if (asked.hasLimit()) {
            throw Refused.invalid("A query limit cannot be used with FindNearest");
        }
        if (asked.getOffset() > 0) {
            throw Refused.invalid("A query offset cannot be used with FindNearest");
        }
        return Nearest.of(asked.getFindNearest());
    }

    /** The fields that decide whether and where a document is in the result. */
    private Set<FieldPath> deciding() {
        Set<FieldPath> fields = new TreeSet<>();
        filter.leaves(leaf -> fields.add(leaf.field()));
        orders.forEach(order -> fields.add(order.field()));
        nearest.ifPresent(search -> fields.add(search.field()));
        return fields;
    }

    private Set<FieldPath> projected() {
        Set<FieldPath> fields = new TreeSet<>(deciding());
        projection.ifPresent(shape -> fields.addAll(shape.fields()));
        return fields;
    }

    /** What it finds, in order. Reads no more than it has to, as the results are read. */
    public Results run(Snapshot snapshot) {
        Results.Tally tally = new Results.Tally();
        Plan plan = plan();
        return new Results(
                nearest.isPresent()
                        ? new Mapped<>(found(snapshot, plan, wanted, tally), this::shape)
                        : new Mapped<>(
                                limited(ordered(snapshot, plan, wanted, tally), tally),
                                row -> shape(row, row.fields())),
                tally);
    }

    /**
     * As {@link #run}, not cut down to a projection, and in any order where that does not decide what is found.
     *
     * @param fields that are to be read; of a query with a limit, only documents that have them all count
     */
    Iterator<Row> rows(Snapshot snapshot, Collection<FieldPath> fields) {
        Results.Tally tally = new Results.Tally();
        Plan plan = plan();
        Set<FieldPath> all = new TreeSet<>(deciding());
        all.addAll(fields);
        Wanted read = new Wanted(all);
        if (nearest.isPresent()) {
            return new Mapped<>(found(snapshot, plan, read, tally), Nearest.Found::row);
        }
        if (!asked.hasLimit() && asked.getOffset() == 0) {
            return new Chosen<>(candidates(snapshot, plan.access(), read, tally), this::accepts);
        }
        if (fields.isEmpty()) {
            return limited(ordered(snapshot, plan, read, tally), tally);
        }
        Iterator<Row> whole = new Chosen<>(
                candidates(snapshot, plan.access(), read, tally),
                row -> accepts(row)
                        && fields.stream().allMatch(field -> row.value(field).isPresent()));
        return limited(first(whole, (a, b) -> Order.compare(orders, a, b), most()), tally);
    }

    private Plan plan() {
        return new Planning(source, filter, orders, start, end).plan(asked.hasLimit());
    }

    private static Iterator<Row> candidates(Snapshot snapshot, Access access, Wanted read, Results.Tally tally) {
        return new Mapped<>(access.open(snapshot), candidate -> {
            tally.scan();
            return Row.of(candidate, read);
        });
    }

    private boolean accepts(Row row) {
        if (!filter.accepts(row)) {
            return false;
        }
        for (Order order : orders) {
            if (!order.field().isName() && row.value(order.field()).isEmpty()) {
                return false;
            }
        }
        return start.map(position -> position.isBefore(row)).orElse(true)
                && end.map(position -> position.isAfter(row)).orElse(true);
    }

    private long most() {
        return asked.hasLimit() ? (long) asked.getOffset() + asked.getLimit().getValue() : Long.MAX_VALUE;
    }

    private Iterator<Row> ordered(Snapshot snapshot, Plan plan, Wanted read, Results.Tally tally) {
        List<Order> rest = plan.rest();
        Comparator<Row> order = (a, b) -> Order.compare(rest, a, b);
        long most = most();
        Iterator<Row> candidates = candidates(snapshot, plan.access(), read, tally);
        if (plan.walk().isPresent()) {
            Iterator<Row> walk = candidates(snapshot, plan.walk().get(), read, tally);
            return Race.run(candidates, runs(walk, rest, order), this::accepts, order, most);
        }
        Iterator<Row> rows = new Chosen<>(candidates, this::accepts);
        return switch (plan.sorted()) {
            case WHOLLY -> rows;
            case BY_FIRST -> runs(rows, rest, order);
            case NOT -> first(rows, order, most);
        };
    }

    private static Iterator<Row> runs(Iterator<Row> rows, List<Order> orders, Comparator<Row> order) {
        Order first = orders.get(0);
        boolean keysDecide = orders.size() == 2 && orders.get(1).descending() == first.descending();
        return new Runs(rows, first.field(), keysDecide, order);
    }

    private static <T> Iterator<T> first(Iterator<T> all, Comparator<? super T> order, long most) {
        Best<T> best = new Best<>(order, most);
        all.forEachRemaining(best::offer);
        return best.inOrder();
    }

    private Iterator<Row> limited(Iterator<Row> rows, Results.Tally tally) {
        return new Limited(rows, asked.getOffset(), limit(), tally);
    }

    /** Empty where all results are wanted. */
    public OptionalInt limit() {
        return asked.hasLimit() ? OptionalInt.of(asked.getLimit().getValue()) : OptionalInt.empty();
    }

    private Iterator<Nearest.Found> found(Snapshot snapshot, Plan plan, Wanted read, Results.Tally tally) {
        Nearest search = nearest.orElseThrow();
        Iterator<Row> rows = new Chosen<>(candidates(snapshot, plan.access(), read, tally), this::accepts);
        Iterator<Optional<Nearest.Found>> measured = new Mapped<>(rows, search::measure);
        Iterator<Nearest.Found> near = new Mapped<>(new Chosen<>(measured, Optional::isPresent), Optional::get);
        return first(near, search.order(), search.limit());
    }

    private Result shape(Nearest.Found found) {
        Row row = found.row();
        Optional<String> field = nearest.flatMap(Nearest::resultField);
        if (field.isEmpty()) {
            return shape(row, row.fields());
        }
        Value distance = Value.newBuilder().setDoubleValue(found.distance()).build();
        if (projection.isPresent()) {
            Map<String, Value> fields = new HashMap<>(row.fields());
            fields.put(field.get(), distance);
            return shape(row, fields);
        }
        Document.Builder document = row.stored().document().toBuilder();
        return new Result(
                row.stored(),
                Optional.of(document.putFields(field.get(), distance).build()));
    }

    private Result shape(Row row, Map<String, Value> fields) {
        return new Result(row.stored(), projection.map(shape -> shape.apply(row.stored(), database, fields)));
    }

    /** Whether a document would be in the result, were there no limit and no offset. */
    public boolean matches(Stored document) {
        return source.holds(document.key()) && accepts(Row.of(document, wanted));
    }

    /** The order of results, among documents that {@link #matches match}. */
    public Comparator<Stored> order() {
        return (a, b) -> Order.compare(orders, Row.of(a, wanted), Row.of(b, wanted));
    }

    /** For explain: how it would be run. */
    public PlanSummary summary() {
        return Results.summary(source, plan());
    }

    /**
     * Names that cut the result of a collection group into parts of the same size.
     *
     * @param count the most that are wanted, at least one
     * @return in order, each the first document of a part; fewer where there are not enough documents
     * @throws Refused INVALID_ARGUMENT for a query that cannot be cut
     */
    public List<Cursor> partitions(long count, Snapshot snapshot) {
        if (count < 1) {
            throw Refused.invalid("partition_count must be positive.");
        }
        boolean named = asked.getOrderByCount() == 1
                && orders.size() == 1
                && !orders.get(0).descending();
        boolean part = asked.hasWhere()
                || asked.hasLimit()
                || asked.getOffset() > 0
                || start.isPresent()
                || end.isPresent()
                || nearest.isPresent();
        if (!source.deep() || !named || part) {
            throw Refused.invalid(
                    "Only a collection group query ordered by __name__ ascending, with no filters, limits, offsets or cursors,"
                            + " can be partitioned.");
        }
        return Partitions.of(this, count, snapshot);
    }

    /**
     * Whether there can be an index that holds these fields besides those of the query.
     *
     * @throws Refused INVALID_ARGUMENT where there cannot
     */
    void checkAggregated(Set<FieldPath> fields) {
        if (fields.isEmpty()) {
            return;
        }
        if (projection.isPresent()) {
            checkProjected(fields, projection.get().fields());
        }
        Set<FieldPath> further = new TreeSet<>(fields);
        orders.forEach(order -> further.remove(order.field()));
        if (!further.isEmpty() && endsWithTheName()) {
            throw Refused.invalid("This query requires an index that has fields "
                    + further.stream().map(FieldPath::plain).toList()
                    + " after __name__ and Firestore does not currently support such an index."
                    + " Please try the query again with additional ordering on those fields.");
        }
    }

    private static void checkProjected(Set<FieldPath> fields, List<FieldPath> shape) {
        List<FieldPath> shown = shape.stream().filter(field -> !field.isName()).toList();
        if (shown.isEmpty()) {
            throw Refused.invalid(
                    "Aggregation over non-key properties is not supported for base query that only returns keys.");
        }
        for (FieldPath field : fields) {
            if (!shown.contains(field)) {
                throw Refused.invalid("The aggregation property " + field.plain()
                        + " is not present in the base query's property mask.");
            }
        }
    }

    /** Because it says so or looks at the name. */
    private boolean endsWithTheName() {
        List<Filter.Leaf> leaves = new ArrayList<>();
        filter.leaves(leaves::add);
        return asked.getOrderByList().stream()
                        .anyMatch(order -> order.getField().getFieldPath().equals("__name__"))
                || leaves.stream().anyMatch(leaf -> leaf.field().isName());
    }

    List<Order> orders() {
        return orders;
    }

    Filter filter() {
        return filter;
    }

    Source source() {
        return source;
    }

    Optional<Nearest> search() {
        return nearest;
    }

    DatabaseName database() {
        return database;
    }
}
