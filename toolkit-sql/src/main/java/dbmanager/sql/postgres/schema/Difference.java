package dbmanager.sql.postgres.schema;

import dbmanager.backend.Rename;
import dbmanager.backend.SchemaChange;
import dbmanager.backend.SchemaChange.Deed;
import dbmanager.backend.SchemaChange.Risk;
import dbmanager.problem.NearestName;
import dbmanager.sql.postgres.schema.Definition.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** What is different in a second catalog. The order of columns is not. */
public final class Difference {
    /** They come and go with their table, and need not be told then. */
    private static final Set<Kind> PARTS = Set.of(Kind.COLUMN, Kind.CONSTRAINT);

    private final Catalog from;
    private final Catalog to;
    private final List<Pair> kept;
    private final List<Definition> added;
    private final List<Definition> dropped;

    private Difference(Catalog from, Catalog to) {
        this.from = from;
        this.to = to;
        this.kept = from.definitions().values().stream()
                .flatMap(old -> to.find(old.key()).map(now -> new Pair(old, now)).stream())
                .toList();
        this.added = missing(to, from);
        this.dropped = missing(from, to);
    }

    public static Difference between(Catalog from, Catalog to) {
        return new Difference(from, to);
    }

    /** The way back. */
    public Difference reversed() {
        return new Difference(to, from);
    }

    public boolean isEmpty() {
        return from.isLike(to);
    }

    /**
     * Whether some of it may be no more than words: once the server has read the text that it wrote of an expression, it writes another one. So for
     * what has a text on both sides, and for what went on one and came on the other, perhaps under another name.
     */
    public boolean mayBeWords() {
        return kept.stream().anyMatch(Pair::changesText)
                || added.stream()
                        .filter(Definition::hasText)
                        .anyMatch(come ->
                                dropped.stream().anyMatch(gone -> gone.kind() == come.kind() && gone.hasText()));
    }

    Catalog from() {
        return from;
    }

    Catalog to() {
        return to;
    }

    /** What is there under the same name before and after. */
    record Pair(Definition from, Definition to) {
        boolean isLike() {
            return from.equals(to);
        }

        boolean changes(String trait) {
            return !Objects.equals(from.traits().get(trait), to.traits().get(trait));
        }

        /** Whether both have a text of the server, and not the same one. */
        boolean changesText() {
            return Definition.TEXTS.stream()
                    .anyMatch(trait -> from.hasText(trait) && to.hasText(trait) && changes(trait));
        }
    }

    List<Pair> kept() {
        return kept;
    }

    List<Definition> added() {
        return added;
    }

    List<Definition> dropped() {
        return dropped;
    }

    private static List<Definition> missing(Catalog here, Catalog there) {
        return here.definitions().values().stream()
                .filter(each -> there.find(each.key()).isEmpty())
                .toList();
    }

    /**
     * One change.
     *
     * @param stake which rows are at stake, if any are
     */
    public record Item(SchemaChange change, Optional<Stake> stake) {
        Item risking(Risk risk, Stake rows) {
            return new Item(change.risking(risk, 0), Optional.of(rows));
        }
    }

    /**
     * Rows of a table, by its name in the first catalog.
     *
     * @param condition which of them; a query's WHERE without the word, in which %s stands for the column
     */
    public record Stake(String schema, String table, String column, String condition) {
        static Stake all(Address table) {
            return new Stake(table.schema(), table.name(), "", "");
        }

        static Stake of(Address column, String condition) {
            return new Stake(column.schema(), column.owner(), column.name(), condition);
        }

        /** Those with a value in the same column. */
        public Stake filled() {
            return new Stake(schema, table, column, "%s IS NOT NULL");
        }

        /** @param renames the way from the names of the first catalog to those of the database */
        public String query(Renames renames) {
            String count = "SELECT count(*) FROM " + renames.tableBefore(schema, table);
            return column.isEmpty()
                    ? count
                    : count + " WHERE "
                            + condition.replace("%s", Sql.quote(renames.columnBefore(schema, table, column)));
        }
    }

    /** Kind by kind, as a reader wants to hear it. */
    public List<Item> changes() {
        List<Item> items = new ArrayList<>();
        for (Definition each : added()) {
            if (!isPartOf(each, from)) {
                items.add(new Item(change(each, Deed.ADD, summary(each)), Optional.empty()));
            }
        }
        for (Definition each : dropped()) {
            if (!isPartOf(each, to)) {
                items.add(gone(each));
            }
        }
        for (Pair pair : kept()) {
            if (!pair.isLike()) {
                items.add(changed(pair));
            }
        }
        List<Item> told = new ArrayList<>(items.stream().map(this::withBackfill).toList());
        told.sort(Comparator.comparing(Difference::kindOf));
        return List.copyOf(told);
    }

    private static Kind kindOf(Item item) {
        for (Kind kind : Kind.values()) {
            if (kind.word().equals(item.change().kind())) {
                return kind;
            }
        }
        throw new IllegalArgumentException(item.change().kind());
    }

    /** Whether it comes or goes with its table, or with the table that it inherits it from. */
    private static boolean isPartOf(Definition each, Catalog other) {
        if (each.kind() == Kind.SEQUENCE && each.has("owned by")) {
            return other.of(Kind.COLUMN).stream()
                    .noneMatch(column -> each.trait("owned by")
                                    .endsWith("." + column.key().name())
                            && each.trait("owned by").startsWith(column.key().schema() + "."));
        }
        if (!PARTS.contains(each.kind())) {
            return false;
        }
        return each.has("inherited") || other.find(each.key().ofTable()).isEmpty();
    }

