package dbmanager.operation;

import dbmanager.backend.DatabaseBackend;
import dbmanager.backend.TableShapes;
import dbmanager.backend.TableShapes.ColumnShape;
import dbmanager.backend.TableShapes.Reference;
import dbmanager.backend.TableShapes.Shape;
import dbmanager.backend.UnknownTable;
import dbmanager.environment.SeedWish;
import dbmanager.exchange.Content;
import dbmanager.exchange.Intake;
import dbmanager.exchange.Row;
import dbmanager.exchange.Sample;
import dbmanager.exchange.Table;
import dbmanager.problem.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Fills tables with rows that are made up, as their definitions want them: types, NOT NULL, unique columns, references to rows that are there. All of it is one
 * intake. The same wishes make the same rows.
 */
public record SeedRows(DatabaseBackend backend) {
    private static final long SEED = 20251121;
    private static final int PARENTS = 10_000;

    /**
     * @return rows that came in, by table
     * @throws UnknownTable when there is no such table
     * @throws NoParent when a table refers to one that has no rows and gets none
     * @throws dbmanager.exchange.RowRefused when the database does not take a row, such as for a CHECK; then none is in
     */
    public Map<String, Long> make(List<SeedWish> wishes) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        backend.feature(TableShapes.class)
                .ifPresent(feature -> feature.shapes()
                        .forEach(shape -> shapes.put(shape.table().name(), shape)));
        Map<String, Long> counts = new LinkedHashMap<>();
        Work work = new Work(shapes, wishes);
        if (wishes.isEmpty()) {
            return counts;
        }
        try (Intake intake = backend.intake(new Intake.Policy(Intake.OnConflict.FAIL, Intake.Keys.KEEP))) {
            for (SeedWish wish : work.ordered()) {
                if (wish.sample().isPresent()) {
                    work.documents(wish, intake);
                } else {
                    work.rows(wish, intake);
                }
                counts.put(wish.table(), (long) wish.rows());
            }
            intake.commit();
        }
        return counts;
    }

    /** One filling. */
    private final class Work {
        private final Map<String, Shape> shapes;
        private final List<SeedWish> wishes;
        private final Map<String, List<Object>> known = new HashMap<>();
        private final MadeUp madeUp = new MadeUp(SEED);

        Work(Map<String, Shape> shapes, List<SeedWish> wishes) {
            this.shapes = shapes;
            this.wishes = wishes;
        }

        /** Those that others refer to come first; of a circle, the one that is wished for first. */
        List<SeedWish> ordered() {
            List<SeedWish> ordered = new ArrayList<>();
            wishes.forEach(wish -> put(wish, new ArrayList<>(), ordered));
            return ordered;
        }

        private void put(SeedWish wish, List<String> onTheWay, List<SeedWish> ordered) {
            if (ordered.contains(wish) || onTheWay.contains(wish.table())) {
                return;
            }
            onTheWay.add(wish.table());
            Optional.ofNullable(shapes.get(wish.table()))
                    .ifPresent(shape -> shape.references()
                            .forEach(reference -> wishes.stream()
                                    .filter(other -> other.table().equals(reference.table()))
                                    .forEach(other -> put(other, onTheWay, ordered))));
            ordered.add(wish);
        }

        void rows(SeedWish wish, Intake intake) {
            Shape shape = Optional.ofNullable(shapes.get(wish.table()))
                    .orElseThrow(() -> new UnknownTable(
                            wish.table(),
                            "seed: of " + backend.name()
                                    + (shapes.isEmpty() ? ", which wants a sample: for each," : ""),
                            List.copyOf(shapes.keySet())));
            long first = first(shape);
            List<ColumnShape> columns = shape.columns().stream()
                    .filter(column -> isMade(shape, column))
                    .toList();
            List<String> names = columns.stream().map(ColumnShape::name).toList();
            for (long number = first; number < first + wish.rows(); number++) {
                Object[] values = new Object[columns.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = value(shape, columns.get(i), number);
                    if (columns.get(i).unique()) {
                        parents(shape.table().name(), names.get(i)).add(values[i]);
                    }
                }
                intake.put(shape.table(), names, new Row(values));
            }
        }

        /** What the database fills in itself is left to it, but for keys, which others refer to. */
        private static boolean isMade(Shape shape, ColumnShape column) {
            return !column.defaulted() || shape.table().key().contains(column.name());
        }

        private Object value(Shape shape, ColumnShape column, long number) {
            Optional<Reference> reference = shape.reference(column.name());
            if (reference.isPresent()) {
                List<Object> parents =
                        parents(reference.get().table(), reference.get().target());
                if (parents.isEmpty() && column.required()) {
                    throw new NoParent(shape.table().name(), reference.get());
                }
                if (parents.isEmpty()) {
                    return null;
                }
                return column.unique() ? parents.get((int) (number % parents.size())) : madeUp.one(parents);
            }
            if (!column.choices().isEmpty()) {
                return madeUp.one(column.choices());
            }
            if (!column.required() && !column.unique() && madeUp.rarely()) {
                return null;
            }
            return madeUp.value(column.name(), column.type(), column.unique(), number);
        }

        /** The values that a reference may have: of rows that are there, and of those that were just made. */
        private List<Object> parents(String table, String column) {
            return known.computeIfAbsent(table + "." + column, any -> new ArrayList<>(there(table, column, PARENTS)));
        }

        private List<Object> there(String table, String column, long most) {
            try (Content content = backend.live()) {
                Optional<Table> found = content.table(table);
                if (found.isEmpty() || !found.get().columnNames().contains(column)) {
                    return List.of();
                }
                int place = found.get().columnNames().indexOf(column);
                try (Stream<Row> rows = content.rows(found.get())) {
                    return rows.limit(most).map(row -> row.get(place)).toList();
                }
            }
        }

        /** Above the numbers that are there. */
        private long first(Shape shape) {
            return 1
                    + shape.table().key().stream()
                            .flatMap(key -> there(shape.table().name(), key, Long.MAX_VALUE).stream())
                            .filter(Long.class::isInstance)
                            .mapToLong(Long.class::cast)
                            .max()
                            .orElse(0);
        }

        void documents(SeedWish wish, Intake intake) {
            Map<String, Object> sample = Sample.read(wish.sample().orElseThrow());
            Table table = intake.table(wish.table())
                    .orElseThrow(() -> new UnknownTable(wish.table(), backend.name(), List.of()));
            List<String> names = new ArrayList<>(sample.keySet());
            names.remove("id");
            List<String> columns = new ArrayList<>(List.of("id"));
            columns.addAll(names);
            for (long number = 1; number <= wish.rows(); number++) {
                Object[] values = new Object[columns.size()];
                values[0] = "%s-%06d".formatted(wish.table().replaceAll(".*/", ""), number);
                for (int i = 1; i < values.length; i++) {
                    values[i] = like(columns.get(i), sample.get(columns.get(i)), number);
                }
                intake.put(table, columns, new Row(values));
            }
        }

        private Object like(String name, Object value, long number) {
            if (value instanceof String) {
                return madeUp.value(name, "text", false, number);
            }
            if (value instanceof Boolean) {
                return madeUp.value(name, "boolean", false, number);
            }
            if (value instanceof Long) {
                return madeUp.value(name, "integer", false, number);
            }
            if (value instanceof Double) {
                return madeUp.value(name, "real", false, number);
            }
            if (value instanceof List<?> list) {
                return list.stream().map(element -> like(name, element, number)).toList();
            }
            if (value instanceof Map<?, ?> map) {
                Map<String, Object> made = new LinkedHashMap<>();
                map.forEach((key, inner) -> made.put((String) key, like((String) key, inner, number)));
                return made;
            }
            return value;
        }
    }

    /** A row must refer to another, and there is none. */
    public static final class NoParent extends Problem {
        private static final long serialVersionUID = 1L;

        NoParent(String table, Reference reference) {
            super(
                    Kind.CONFIGURATION,
                    "seed: wants rows of " + table + ", whose " + reference.column() + " must name a row of "
                            + reference.table() + ", and there is none",
                    "the tables are there, and no row was made up",
                    "add " + reference.table() + " to seed: with a number of rows");
        }
    }
}
