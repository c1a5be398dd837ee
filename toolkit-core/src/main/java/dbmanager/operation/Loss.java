package dbmanager.operation;

import dbmanager.exchange.Content;
import dbmanager.exchange.DiffReport;
import dbmanager.exchange.DiffReport.ColumnDiff;
import dbmanager.exchange.DiffReport.DefinitionDiff;
import dbmanager.exchange.DiffReport.RowDiff;
import dbmanager.exchange.DiffReport.TableDiff;
import dbmanager.exchange.Row;
import dbmanager.exchange.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One way in which what a way back leaves differs from what was there before.
 *
 * @param where the table, collection, index…
 * @param what became of it, for the reader
 * @param rows how many rows or documents are concerned; 0 where it is about a definition
 * @param samples the keys of the first of them
 */
public record Loss(String where, Kind kind, String what, long rows, List<String> samples) {
    static final int SAMPLES = 3;
    private static final int MOST_WORDS = 20;
    private static final int LONGEST = 300;

    public Loss {
        samples = List.copyOf(samples);
    }

    /** What is worse comes first. */
    public enum Kind {
        /** It was there, and is gone. */
        LOST,
        /** It is there, and has another value. */
        CHANGED,
        /** It was not there before. */
        LEFT_OVER,
        /** It is defined in another way. */
        DEFINED_OTHERWISE
    }

    /** @param before what A of the report is, to count what is gone as a whole */
    static List<Loss> of(DiffReport report, Content before) {
        List<Loss> losses = new ArrayList<>();
        Set<String> told = new HashSet<>();
        for (String table : report.tablesOnlyInA()) {
            losses.add(gone(before.table(table).orElseThrow(), before));
            told.add(table);
        }
        for (TableDiff table : report.tables()) {
            ofTable(table, before, losses);
        }
        for (String table : report.tablesOnlyInB()) {
            losses.add(new Loss(table, Kind.LEFT_OVER, "stays, though it was not there before", 0, List.of()));
            told.add(table);
        }
        report.definitions().stream()
                .filter(definition -> !told.contains(definition.name()))
                .map(Loss::of)
                .forEach(losses::add);
        return losses.stream().sorted((a, b) -> a.kind().compareTo(b.kind())).toList();
    }

    private static Loss gone(Table table, Content before) {
        long count = before.count(table);
        try (Stream<Row> rows = before.rows(table)) {
            List<String> keys = rows.limit(SAMPLES).map(row -> key(table, row)).toList();
            return new Loss(table.name(), Kind.LOST, "is gone, with " + counted(count), count, keys);
        }
    }

    private static String counted(long rows) {
        return rows + (rows == 1 ? " row" : " rows");
    }

    private static String key(Table table, Row row) {
        List<String> texts = new ArrayList<>();
        int[] positions = table.keyPositions();
        for (int i = 0; i < positions.length; i++) {
            texts.add(table.key().get(i) + "=" + row.get(positions[i]));
        }
        return String.join(", ", texts);
    }

    private static void ofTable(TableDiff table, Content before, List<Loss> losses) {
        for (ColumnDiff column : table.columns()) {
            losses.add(ofColumn(table.table(), column, before));
        }
        table.notCompared()
                .ifPresent(why -> losses.add(
                        new Loss(table.table(), Kind.CHANGED, "its rows cannot be compared: " + why, 0, List.of())));
        add(table, Kind.LOST, DiffReport.Kind.ONLY_IN_A, table.onlyInA(), "gone", losses);
        add(table, Kind.CHANGED, DiffReport.Kind.CHANGED, table.changed(), "changed", losses);
        add(table, Kind.LEFT_OVER, DiffReport.Kind.ONLY_IN_B, table.onlyInB(), "there that were not before", losses);
    }

    private static void add(TableDiff table, Kind kind, DiffReport.Kind of, long rows, String word, List<Loss> losses) {
        if (rows == 0) {
            return;
        }
        List<String> samples = table.samples().stream()
                .filter(row -> row.kind() == of)
                .map(Loss::sample)
                .toList();
        losses.add(new Loss(table.table(), kind, counted(rows) + (rows == 1 ? " is " : " are ") + word, rows, samples));
    }

    private static String sample(RowDiff row) {
        StringBuilder text = new StringBuilder(String.join(", ", texts(row.key())));
        row.cells().stream()
                .limit(SAMPLES)
                .forEach(cell -> text.append(" ")
                        .append(cell.column())
                        .append(": ")
                        .append(cell.a())
                        .append(" -> ")
                        .append(cell.b()));
        return text.toString();
    }

    private static List<String> texts(Map<String, String> key) {
        return key.entrySet().stream()
                .map(column -> column.getKey() + "=" + column.getValue())
                .toList();
    }

    private static Loss ofColumn(String table, ColumnDiff column, Content before) {
        String where = table + "." + column.column();
        if (column.b().isEmpty()) {
            long values = values(before, table, column.column());
            return new Loss(
                    where,
                    Kind.LOST,
                    "is gone, with " + values + (values == 1 ? " value" : " values"),
                    values,
                    List.of());
        }
        return column.a().isEmpty()
                ? new Loss(where, Kind.LEFT_OVER, "stays, though it was not there before", 0, List.of())
                : new Loss(
                        where,
                        Kind.DEFINED_OTHERWISE,
                        "is " + column.b().get() + ", and was " + column.a().get(),
                        0,
                        List.of());
    }

    private static long values(Content before, String name, String column) {
        Optional<Table> table = before.table(name);
        int position = table.map(found -> found.columnNames().indexOf(column)).orElse(-1);
        if (position < 0) {
            return 0;
        }
        try (Stream<Row> rows = before.rows(table.get())) {
            return rows.filter(row -> row.get(position) != null).count();
        }
    }

    private static Loss of(DefinitionDiff definition) {
        String where = definition.kind() + " " + definition.name();
        if (definition.b().isEmpty()) {
            return new Loss(where, Kind.LOST, "is gone", 0, List.of());
        }
        if (definition.a().isEmpty()) {
            return new Loss(where, Kind.LEFT_OVER, "stays, though it was not there before", 0, List.of());
        }
        return new Loss(
                where,
                Kind.DEFINED_OTHERWISE,
                otherwise(definition.a().get(), definition.b().get()),
                0,
                List.of());
    }

    /** Where the texts part, with the words around. */
    private static String otherwise(String before, String now) {
        List<String> was = List.of(before.strip().split("\\s+"));
        List<String> is = List.of(now.strip().split("\\s+"));
        if (was.equals(is)) {
            return "is defined otherwise, in its white space alone";
        }
        int shorter = Math.min(was.size(), is.size());
        int head = 0;
        while (head < shorter && was.get(head).equals(is.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < shorter - head && was.get(was.size() - 1 - tail).equals(is.get(is.size() - 1 - tail))) {
            tail++;
        }
        return "is defined otherwise: \"" + stretch(is, head, tail) + "\", and was \"" + stretch(was, head, tail)
                + "\"";
    }

    private static String stretch(List<String> words, int head, int tail) {
        int from = Math.max(0, head - 1);
        int to = Math.min(words.size(), words.size() - tail + 1);
        int shown = Math.min(to, from + MOST_WORDS);
        String text = String.join(" ", words.subList(from, shown));
        boolean cut = shown < words.size() || text.length() > LONGEST;
        return (from > 0 ? "… " : "") + text.substring(0, Math.min(text.length(), LONGEST)) + (cut ? " …" : "");
    }
}
