package dbmanager.sql.sqlite.schema;

import dbmanager.backend.Rename;
import dbmanager.backend.SchemaChange;
import dbmanager.backend.SchemaChange.Deed;
import dbmanager.backend.SchemaChange.Risk;
import dbmanager.problem.NearestName;
import dbmanager.sql.sqlite.schema.Definition.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** What is different in a second catalog. The order of columns is not. */
public final class Difference {
    private final Catalog from;
    private final Catalog to;
    private final List<TableChange> tableChanges;
    private final List<Definition> staying;
    private final List<TableChange> rebuilds;

    private Difference(Catalog from, Catalog to) {
        this.from = from;
        this.to = to;
        this.tableChanges = from.tables().values().stream()
                .flatMap(table -> to.table(table.name()).flatMap(other -> TableChange.between(table, other)).stream())
                .toList();
        this.staying = Stream.of(Kind.INDEX, Kind.VIEW, Kind.TRIGGER)
                .flatMap(kind -> from.of(kind).values().stream())
                .filter(old -> Optional.ofNullable(to.of(old.kind()).get(old.folded()))
                        .filter(old::isLike)
                        .isPresent())
                .toList();
        this.rebuilds = tableChanges.stream()
                .filter(change -> !change.isByAlter(staying))
                .toList();
    }

    public static Difference between(Catalog from, Catalog to) {
        return new Difference(from, to);
    }

    /** The way back. */
    public Difference reversed() {
        return new Difference(to, from);
    }

    public boolean isEmpty() {
        return changes().isEmpty();
    }

    Catalog from() {
        return from;
    }

    Catalog to() {
        return to;
    }

    List<TableChange> tableChanges() {
        return tableChanges;
    }

    List<TableDefinition> tablesAdded() {
        return missing(to.tables(), from.tables());
    }

    List<TableDefinition> tablesDropped() {
        return missing(from.tables(), to.tables());
    }

    List<Definition> added(Kind kind) {
        return missing(to.of(kind), from.of(kind));
    }

    List<Definition> dropped(Kind kind) {
        return missing(from.of(kind), to.of(kind));
    }

    /** As they become. */
    List<Definition> changed(Kind kind) {
        return to.of(kind).values().stream()
                .filter(definition -> Optional.ofNullable(from.of(kind).get(definition.folded()))
                        .filter(old -> !old.isLike(definition))
                        .isPresent())
                .toList();
    }

