package dbmanager.exchange;

import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Writes rows for people and other tools. */
public final class Export {
    static final int REPORT_EVERY = 4096;

    /** A name that every file system takes as one file, and that does not hide it. */
    private static final Pattern FILE_NAME =
            Pattern.compile("[^./\\\\:*?\"<>|\\p{Cntrl}][^/\\\\:*?\"<>|\\p{Cntrl}]{0,200}");

    private final Content content;
    private final RowProgress progress;
    private final Map<String, Long> rows = new LinkedHashMap<>();
    private final List<PendingFile> pending = new ArrayList<>();

    private Export(Content content, RowProgress progress) {
        this.content = content;
        this.progress = progress;
    }

    /**
     * Writes these tables, in this order. Memory does not grow with them. Files appear under their names when all of them are complete; folders
     * are created, files that are there are replaced,
     * unless they are binary and so no earlier export.
     *
     * @param now goes into the document as {@code exported_at}
     * @throws ExportRefused when several tables should go into one CSV file, or a table cannot be the name of a file,
     *     or a binary file would be replaced
     */
    public static Exported write(
            Content content,
            List<Table> tables,
            Format format,
            Destination destination,
            Instant now,
            RowProgress progress) {
        return new Export(content, progress).write(tables, format, destination, now);
    }

    private Exported write(List<Table> tables, Format format, Destination destination, Instant now) {
        try {
            if (format == Format.JSON) {
                document(tables, sink(destination), now);
            } else if (destination instanceof Destination.Place place && !isFile(place.path())) {
                folder(tables, place.path());
            } else {
                if (tables.size() != 1) {
                    throw ExportRefused.oneTableOnly(tables);
                }
                csv(tables.get(0), sink(destination));
            }
            pending.forEach(PendingFile::seal);
            return new Exported(rows, pending.stream().map(PendingFile::commit).toList());
        } finally {
            pending.forEach(PendingFile::close);
        }
    }

    private static boolean isFile(Path path) {
        return path.toString().toLowerCase(Locale.ROOT).endsWith(".csv");
    }

    private Utf8Out sink(Destination destination) {
        return destination instanceof Destination.Place place
                ? file(place.path())
                : new Utf8Out(((Destination.Open) destination).out(), "the output");
    }

    private Utf8Out file(Path path) {
        PendingFile file = new PendingFile(path);
        pending.add(file);
        OutputStream out = file.out();
        return new Utf8Out(out, path.toString());
    }

    private void document(List<Table> tables, Utf8Out out, Instant now) {
        JsonExport json = new JsonExport(out);
        json.begin(content.name(), now, tables);
        for (Table table : tables) {
            each(table, source -> json.table(table, plain(table, Format.JSON), source, progress));
        }
        json.end();
        out.flush();
    }

    private void folder(List<Table> tables, Path folder) {
        Set<String> names = new HashSet<>();
        for (Table table : tables) {
            if (!FILE_NAME.matcher(table.name()).matches()
                    || !names.add(table.name().toLowerCase(Locale.ROOT))) {
                throw ExportRefused.fileName(table.name());
            }
        }
        for (Table table : tables) {
            csv(table, file(folder.resolve(table.name() + ".csv")));
        }
    }

    private void csv(Table table, Utf8Out out) {
        each(table, source -> new CsvExport(out).table(table, plain(table, Format.CSV), source, progress));
        out.flush();
    }

    private List<Predicate<Object>> plain(Table table, Format format) {
        return table.columns().stream()
                .map(column -> content.plain(column, format))
                .toList();
    }

    private void each(Table table, RowWriter writer) {
        try (Stream<Row> source = content.rows(table)) {
            long count = writer.write(
                    source.peek(row -> ValueTooLarge.refuseIn(table, row)).iterator());
            progress.at(table.name(), count, count);
            rows.put(table.name(), count);
        }
    }

    private interface RowWriter {
        long write(Iterator<Row> rows);
    }
}
