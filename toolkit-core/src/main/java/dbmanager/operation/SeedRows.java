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
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
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
        if (wishes.isEmpty()) {
            return counts;
        }
        Work work = new Work(shapes, wishes);
        work.look();
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

    /** A column that rows of wished tables refer to. */
    private record Place(String table, String column) {
        static Place of(Reference reference) {
            return new Place(reference.table(), reference.target());
        }
    }

    /** One filling. */
    private final class Work {
        private final Map<String, Shape> shapes;
        private final List<SeedWish> wishes;
        private final Map<Place, List<Object>> parents = new HashMap<>();
        private final Map<String, Long> firsts = new HashMap<>();
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

        /** Reads all that has to be known of the rows that are there: once an intake is open, an engine may let nobody else read. */
        void look() {
            List<Shape> filled = wishes.stream()
                    .filter(wish -> wish.sample().isEmpty())
                    .map(this::shape)
                    .distinct()
                    .toList();
            if (filled.isEmpty()) {
                return;
            }
            try (Content content = backend.live()) {
                for (Shape shape : filled) {
                    firsts.put(shape.table().name(), 1 + highest(shape.table(), content));
                    shape.columns().stream()
                            .flatMap(column -> shape.reference(column.name()).stream())
                            .map(Place::of)
                            .forEach(place -> parents.computeIfAbsent(place, any -> there(place, content)));
                }
            }
        }

        private Shape shape(SeedWish wish) {
            return Optional.ofNullable(shapes.get(wish.table()))
                    .orElseThrow(() -> new UnknownTable(
                            wish.table(),
                            "seed: of " + backend.name()
                                    + (shapes.isEmpty() ? ", which wants a sample: for each," : ""),
                            List.copyOf(shapes.keySet())));
        }

        void rows(SeedWish wish, Intake intake) {
            Shape shape = shape(wish);
            String table = shape.table().name();
            long first = firsts.get(table);
            List<ColumnShape> columns = shape.columns().stream()
                    .filter(column -> isMade(shape, column))
                    .toList();
            List<String> names = columns.stream().map(ColumnShape::name).toList();
            for (long number = first; number < first + wish.rows(); number++) {
                Object[] values = new Object[columns.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = value(shape, columns.get(i), number);
                    List<Object> referred = parents.get(new Place(table, names.get(i)));
                    if (columns.get(i).unique() && referred != null) {
                        referred.add(values[i]);
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
                List<Object> referred = parents.get(Place.of(reference.get()));
                if (referred.isEmpty() && column.required()) {
                    throw new NoParent(shape.table().name(), reference.get());
                }
                if (referred.isEmpty()) {
                    return null;
                }
                return column.unique() ? referred.get((int) (number % referred.size())) : madeUp.one(referred);
            }
            if (!column.choices().isEmpty()) {
                return madeUp.one(column.choices());
            }
            if (!column.required() && !column.unique() && madeUp.rarely()) {
                return null;
            }
            return madeUp.value(column.name(), column.type(), column.unique(), number);
        }

        /** The values that a reference may have, of rows that are there; those that are made will follow. */
        private static List<Object> there(Place place, Content content) {
            Optional<Table> found = content.table(place.table())
                    .filter(table -> table.columnNames().contains(place.column()));
            if (found.isEmpty()) {
                return new ArrayList<>();
            }
            int position = found.get().columnNames().indexOf(place.column());
            try (Stream<Row> rows = content.rows(found.get())) {
                return rows.limit(PARENTS)
                        .map(row -> row.get(position))
                        .collect(Collectors.toCollection(ArrayList::new));
            }
        }

        /** Of all numbers in its key; 0 where there is none. */
        private static long highest(Table wanted, Content content) {
            Optional<Table> found = content.table(wanted.name());
            if (found.isEmpty() || wanted.key().isEmpty()) {
                return 0;
            }
            int[] key = wanted.key().stream()
                    .mapToInt(found.get().columnNames()::indexOf)
                    .filter(position -> position >= 0)
                    .toArray();
            try (Stream<Row> rows = content.rows(found.get())) {
                return rows.flatMap(row -> Arrays.stream(key).mapToObj(row::get))
                        .filter(Long.class::isInstance)
                        .mapToLong(Long.class::cast)
                        .max()
                        .orElse(0);
            }
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