    private static <T> List<T> missing(Map<String, T> here, Map<String, T> there) {
        return here.entrySet().stream()
                .filter(entry -> !there.containsKey(entry.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** What ALTER TABLE cannot do. */
    List<TableChange> rebuilds() {
        return rebuilds;
    }

    List<TableChange> alterations() {
        return tableChanges.stream()
                .filter(change -> !rebuilds.contains(change))
                .toList();
    }

    /**
     * One change.
     *
     * @param stake which rows are at stake, if any are
     */
    public record Item(SchemaChange change, Optional<Stake> stake) {
        static Item safe(String kind, String object, Deed deed, String detail) {
            return new Item(SchemaChange.safe(kind, object, deed, detail), Optional.empty());
        }

        Item risking(Risk risk, Stake rows) {
            return new Item(change.risking(risk, 0), Optional.of(rows));
        }
    }

    /**
     * Rows of a table, by its name in the first catalog.
     *
     * @param column empty for all rows; else those with a value in it, or those without
     */
    public record Stake(String table, Optional<String> column, boolean empty) {
        static Stake all(String table) {
            return new Stake(table, Optional.empty(), false);
        }

        static Stake filled(String table, ColumnDefinition column) {
            return new Stake(table, Optional.of(column.name()), false);
        }

        static Stake empty(String table, ColumnDefinition column) {
            return new Stake(table, Optional.of(column.name()), true);
        }
    }

    /** Table by table, then what lies above tables. */
    public List<Item> changes() {
        List<Item> items = new ArrayList<>();
        tablesAdded().forEach(table -> items.add(Item.safe("table", table.name(), Deed.ADD, "")));
        tablesDropped()
                .forEach(table -> items.add(Item.safe("table", table.name(), Deed.DROP, "")
                        .risking(Risk.DESTRUCTIVE, Stake.all(table.name()))));
        tableChanges.forEach(change -> of(change, items));
        for (Kind kind : Kind.values()) {
            added(kind).forEach(each -> items.add(Item.safe(kind.word(), each.name(), Deed.ADD, "")));
            dropped(kind).forEach(each -> items.add(gone(Item.safe(kind.word(), each.name(), Deed.DROP, ""), each)));
            changed(kind).forEach(each -> {
                Item item = Item.safe(kind.word(), each.name(), Deed.CHANGE, "");
                Definition old = from.of(kind).get(each.folded());
                items.add(VirtualCopy.of(old, each).isPresent() ? item : gone(item, old));
            });
        }
        return List.copyOf(items);
    }

    private static Item gone(Item item, Definition old) {
        return old.kind() == Kind.VIRTUAL_TABLE ? item.risking(Risk.DESTRUCTIVE, Stake.all(old.name())) : item;
    }

    private static void of(TableChange change, List<Item> items) {
        TableDefinition from = change.from();
        TableDefinition to = change.to();
        Function<ColumnDefinition, String> object = column -> to.name() + "." + column.name();
        if (!from.name().equals(to.name())) {
            items.add(Item.safe("table", from.name(), Deed.CHANGE, "spelled " + to.name()));
        }
        options(from, to).forEach(detail -> items.add(Item.safe("table", to.name(), Deed.CHANGE, detail)));
        for (ColumnDefinition column : change.added()) {
            Item item = Item.safe("column", object.apply(column), Deed.ADD, column.type());
            items.add(to.wantsValue(column) ? item.risking(Risk.NEEDS_BACKFILL, Stake.all(from.name())) : item);
        }
        for (ColumnDefinition column : change.dropped()) {
            Item item = Item.safe("column", object.apply(column), Deed.DROP, "");
            items.add(column.isGenerated() ? item : item.risking(Risk.DESTRUCTIVE, Stake.filled(from.name(), column)));
        }
        for (TableChange.Kept kept : change.changed()) {
            Item item =
                    Item.safe("column", object.apply(kept.to()), Deed.CHANGE, String.join("; ", kept.differences()));
            if (kept.isOverwritten()) {
                item = item.risking(Risk.DESTRUCTIVE, Stake.filled(from.name(), kept.from()));
            } else if (kept.becomesMandatory() && to.wantsValue(kept.to())) {
                item = item.risking(Risk.NEEDS_BACKFILL, Stake.empty(from.name(), kept.from()));
            }
            items.add(item);
        }
        change.constraintsDropped()
                .forEach(each -> items.add(Item.safe("constraint", to.name(), Deed.DROP, each.text())));
        change.constraintsAdded().forEach(each -> items.add(Item.safe("constraint", to.name(), Deed.ADD, each.text())));
    }

    private static List<String> options(TableDefinition from, TableDefinition to) {
        List<String> details = new ArrayList<>();
        from.options().stream()
                .filter(option -> !to.options().contains(option))
                .forEach(option -> details.add(option + " goes"));
        to.options().stream()
                .filter(option -> !from.options().contains(option))
                .forEach(option -> details.add(option + " comes"));
        return details;
    }

    /** Where one went and one of equal definition came; of several, the one of the nearest name. */
    public List<Rename> likelyRenames() {
        List<Rename> likely = new ArrayList<>();
        pairs(tablesDropped(), tablesAdded(), TableDefinition::name, Difference::isLike)
                .forEach(pair -> likely.add(
                        new Rename(List.of(pair.get(0).name()), pair.get(1).name())));
        for (TableChange change : tableChanges) {
            pairs(change.dropped(), change.added(), ColumnDefinition::name, ColumnDefinition::isLike)
                    .forEach(pair -> likely.add(new Rename(
                            List.of(change.to().name(), pair.get(0).name()),
                            pair.get(1).name())));
        }
        return List.copyOf(likely);
    }

    private static boolean isLike(TableDefinition one, TableDefinition other) {
        TableDefinition renamed = new TableDefinition(
                other.name(), one.sql(), one.body(), one.columns(), one.constraints(), one.options());
        return TableChange.between(renamed, other).isEmpty();
    }

    @FunctionalInterface
    private interface Likeness<T> {
        boolean holds(T one, T other);
    }

    private static <T> List<List<T>> pairs(List<T> gone, List<T> come, Function<T, String> name, Likeness<T> likeness) {
        List<List<T>> pairs = new ArrayList<>();
        List<T> left = new ArrayList<>(come);
        for (T old : gone) {
            Map<String, T> candidates = new LinkedHashMap<>();
            left.stream()
                    .filter(each -> likeness.holds(old, each))
                    .forEach(each -> candidates.put(name.apply(each), each));
            Optional<String> nearest = candidates.size() == 1
                    ? candidates.keySet().stream().findFirst()
                    : NearestName.of(name.apply(old), candidates.keySet());
            nearest.map(candidates::get).ifPresent(chosen -> {
                pairs.add(List.of(old, chosen));
                left.remove(chosen);
            });
        }
        return pairs;
    }

    /** Views and triggers that cannot stand while tables are replaced under them, though they stay as they are. */
    Set<Definition> inTheWay() {
        Set<String> moved = new HashSet<>();
        rebuilds.forEach(change -> moved.add(change.from().folded()));
        tablesDropped().forEach(table -> moved.add(table.folded()));
        boolean checksAll = !moved.isEmpty()
                || tableChanges.stream().anyMatch(change -> !change.dropped().isEmpty());
        Stream.of(Kind.VIRTUAL_TABLE, Kind.VIEW)
                .flatMap(kind -> Stream.concat(changed(kind).stream(), dropped(kind).stream()))
                .forEach(each -> moved.add(each.folded()));
        Set<Definition> found = new HashSet<>();
        List<Definition> candidates =
                staying.stream().filter(each -> each.kind() != Kind.INDEX).toList();
        for (int before = -1; before != found.size(); ) {
            before = found.size();
            for (Definition each : candidates) {
                boolean touched = each.names().stream().anyMatch(moved::contains) || moved.contains(each.owner());
                if (touched || (each.broken() && checksAll)) {
                    found.add(each);
                    if (each.kind() == Kind.VIEW) {
                        moved.add(each.folded());
                    }
                }
            }
        }
        return found;
    }
}
