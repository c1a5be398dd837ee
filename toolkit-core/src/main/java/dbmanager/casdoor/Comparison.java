package dbmanager.casdoor;

import dbmanager.casdoor.Draft.Change;
import dbmanager.casdoor.Draft.Deed;
import dbmanager.environment.CasdoorMapping;
import dbmanager.exchange.Absent;
import dbmanager.exchange.Content;
import dbmanager.exchange.Row;
import dbmanager.exchange.Table;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Compares what Casdoor lists with the rows that are there. Rows that Casdoor never knew, whose key of it is null or empty, are left alone. */
final class Comparison {
    private static final String ID = "id";

    /** What stands in an array without quotes. */
    private static final Pattern BARE = Pattern.compile("[^{},\"\\\\\\s]+");

    private final CasdoorMapping mapping;
    private final Map<String, Map<String, Object>> listed;
    private final List<Change> changes = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private long unchanged;
    private long active;

    private Comparison(CasdoorMapping mapping, Map<String, Map<String, Object>> listed) {
        this.mapping = mapping;
        this.listed = listed;
    }

    /** @throws BadMapping when the table has not all that the mapping names */
    static Draft of(
            Listing what,
            CasdoorMapping mapping,
            Map<String, Map<String, Object>> listed,
            Content content,
            Table target) {
        Comparison comparison = new Comparison(mapping, listed);
        content.table(mapping.table()).ifPresent(table -> comparison.compare(content, table));
        comparison.create(target);
        return new Draft(what, mapping, target, comparison.changes, comparison.unchanged, comparison.active);
    }

    private void compare(Content content, Table table) {
        List<String> names = table.columnNames();
        try (Stream<Row> rows = content.rows(table)) {
            rows.forEach(row -> {
                Map<String, Object> values = new HashMap<>();
                for (int i = 0; i < names.size(); i++) {
                    values.put(names.get(i), row.get(i) == Absent.FIELD ? null : row.get(i));
                }
                boolean below = table.open() && String.valueOf(values.get(ID)).contains("/");
                String key = Objects.toString(values.get(mapping.key()), "");
                if (!below && !key.isEmpty()) {
                    compare(table, key, values);
                }
            });
        }
    }

    private void compare(Table table, String key, Map<String, Object> row) {
        if (!seen.add(key)) {
            throw BadMapping.twice(mapping, key);
        }
        boolean wasActive = isTrue(row.get(mapping.active()));
        active += wasActive ? 1 : 0;
        Map<String, Object> wanted =
                listed.containsKey(key) ? columns(listed.get(key)) : Map.of(mapping.active(), false);
        Map<String, Object> different = new LinkedHashMap<>();
        wanted.forEach((column, value) -> {
            if (!same(row.get(column), value)) {
                different.put(column, value);
            }
        });
        if (different.isEmpty()) {
            unchanged++;
            return;
        }
        table.key().forEach(column -> different.putIfAbsent(column, row.get(column)));
        boolean gone = wasActive && Boolean.FALSE.equals(wanted.get(mapping.active()));
        changes.add(new Change(gone ? Deed.DEACTIVATE : Deed.UPDATE, key, different));
    }

    private void create(Table target) {
        listed.forEach((key, entry) -> {
            if (!seen.contains(key)) {
                Map<String, Object> row = columns(entry);
                if (target.open()) {
                    row.putIfAbsent(ID, key);
                }
                changes.add(new Change(Deed.CREATE, key, row));
            }
        });
    }

    /** Who is forbidden or deleted in Casdoor is listed, and not active. */
    private Map<String, Object> columns(Map<String, Object> entry) {
        Map<String, Object> columns = new LinkedHashMap<>();
        mapping.fields().forEach((column, field) -> columns.put(column, entry.get(field)));
        boolean locked = CasdoorSync.LOCKED.stream().anyMatch(field -> isTrue(entry.get(field)));
        columns.put(mapping.active(), !locked);
        return columns;
    }

    private static boolean isTrue(Object value) {
        return Boolean.TRUE.equals(value) || (value instanceof Long number && number != 0);
    }

    /** An engine may have another form of the same: SQLite 1 for true, PostgreSQL its own form of a time. */
    static boolean same(Object there, Object wanted) {
        if (there == null || wanted == null || there.equals(wanted)) {
            return Objects.equals(there, wanted);
        }
        if (wanted instanceof Boolean truth) {
            return there instanceof Long number && number == (truth ? 1 : 0);
        }
        if (wanted instanceof Number && there instanceof Number) {
            return new BigDecimal(wanted.toString()).compareTo(new BigDecimal(there.toString())) == 0;
        }
        if (wanted instanceof List<?> || wanted instanceof Map<?, ?>) {
            return there instanceof String text
                    ? JsonValues.isWrittenAs(wanted, text) || (wanted instanceof List<?> list && isArray(list, text))
                    : sameParts(there, wanted);
        }
        if (there instanceof Number || wanted instanceof Number) {
            return there.toString().equals(wanted.toString());
        }
        return there instanceof String one && wanted instanceof String other && isSameTime(one, other);
    }

    private static boolean sameParts(Object there, Object wanted) {
        if (there instanceof List<?> one && wanted instanceof List<?> other) {
            return one.size() == other.size()
                    && IntStream.range(0, one.size()).allMatch(i -> same(one.get(i), other.get(i)));
        }
        return there instanceof Map<?, ?> one
                && wanted instanceof Map<?, ?> other
                && one.keySet().equals(other.keySet())
                && one.keySet().stream().allMatch(name -> same(one.get(name), other.get(name)));
    }

    /** Whether PostgreSQL writes the list as this text (postgresql.org/docs/current/arrays.html, 8.15.6). */
    private static boolean isArray(List<?> list, String text) {
        return list.stream()
                .map(Comparison::element)
                .collect(Collectors.joining(",", "{", "}"))
                .equals(text);
    }

    private static String element(Object value) {
        if (value == null) {
            return "NULL";
        }
        String text = value.toString();
        return BARE.matcher(text).matches() && !text.equalsIgnoreCase("null")
                ? text
                : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** Two times of a zone are the same at the same moment; without one, where they say the same. */
    private static boolean isSameTime(String one, String other) {
        try {
            TemporalAccessor a = time(one);
            TemporalAccessor b = time(other);
            if (a instanceof OffsetDateTime x && b instanceof OffsetDateTime y) {
                return x.isEqual(y);
            }
            return a.equals(b);
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static TemporalAccessor time(String text) {
        String iso = text.replace(' ', 'T').replaceFirst("([+-]\\d\\d)$", "$1:00");
        return DateTimeFormatter.ISO_DATE_TIME.parseBest(iso, OffsetDateTime::from, LocalDateTime::from);
    }
}
