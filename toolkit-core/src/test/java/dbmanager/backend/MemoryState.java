package dbmanager.backend;

import dbmanager.exchange.Row;
import dbmanager.migration.History;
import dbmanager.problem.Finding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Everything in a {@link MemoryDatabase} at one moment. A state that was published is never changed; changes are made to a copy. */
final class MemoryState {
    final Map<String, MemoryTable> tables = new TreeMap<>();
    Optional<String> id = Optional.empty();
    History history = History.empty();

    MemoryState copy() {
        MemoryState copy = new MemoryState();
        tables.forEach((name, table) -> copy.tables.put(name, table.copy()));
        copy.id = id;
        copy.history = history;
        return copy;
    }

    MemoryTable table(String name) {
        MemoryTable table = tables.get(name);
        if (table == null) {
            throw new IllegalArgumentException("no such table: " + name);
        }
        return table;
    }

    /** The rows that refer to a row that is not there. */
    List<Finding> dangling() {
        List<Finding> findings = new ArrayList<>();
        tables.forEach((name, table) -> table.parents.forEach((column, parent) -> {
            int position = table.columns.indexOf(column);
            for (Row row : table.rows.values()) {
                Object value = row.get(position);
                if (value != null
                        && !(tables.containsKey(parent) && table(parent).rows.containsKey(value))) {
                    findings.add(new Finding(name + " " + row.get(0), parent + " has no row " + value));
                }
            }
        }));
        return findings;
    }

    /** A table; its first column is its key. */
    static final class MemoryTable {
        final List<String> columns;
        /** Which table a column refers to. */
        final Map<String, String> parents = new LinkedHashMap<>();

        final TreeMap<Long, Row> rows = new TreeMap<>();

        MemoryTable(List<String> columns, Map<String, String> parents) {
            this.columns = List.copyOf(columns);
            this.parents.putAll(parents);
        }

        MemoryTable copy() {
            MemoryTable copy = new MemoryTable(columns, parents);
            copy.rows.putAll(rows);
            return copy;
        }

        void put(Row row) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException(columns.size() + " columns, but " + row.size() + " values");
            }
            rows.put((Long) Objects.requireNonNull(row.get(0)), row);
        }

        String definition() {
            return "create " + columns + " referring " + parents;
        }
    }
}
