package dbmanager.exchange;

import dbmanager.exchange.Content.Definition;
import dbmanager.exchange.DiffReport.DefinitionDiff;
import dbmanager.exchange.DiffReport.TableDiff;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares two contents, row by row, in memory that does not grow with them. */
public final class Diff {
    private Diff() {}

    /**
     * Compares tables, and the definitions that belong to them; without names everything. {@code a} and {@code b} are two contents, not one twice:
     * each has a stream of rows open.
     *
     * @param samples how many differences of each table to keep
     * @throws UnknownName when neither has a table that is named
     * @throws RowsOutOfOrder when a content's rows do not come in the order that it says
     */
    public static DiffReport of(Content a, Content b, List<String> tables, int samples, RowProgress progress) {
        Map<String, Table> inA = byName(a);
        Map<String, Table> inB = byName(b);
        Map<String, Table> all = new TreeMap<>(inB);
        all.putAll(inA);
        for (String name : tables) {
            if (!all.containsKey(name)) {
                throw UnknownName.table(a.name() + " and " + b.name(), name, List.copyOf(all.values()));
            }
        }
        List<String> onlyInA = new ArrayList<>();
        List<String> onlyInB = new ArrayList<>();
        List<TableDiff> compared = new ArrayList<>();
        for (String name : tables.isEmpty() ? all.keySet() : new TreeSet<>(tables)) {
            if (!inB.containsKey(name)) {
                onlyInA.add(name);
            } else if (!inA.containsKey(name)) {
                onlyInB.add(name);
            } else {
                compared.add(new TableComparison(a, inA.get(name), b, inB.get(name), samples, progress).run());
            }
        }
        return new DiffReport(a.name(), b.name(), onlyInA, onlyInB, compared, definitions(a, b, tables));
    }

    private static Map<String, Table> byName(Content content) {
        Map<String, Table> tables = new LinkedHashMap<>();
        content.tables().forEach(table -> tables.put(table.name(), table));
        return tables;
    }

    private static List<DefinitionDiff> definitions(Content a, Content b, List<String> tables) {
        Map<List<String>, Definition> inA = definitions(a, tables);
        Map<List<String>, Definition> inB = definitions(b, tables);
        Map<List<String>, Definition> all = new LinkedHashMap<>(inA);
        all.putAll(inB);
        List<DefinitionDiff> differences = new ArrayList<>();
        all.forEach((id, definition) -> {
            Optional<String> textA = Optional.ofNullable(inA.get(id)).map(Definition::text);
            Optional<String> textB = Optional.ofNullable(inB.get(id)).map(Definition::text);
            if (!textA.equals(textB)) {
                differences.add(new DefinitionDiff(definition.kind(), definition.name(), textA, textB));
            }
        });
        return differences;
    }

    private static Map<List<String>, Definition> definitions(Content content, List<String> tables) {
        Map<List<String>, Definition> found = new LinkedHashMap<>();
        content.definitions().stream()
                .filter(definition -> tables.isEmpty() || tables.contains(definition.name()))
                .forEach(definition -> found.put(List.of(definition.kind(), definition.name()), definition));
        return found;
    }
}
