package dbmanager.masking;

import dbmanager.exchange.Absent;
import dbmanager.exchange.Column;
import dbmanager.exchange.Row;
import dbmanager.exchange.Table;
import dbmanager.exchange.Tagged;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Rules on their way through the rows of one content. What is behind a field that has a rule follows that rule too: all elements of a list, all
 * fields of a map that have no rule of their own.
 *
 * <p>In a collection, a rule for {@code users} is also about the documents of collections below it, such as {@code users/42/orders/7}, unless
 * there is one for {@code users/orders}. The column of the ids is the exception: there a rule is about the ids of its own collection, and about
 * references to them. For one thread.
 */
public final class Masking {
    private static final String REFERENCE = "$reference";
    private static final Column ID = new Column("id", "");

    private final List<MaskRule> rules;
    private final Disguise disguise;
    private final Map<String, Map<String, Ruled>> columns = new HashMap<>();
    /** The rules about the ids of a collection, the one that counts first. */
    private final Map<String, List<MaskRule>> ids = new HashMap<>();

    private final Map<MaskRule, Long> counts = new LinkedHashMap<>();
    private final Set<MaskRule> used = new HashSet<>();
    private final Set<String> known = new TreeSet<>();
    private final Set<String> unruled = new TreeSet<>();

    /** A column, and the rules that may be about it or what is behind it. */
    private record Ruled(ColumnKind kind, List<Route> routes) {}

    /**
     * @param tables that rows will come of
     * @throws MaskRefused when a rule names no table, or a column that its table does not have
     */
    public Masking(List<MaskRule> rules, List<Table> tables, MaskKey key) {
        this.rules = List.copyOf(rules);
        this.disguise = new Disguise(key);
        rules.forEach(rule -> counts.put(rule, 0L));
        Set<MaskRule> possible = new HashSet<>();
        tables.forEach(table -> look(table, possible));
        require(possible);
    }

    private void require(Set<MaskRule> found) {
        for (MaskRule rule : rules) {
            if (!found.contains(rule)) {
                throw MaskRefused.nothingOfThatName(rule, known);
            }
        }
    }

    /** A table has its columns whether or not it has rows. What a collection has below its documents shows only when these come. */
    private void look(Table table, Set<MaskRule> possible) {
        for (Column column : table.columns()) {
            if (column.rowId()) {
                continue;
            }
            known.add(table.name() + "." + column.name());
            if (table.open()) {
                Route.to(table.name(), column.name(), true, rules).forEach(route -> possible.add(route.rule()));
                rules.stream()
                        .filter(rule -> rule.field().startsWith(table.name() + "/"))
                        .forEach(possible::add);
            } else {
                ruled(table, table.name(), column).routes().forEach(route -> used.add(route.rule()));
                possible.addAll(used);
            }
        }
    }

    /**
     * The row as it may be seen.
     *
     * @throws MaskRefused when a rule cannot be followed for one of its values
     */
    public Row row(Table table, Row row) {
        int idColumn = table.open() ? table.columnNames().indexOf(table.key().get(0)) : -1;
        String collection = table.open() ? collection(table.name(), (String) row.get(idColumn)) : table.name();
        Object[] values = new Object[row.size()];
        for (int i = 0; i < values.length; i++) {
            Object value = row.get(i);
            if (i == idColumn) {
                values[i] = path(table.name(), (String) value);
            } else if (value == Absent.FIELD) {
                values[i] = value;
            } else {
                Column column = table.columns().get(i);
                Ruled ruled = ruled(table, collection, column);
                Object masked = value(value, ruled.routes(), ruled.kind(), collection + "." + column.name());
                values[i] = masked == Absent.FIELD && !table.open() ? null : masked;
            }
        }
        return new Row(values);
    }

    private Ruled ruled(Table table, String collection, Column column) {
        return columns.computeIfAbsent(collection, any -> new HashMap<>()).computeIfAbsent(column.name(), any -> {
            List<Route> routes = column.rowId() ? List.of() : Route.to(collection, column.name(), table.open(), rules);
            ColumnKind kind = ColumnKind.of(column);
            if (routes.isEmpty() && kind.isWordsOfOthers()) {
                unruled.add(collection + "." + column.name());
            } else if (routes.isEmpty()) {
                lookAtName(collection + "." + column.name(), column.name());
            }
            return new Ruled(kind, routes);
        });
    }

    private void lookAtName(String where, String name) {
        if (Personal.looksLike(name)) {
            unruled.add(where);
        }
    }

    private Object value(Object value, List<Route> routes, ColumnKind kind, String where) {
        Optional<Route> here = routes.stream().filter(Route::isHere).findFirst();
        routes.stream().filter(Route::isHere).map(Route::rule).forEach(used::add);
        boolean deeper = routes.stream().anyMatch(route -> !route.isHere());
        if (here.isPresent() && !deeper) {
            return whole(value, here.get().rule(), kind, where);
        }
        if (value instanceof List<?> list) {
            return list.stream()
                    .map(element -> value(element, routes, kind, where))
                    .filter(element -> element != Absent.FIELD)
                    .toList();
        }
        if (value instanceof Map<?, ?> map) {
            lookAtNames(map, here.map(Route::rule), where);
            Map<String, Object> masked = new LinkedHashMap<>();
            map.forEach((name, inner) -> {
                List<Route> on = Route.on(routes, (String) name);
                String below = where + "." + shown((String) name);
                if (on.isEmpty()) {
                    lookAtName(below, (String) name);
                }
                put(masked, name, value(inner, on, kind, below));
            });
            return masked;
        }
        return here.isPresent() ? whole(value, here.get().rule(), kind, where) : kept(value);
    }

