package dbmanager.sql.postgres;

import dbmanager.exchange.Row;
import dbmanager.exchange.SavedRows;
import dbmanager.exchange.Table;
import dbmanager.problem.Problem;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * The rows of a dump as {@code pg_restore --file=-} writes them, without a server: nothing of them comes into a database. The rows of a partition
 * are rows of the table that it is a part of.
 */
final class DumpedTables implements SavedRows {
    private static final int BUFFER = 1 << 16;
    private static final Table NONE = new Table("", List.of(), List.of());

    private final Archive archive;
    private final DumpedDefinitions definitions;
    /** By the name in the dump, with its schema. */
    private final Map<String, Table> tables = new TreeMap<>();

    private DumpedTables(Archive archive) {
        this.archive = archive;
        this.definitions = DumpedDefinitions.of(archive);
        definitions.untyped().forEach(this::refuseUntyped);
        definitions.tables().forEach((name, columns) -> tables.put(name, new Table(shown(name), columns, List.of())));
    }

    /**
     * Reads the definitions of its tables.
     *
     * @throws dbmanager.backup.PartDamaged when pg_restore cannot read it
     * @throws UnknownRowType when it does not say what columns one of them has
     */
    static DumpedTables of(Archive archive) {
        return new DumpedTables(archive);
    }

    private void refuseUntyped(String table, String type) {
        if (archive.part().contents().containsKey(shown(table))) {
            throw new UnknownRowType(table, type);
        }
    }

    /** As the manifest calls it: without its schema where that went without saying when it was dumped. */
    private String shown(String qualified) {
        String bare = qualified.substring(qualified.indexOf('.') + 1);
        Map<String, Long> contents = archive.part().contents();
        return !contents.containsKey(qualified) && contents.containsKey(bare) ? bare : qualified;
    }

    @Override
    public List<Table> tables() {
        return List.copyOf(tables.values());
    }

    @Override
    public void forEach(BiConsumer<Table, Row> each) {
        try {
            archive.sql(List.of("--data-only"), sql -> read(new BufferedInputStream(sql, BUFFER), each));
        } catch (SQLException e) {
            throw new IllegalStateException("no server was asked", e);
        }
    }

    private void read(InputStream sql, BiConsumer<Table, Row> each) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (readLine(sql, line)) {
            Optional<DumpedRows.Copy> copy = DumpedRows.copy(line.toString(StandardCharsets.UTF_8));
            if (copy.isPresent()) {
                readRows(sql, copy.get(), line, each);
            }
        }
    }

    private void readRows(
            InputStream sql, DumpedRows.Copy copy, ByteArrayOutputStream line, BiConsumer<Table, Row> each)
            throws IOException {
        boolean others = DumpedDefinitions.isOwn(copy.qualified()) || isOfExtension(copy.qualified());
        Table table = tables.getOrDefault(definitions.root(copy.qualified()), NONE);
        int[] places =
                copy.columns().stream().mapToInt(table.columnNames()::indexOf).toArray();
        if (!others && Arrays.stream(places).anyMatch(place -> place < 0)) {
            throw new IOException("the definition of " + copy.qualified() + " does not have all columns of its rows");
        }
        PostgresType[] types = copy.columns().stream()
                .map(name -> definitions.type(copy.qualified(), name))
                .toArray(PostgresType[]::new);
        while (readLine(sql, line)) {
            byte[] bytes = line.toByteArray();
            if (bytes.length == 2 && bytes[0] == '\\' && bytes[1] == '.') {
                return;
            }
            if (!others) {
                each.accept(table, row(bytes, types, places, table.columns().size()));
            }
        }
        throw new EOFException("the rows of " + copy.qualified() + " end in the middle");
    }

    /** One that the dump does not make and the manifest does not count: its rows are the extension's, as far as somebody changed them. */
    private boolean isOfExtension(String qualified) {
        return !definitions.defines(qualified) && !archive.part().contents().containsKey(shown(qualified));
    }

    private static Row row(byte[] line, PostgresType[] types, int[] places, int size) throws IOException {
        Object[] values = new Object[size];
        int from = 0;
        for (int i = 0; i < types.length; i++) {
            int end = from;
            while (end < line.length && line[end] != '\t') {
                end++;
            }
            values[places[i]] = value(line, from, end, types[i]);
            from = end + 1;
        }
        if (types.length > 0 && from <= line.length) {
            throw new IOException("a row has more values than its table has columns");
        }
        return new Row(values);
    }

    private static Object value(byte[] line, int from, int end, PostgresType type) {
        if (end - from == 2 && line[from] == '\\' && line[from + 1] == 'N') {
            return null;
        }
        byte[] plain = new byte[end - from];
        int length = 0;
        for (int i = from; i < end; i++) {
            plain[length++] = line[i] == '\\' && i + 1 < end ? unescaped(line[++i]) : line[i];
        }
        return type.read(new String(Arrays.copyOf(plain, length), StandardCharsets.UTF_8));
    }

    /** What COPY writes behind a backslash (postgresql.org/docs/current/sql-copy.html, text format). */
    private static byte unescaped(byte b) {
        return switch (b) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'v' -> 0x0B;
            default -> b;
        };
    }

    /** Without its end. @return false at the end of the stream */
    private static boolean readLine(InputStream in, ByteArrayOutputStream line) throws IOException {
        line.reset();
        int b = in.read();
        if (b < 0) {
            return false;
        }
        for (; b >= 0 && b != '\n'; b = in.read()) {
            line.write(b);
        }
        return true;
    }

    @Override
    public void close() {
        // nothing is held
    }

    /** A table is made of a type that the dump does not make, so nobody can tell its columns without a server. */
    static final class UnknownRowType extends Problem {
        private static final long serialVersionUID = 1L;

        UnknownRowType(String table, String type) {
            super(
                    Kind.UNSUPPORTED,
                    "the table " + table + " is made of the type " + type
                            + ", which the dump does not define (it may be an extension's), so its columns are not known",
                    "nothing was changed",
                    "take a backup of the other tables (`db-manager backup TABLE…`), and give its id in place of this one");
        }
    }
}
