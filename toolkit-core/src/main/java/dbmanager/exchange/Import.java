package dbmanager.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Takes in rows that {@link Export}, or somebody else, wrote. What comes is read once, row by row; it may be hostile. The intake is committed
 * when everything is in it, and only then; the caller closes it.
 */
public final class Import {
    /** The longest value of a row, in characters. */
    static final int LONGEST_VALUE = 20 << 20;

    /** The time stamp with which some tools end the names of their files: {@code products_20261121_020000.csv}. */
    private static final Pattern STAMPED = Pattern.compile("(.+)_\\d{8}_\\d{6}");

    private final Intake intake;
    private final Tables tables;

    private Import(Intake intake, RowProgress progress) {
        this.intake = intake;
        this.tables = new Tables(intake, progress);
    }

    /**
     * Takes in a file, or a folder of CSV files in the order of the intake's tables.
     *
     * @param table the only table to take; names the rows of a file that does not, and is otherwise the file's name
     * @throws UnknownName when a table or column is not there
     * @throws MalformedInput when the file is not what it should be
     * @throws RowRefused when the database does not take a row
     */
    public static Imported read(
            Path source, Format format, Optional<String> table, Intake intake, RowProgress progress) {
        Import work = new Import(intake, progress);
        try {
            if (Files.isDirectory(source)) {
                work.folder(source, format, table);
            } else {
                work.file(source, format, table);
            }
        } catch (IOException e) {
            throw TransferFailed.reading(source.toString(), e);
        }
        return work.done();
    }

    /**
     * Takes in a stream, such as standard input, and leaves it open.
     *
     * @param name of the stream, for messages, and of the table when {@code table} is empty and the stream does not name it
     */
    public static Imported read(
            InputStream source,
            String name,
            Format format,
            Optional<String> table,
            Intake intake,
            RowProgress progress) {
        Import work = new Import(intake, progress);
        work.stream(source, name, format, table, name);
        return work.done();
    }

    private Imported done() {
        intake.commit();
        return new Imported(tables.counts);
    }

    private void folder(Path folder, Format format, Optional<String> only) throws IOException {
        if (format != Format.CSV) {
            throw new MalformedInput(folder.toString(), "a folder holds CSV files, one for each table");
        }
        Map<String, Path> files = new LinkedHashMap<>();
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path file : (Iterable<Path>) entries.filter(Import::isCsv).sorted()::iterator) {
                Path other = files.put(table(file), file);
                if (other != null) {
                    throw new MalformedInput(
                            folder.toString(),
                            other.getFileName() + " and " + file.getFileName() + " are the same table");
                }
            }
        }
        if (only.isPresent()) {
            files.keySet().retainAll(List.of(only.get()));
        }
        if (files.isEmpty()) {
            throw new MalformedInput(
                    folder.toString(),
                    "there is no CSV file" + only.map(t -> " of " + t).orElse(""));
        }
        for (Map.Entry<String, Path> file : files.entrySet()) {
            tables.find(file.getKey(), () -> file.getValue().toString());
        }
        for (Table table : intake.tables()) {
            Path file = files.get(table.name());
            if (file != null) {
                file(file, format, Optional.of(table.name()));
            }
        }
    }

    private static boolean isCsv(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".csv") && !name.startsWith(".") && Files.isRegularFile(file);
    }

    private void file(Path file, Format format, Optional<String> table) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            stream(in, file.toString(), format, table, table(file));
        }
    }

    private void stream(InputStream in, String name, Format format, Optional<String> table, String fallback) {
        switch (format) {
            case JSON -> new JsonImport(name, in, tables).read(table, fallback);
            case CSV -> new CsvImport(name, in, tables).read(table.orElse(fallback));
        }
    }

    /** The table that a file's name means. */
    private String table(Path file) {
        String name = file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
        Matcher stamped = STAMPED.matcher(name);
        return tables.has(name) || !stamped.matches() ? name : stamped.group(1);
    }

    /** The tables that rows can go to, and what went there. */
    static final class Tables {
        private final Intake intake;
        private final RowProgress progress;
        private final Map<String, Imported.Counts> counts = new LinkedHashMap<>();

        Tables(Intake intake, RowProgress progress) {
            this.intake = intake;
            this.progress = progress;
        }

        boolean has(String name) {
            return intake.tables().stream().anyMatch(table -> table.name().equals(name));
        }

        Table find(String name, Supplier<String> where) {
            return intake.table(name).orElseThrow(() -> UnknownName.table(where.get(), name, intake.tables()));
        }

        TableIntake begin(String name, Supplier<String> where) {
            Table table = find(name, where);
            if (counts.containsKey(name)) {
                throw new MalformedInput(where.get(), "the table \"" + name + "\" is given twice");
            }
            return new TableIntake(intake, table, progress);
        }

        void end(TableIntake into) {
            counts.put(into.table().name(), into.counts());
        }
    }
}
