package dbmanager.sql.postgres;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What rows a dump has of each table, counted and digested while they pass by. */
final class DumpedRows {
    private static final String NAME = "(?:\"(?:[^\"]|\"\")*\"|[^\". ]+)";
    private static final Pattern COPY = Pattern.compile(
            "COPY (?<schema>" + NAME + ")\\.(?<table>" + NAME + ") (?:\\((?<columns>.*)\\))? ?FROM stdin;");

    private static final Pattern LISTED = Pattern.compile("\"(?:[^\"]|\"\")*\"|[^\", ]+");

    private final Map<String, Digest> digests = new HashMap<>();
    private final Map<String, String> columns = new HashMap<>();
    private final Set<String> incomparable = new HashSet<>();

    /** Whether rows follow this line. */
    static boolean isCopy(String line) {
        return COPY.matcher(line).matches();
    }

    /**
     * Whose rows follow a line.
     *
     * @param columns in the order of the rows; none where the table has none
     */
    record Copy(String schema, String table, List<String> columns) {
        String qualified() {
            return schema + "." + table;
        }
    }

    /** Empty where no rows follow. */
    static Optional<Copy> copy(String line) {
        Matcher copy = COPY.matcher(line);
        if (!copy.matches()) {
            return Optional.empty();
        }
        String columns = copy.group("columns");
        return Optional.of(new Copy(
                unquoted(copy.group("schema")),
                unquoted(copy.group("table")),
                columns == null
                        ? List.of()
                        : LISTED.matcher(columns)
                                .results()
                                .map(name -> unquoted(name.group()))
                                .toList()));
    }

    /** The rows that follow this line, whose table may have had others before; empty where none follow. */
    Optional<CopyRows> begin(String line) {
        Matcher copy = COPY.matcher(line);
        if (!copy.matches()) {
            return Optional.empty();
        }
        String table = unquoted(copy.group("schema")) + "." + unquoted(copy.group("table"));
        String order = String.valueOf(copy.group("columns"));
        if (!columns.computeIfAbsent(table, name -> order).equals(order)) {
            incomparable.add(table); // a partition with its columns in another order
        }
        return Optional.of(new CopyRows(digests.computeIfAbsent(table, name -> new Digest())));
    }

    static String unquoted(String name) {
        return name.startsWith("\"") ? name.substring(1, name.length() - 1).replace("\"\"", "\"") : name;
    }

    /** Those of a table; none where the dump does not name it. */
    Digest of(Relation relation) {
        return digests.getOrDefault(relation.schema() + "." + relation.name(), new Digest());
    }

    /** The rows of a table that the manifest calls so: with its schema, or without where that went without saying. */
    Optional<Digest> find(String shown) {
        Digest exact = digests.get(shown);
        return exact != null
                ? Optional.of(exact)
                : digests.entrySet().stream()
                        .filter(entry -> entry.getKey()
                                .substring(entry.getKey().indexOf('.') + 1)
                                .equals(shown))
                        .map(Map.Entry::getValue)
                        .findFirst();
    }

    /** Whether its lines have its columns in one order. */
    boolean isComparable(String shown) {
        return incomparable.stream().noneMatch(table -> table.equals(shown) || table.endsWith("." + shown));
    }
}