    /** No rule changes the names in a map. Where they are addresses, somebody has to say that they may stay, or take the map away. */
    private void lookAtNames(Map<?, ?> map, Optional<MaskRule> rule, String where) {
        if (map.keySet().stream().noneMatch(name -> isAddress((String) name))) {
            return;
        }
        if (rule.isEmpty()) {
            unruled.add(where);
        } else if (rule.get().mask() != Mask.Made.KEEP) {
            throw MaskRefused.unsuitable(rule.get(), where, "has addresses as names in it");
        }
    }

    /** An address is not shown where it is a name; {@code *} is what a rule would have there. */
    private static String shown(String name) {
        return isAddress(name) ? "*" : name;
    }

    private static boolean isAddress(String name) {
        return name.indexOf('@') > 0;
    }

    private static void put(Map<String, Object> into, Object name, Object value) {
        if (value != Absent.FIELD) {
            into.put((String) name, value);
        }
    }

    private Object whole(Object value, MaskRule rule, ColumnKind kind, String where) {
        if (rule.mask() == Mask.Made.KEEP) {
            return kept(value);
        }
        if (rule.mask().isOfParts() && value instanceof List<?> list) {
            return list.stream()
                    .map(element -> whole(element, rule, kind, where))
                    .toList();
        }
        if (rule.mask().isOfParts() && value instanceof Map<?, ?> map) {
            lookAtNames(map, Optional.of(rule), where);
            Map<String, Object> masked = new LinkedHashMap<>();
            map.forEach((name, inner) -> put(masked, name, whole(inner, rule, kind, where + "." + name)));
            return masked;
        }
        try {
            Object masked = disguise.of(value, rule.mask(), kind);
            if (masked != value) {
                counts.merge(rule, 1L, Long::sum);
            }
            return masked;
        } catch (Disguise.Unsuitable e) {
            throw MaskRefused.unsuitable(rule, where, e.getMessage());
        }
    }

    /** As it is; only references follow the documents that they are about. */
    private Object kept(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(this::kept).toList();
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> same = new LinkedHashMap<>();
            map.forEach((name, inner) -> same.put((String) name, kept(inner)));
            return same;
        }
        return value instanceof Tagged tagged && tagged.tag().equals(REFERENCE) ? reference(tagged) : value;
    }

    /** {@code users/orders} for the document {@code 42/orders/7} of {@code users}. */
    private static String collection(String root, String path) {
        String[] parts = path.split("/");
        StringBuilder collection = new StringBuilder(root);
        for (int i = 1; i < parts.length; i += 2) {
            collection.append('/').append(parts[i]);
        }
        return collection.toString();
    }

    /** @param path of a document below the root: an id, and then a collection and an id for each level */
    private String path(String root, String path) {
        String[] parts = path.split("/");
        StringBuilder collection = new StringBuilder(root);
        for (int i = 0; i < parts.length; i++) {
            if (i % 2 == 1) {
                collection.append('/').append(parts[i]);
            } else {
                parts[i] = id(collection.toString(), parts[i]);
            }
        }
        return String.join("/", parts);
    }

    private String id(String collection, String id) {
        List<MaskRule> here = ids.computeIfAbsent(
                collection,
                any -> Route.to(collection, ID.name(), true, rules).stream()
                        .filter(route -> route.isHere() && route.levels() == 0)
                        .map(Route::rule)
                        .toList());
        used.addAll(here);
        Optional<MaskRule> rule = here.stream().findFirst();
        String where = collection + "." + ID.name();
        if (rule.isEmpty()) {
            if (isAddress(id)) {
                unruled.add(where);
            }
            return id;
        }
        if (!rule.get().mask().isOfParts() && rule.get().mask() != Mask.Made.KEEP) {
            throw MaskRefused.unsuitable(rule.get(), where, "tells documents apart");
        }
        return (String) whole(id, rule.get(), ColumnKind.of(ID), where);
    }

    /** A reference inside the database is the path of a document. */
    private Tagged reference(Tagged reference) {
        String path = String.valueOf(reference.value());
        int root = path.indexOf('/');
        return root < 0 || path.startsWith("projects/")
                ? reference
                : new Tagged(
                        REFERENCE,
                        path.substring(0, root + 1) + path(path.substring(0, root), path.substring(root + 1)));
    }

    /**
     * To be asked when all rows have passed by.
     *
     * @throws MaskRefused when a rule is about a field that no document had
     */
    public void requireAllUsed() {
        require(used);
    }

    /** How many values each rule has changed. */
    public Map<MaskRule, Long> counts() {
        return Collections.unmodifiableMap(counts);
    }

    /** Columns and fields whose name looks personal and that have no rule, and those that hold the words of others ({@code tsvector}). */
    public List<String> unruled() {
        return new ArrayList<>(unruled);
    }
}
