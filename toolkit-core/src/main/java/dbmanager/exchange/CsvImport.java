package dbmanager.exchange;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;

/** Reads one CSV file as {@link CsvExport} writes it. Every value is text, except bytes and the empty field, which is NULL, or no field in an open table. */
final class CsvImport {
    private final String file;
    private final InputStream stream;
    private final Import.Tables tables;
    private long line = 1;

    CsvImport(String file, InputStream stream, Import.Tables tables) {
        this.file = file;
        this.stream = stream;
        this.tables = tables;
    }

    void read(String table) {
        TableIntake into = tables.begin(table, () -> file);
        CsvReader<Fields> reader = CsvReader.builder()
                .skipEmptyLines(false)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE) // counted below, with a message of our own
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .maxBufferSize(Import.LONGEST_VALUE)
                .build(new Handler(), new Utf8In(stream));
        try {
            Iterator<Fields> records = reader.iterator();
            if (!records.hasNext()) {
                throw new MalformedInput(file, "the header is missing");
            }
            List<String> columns = header(records.next());
            into.check(columns, this::place);
            while (records.hasNext()) {
                put(records.next(), columns, into);
            }
        } catch (CsvParseException | UncheckedIOException e) {
            throw unreadable(e);
        }
        tables.end(into);
    }

    private List<String> header(Fields header) {
        if (Arrays.asList(header.values).contains(null)) {
            throw new MalformedInput(place(), "a column in the header has no name");
        }
        return Arrays.stream(header.values).map(String.class::cast).toList();
    }

    private void put(Fields fields, List<String> columns, TableIntake into) {
        line = fields.line;
        Object[] values = fields.values;
        if (fields.isBlank() && columns.size() > 1) {
            return;
        }
        if (values.length != columns.size()) {
            throw new MalformedInput(
                    place(), "the record has " + values.length + " fields, and the header " + columns.size());
        }
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null && into.table().open()) {
                values[i] = Absent.FIELD;
            } else if (values[i] instanceof String text && CsvExport.looksMarked(text)) {
                values[i] = text.charAt(0) == '\\' ? text.substring(1) : marked(text, columns.get(i));
            }
        }
        into.put(columns, values, this::place);
    }

    private Object marked(String text, String column) {
        return text.startsWith(CsvExport.BYTES) ? bytes(text, column) : exact(text, column);
    }

    private Exact exact(String text, String column) {
        try {
            return JsonIn.exact(text.substring(CsvExport.EXACT.length()));
        } catch (IOException e) {
            throw new MalformedInput(
                    place(),
                    column + " begins with $exact: and no value in JSON follows (as a text it begins with \\$exact:)");
        }
    }

    private byte[] bytes(String text, String column) {
        try {
            return Base64.getDecoder().decode(text.substring(CsvExport.BYTES.length()));
        } catch (IllegalArgumentException e) {
            throw new MalformedInput(
                    place(), column + " begins with base64: and is not Base64 (as a text it begins with \\base64:)");
        }
    }

    private RuntimeException unreadable(RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof Utf8In.Refused) {
                return new MalformedInput(file + " after line " + line, cause.getMessage());
            }
            if (cause instanceof IOException io && !(e instanceof CsvParseException)) {
                return TransferFailed.reading(file, io);
            }
        }
        Throwable said = e.getCause() == null ? e : e.getCause();
        return new MalformedInput(file + " after line " + line, String.valueOf(said.getMessage()));
    }

    private String place() {
        return file + " line " + line;
    }

    /** The fields of a record; null where nothing stands, not even quotes. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Fields(long line, Object[] values) {
        boolean isBlank() {
            return values.length == 1 && values[0] == null;
        }
    }

    private static final class Handler extends AbstractBaseCsvCallbackHandler<Fields> {
        private final List<Object> fields = new ArrayList<>();

        @Override
        protected void handleBegin(long startingLineNumber) {
            fields.clear();
        }

        @Override
        protected void handleField(int index, char[] buffer, int at, int length, boolean quoted) {
            fields.add(length == 0 && !quoted ? null : new String(buffer, at, length));
        }

        @Override
        protected void handleEmpty() {
            fields.add(null);
        }

        @Override
        protected Fields buildRecord() {
            return new Fields(getStartingLineNumber(), fields.toArray());
        }
    }
}