    private static String summary(Definition each) {
        return switch (each.kind()) {
            case COLUMN -> each.trait("type");
            case CONSTRAINT -> Script.line(each.trait("definition"));
            default -> "";
        };
    }

    private SchemaChange change(Definition each, Deed deed, String detail) {
        return SchemaChange.safe(each.kind().word(), from.shown(each.key()), deed, detail);
    }

    private Item gone(Definition each) {
        Item item = new Item(
                change(each, Deed.DROP, each.kind() == Kind.CONSTRAINT ? summary(each) : ""), Optional.empty());
        if (each.kind() == Kind.TABLE) {
            return each.has("server") ? item : item.risking(Risk.DESTRUCTIVE, Stake.all(each.key()));
        }
        return each.kind() == Kind.COLUMN && !each.has("generated")
                ? item.risking(Risk.DESTRUCTIVE, Stake.of(each.key(), "%s IS NOT NULL"))
                : item;
    }

    private Item changed(Pair pair) {
        Item item = new Item(change(pair.to(), Deed.CHANGE, pair.from().differences(pair.to())), Optional.empty());
        Address key = pair.from().key();
        if (key.kind() != Kind.COLUMN || pair.from().has("generated")) {
            return item;
        }
        if (pair.to().has("generated")) {
            return item.risking(Risk.DESTRUCTIVE, Stake.of(key, "%s IS NOT NULL"));
        }
        if (pair.changes("type") && Conversion.of(pair).mayLose()) {
            return item.risking(
                    Risk.DESTRUCTIVE, Stake.of(key, Conversion.of(pair).lost()));
        }
        return pair.changes("not null") && pair.to().has("not null") && !hasValue(pair.to())
                ? item.risking(Risk.NEEDS_BACKFILL, Stake.of(key, "%s IS NULL"))
                : item;
    }

    private Item withBackfill(Item item) {
        return item.change().deed() == Deed.ADD && item.change().kind().equals(Kind.COLUMN.word())
                ? added().stream()
                        .filter(each -> each.kind() == Kind.COLUMN
                                && from.shown(each.key()).equals(item.change().object())
                                && each.has("not null")
                                && !hasValue(each))
                        .findFirst()
                        .map(each -> item.risking(
                                Risk.NEEDS_BACKFILL, Stake.all(each.key().ofTable())))
                        .orElse(item)
                : item;
    }

    /** Whether the database has one for a row that brings none. */
    static boolean hasValue(Definition column) {
        return column.has("default") || column.has("identity") || column.has("generated");
    }

    /** Where one went and one of equal definition came; of several, the one of the nearest name. */
    public List<Rename> likelyRenames() {
        List<Rename> likely = new ArrayList<>();
        pairs(of(Kind.TABLE, dropped()), of(Kind.TABLE, added()), this::isLikeTable)
                .forEach((old, now) ->
                        likely.add(new Rename(path(old.key()), now.key().name())));
        List<Definition> gone = of(Kind.COLUMN, dropped());
        List<Definition> come = of(Kind.COLUMN, added());
        for (Pair table : kept()) {
            if (table.from().kind() == Kind.TABLE) {
                Address key = table.from().key();
                pairs(own(gone, key), own(come, key), (old, now) -> old.traits().equals(now.traits()))
                        .forEach((old, now) ->
                                likely.add(new Rename(path(old.key()), now.key().name())));
            }
        }
        return List.copyOf(likely);
    }

    private List<String> path(Address key) {
        List<String> path = new ArrayList<>();
        if (!key.schema().equals(from.home())) {
            path.add(key.schema());
        }
        if (!key.owner().isEmpty()) {
            path.add(key.owner());
        }
        path.add(key.name());
        return path;
    }

    private static List<Definition> of(Kind kind, List<Definition> all) {
        return all.stream().filter(each -> each.kind() == kind).toList();
    }

    private static List<Definition> own(List<Definition> columns, Address table) {
        return columns.stream()
                .filter(column -> column.key().ofTable().equals(table) && !column.has("inherited"))
                .toList();
    }

    /** Whether the columns have the same names and types, which is what rows are made of. */
    private boolean isLikeTable(Definition one, Definition other) {
        Function<Catalog, Function<Definition, Map<String, String>>> shape = catalog -> table -> {
            Map<String, String> types = new java.util.TreeMap<>();
            catalog.of(Kind.COLUMN, table.key())
                    .forEach(column -> types.put(column.key().name(), column.trait("type") + column.has("not null")));
            return types;
        };
        return one.key().schema().equals(other.key().schema())
                && one.traits().equals(other.traits())
                && shape.apply(from).apply(one).equals(shape.apply(to).apply(other));
    }

    private static Map<Definition, Definition> pairs(
            List<Definition> gone, List<Definition> come, BiPredicate<Definition, Definition> likeness) {
        Map<Definition, Definition> pairs = new LinkedHashMap<>();
        List<Definition> left = new ArrayList<>(come);
        for (Definition old : gone) {
            Map<String, Definition> candidates = new LinkedHashMap<>();
            left.stream()
                    .filter(each -> likeness.test(old, each))
                    .forEach(each -> candidates.put(each.key().name(), each));
            Optional<String> nearest = candidates.size() == 1
                    ? candidates.keySet().stream().findFirst()
                    : NearestName.of(old.key().name(), candidates.keySet());
            nearest.map(candidates::get).ifPresent(chosen -> {
                pairs.put(old, chosen);
                left.remove(chosen);
            });
        }
        return pairs;
    }
}
