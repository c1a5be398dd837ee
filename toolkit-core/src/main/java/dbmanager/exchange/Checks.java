package dbmanager.exchange;

import dbmanager.problem.Finding;
import dbmanager.problem.NearestName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What must be true of the rows.
 *
 * @param required tables that must be there
 * @param minimumRows by table
 * @param assertions queries that must return no row, in the engine's language, by name
 */
public record Checks(List<String> required, Map<String, Long> minimumRows, Map<String, String> assertions) {
    private static final int ROWS_SHOWN = 3;

    public Checks {
        required = List.copyOf(required);
        minimumRows = Collections.unmodifiableMap(new LinkedHashMap<>(minimumRows));
        assertions = Collections.unmodifiableMap(new LinkedHashMap<>(assertions));
    }

    public static Checks none() {
        return new Checks(List.of(), Map.of(), Map.of());
    }

    public boolean isEmpty() {
        return required.isEmpty() && minimumRows.isEmpty() && assertions.isEmpty();
    }

    /** What is not true; empty when all is well. */
    public List<Finding> judge(Content content) {
        List<Finding> findings = new ArrayList<>();
        for (String name : required) {
            if (content.table(name).isEmpty()) {
                findings.add(new Finding(name, "is required and missing" + perhaps(name, content)));
            }
        }
        minimumRows.forEach((name, least) -> enough(name, least, content, findings));
        assertions.forEach((name, query) -> assertion(name, query, content, findings));
        return List.copyOf(findings);
    }

    private void enough(String name, long least, Content content, List<Finding> findings) {
        content.table(name)
                .ifPresentOrElse(
                        table -> {
                            long rows = content.count(table);
                            if (rows < least) {
                                findings.add(new Finding(name, "has " + rows + " rows, wants at least " + least));
                            }
                        },
                        () -> {
                            if (!required.contains(name)) {
                                findings.add(new Finding(
                                        name,
                                        "is missing, wants at least " + least + " rows" + perhaps(name, content)));
                            }
                        });
    }

    private static void assertion(String name, String query, Content content, List<Finding> findings) {
        List<String> shown = new ArrayList<>();
        long total = 0;
        try (Stream<Row> rows = content.counterexamples(query)) {
            for (Iterator<Row> each = rows.iterator(); each.hasNext(); total++) {
                Row row = each.next();
                if (total < ROWS_SHOWN) {
                    shown.add(Stream.of(row.values()).map(Brief::of).toList().toString());
                }
            }
        }
        if (total > 0) {
            String more = total > ROWS_SHOWN ? "…" : "";
            findings.add(new Finding(
                    name,
                    (total == 1 ? "1 row contradicts it: " : total + " rows contradict it: ")
                            + String.join(", ", shown)
                            + more));
        }
    }

    private static String perhaps(String name, Content content) {
        return NearestName.of(name, content.tables().stream().map(Table::name).toList())
                .map(nearest -> "; there is " + nearest)
                .orElse("");
    }
}
