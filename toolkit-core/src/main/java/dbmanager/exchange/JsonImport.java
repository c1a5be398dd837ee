package dbmanager.exchange;

import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a document of tables as {@link JsonExport} writes it, or a bare array of the rows of one table. */
final class JsonImport {
    /** Rows of more shapes than this are looked at one by one. */
    private static final int SHAPES_REMEMBERED = 256;

    private final String file;
    private final JsonIn in;
    private final Import.Tables tables;

    /** Where the reader is, for messages. */
    private String table = "";

    private long row;

    private Map<List<String>, List<String>> shapes = new HashMap<>();
    private List<String> shape = List.of();

    JsonImport(String file, InputStream stream, Import.Tables tables) {
        this.file = file;
        this.in = new JsonIn(stream);
        this.tables = tables;
    }

    /** @param only the one table to take; names the rows of a bare array, which are otherwise {@code fallback} */
    void read(Optional<String> only, String fallback) {
        try {
            switch (in.reader.peek()) {
                case BEGIN_ARRAY -> rows(only.orElse(fallback));
                case BEGIN_OBJECT -> document(only);
                default -> throw bad("wants an object of tables or an array of rows");
            }
            if (in.reader.peek() != JsonToken.END_DOCUMENT) {
                throw bad("something follows the end of the document");
            }
        } catch (MalformedJsonException | EOFException | Utf8In.Refused e) {
            throw in.malformed(file, row(), e);
        } catch (IOException e) {
            throw TransferFailed.reading(file, e);
        }
    }

    private void document(Optional<String> only) throws IOException {
        in.reader.beginObject();
        while (in.reader.peek() == JsonToken.NAME) {
            String key = in.name();
            JsonToken token = in.reader.peek();
            if (token == JsonToken.BEGIN_ARRAY && only.map(key::equals).orElse(true)) {
                rows(key);
            } else if (token == JsonToken.BEGIN_ARRAY
                    || (JsonExport.ABOUT.contains(key) && token == JsonToken.STRING)) {
                in.skip();
            } else {
                throw bad("\"" + key + "\" should be an array of rows");
            }
        }
        in.reader.endObject();
    }

    private void rows(String name) throws IOException {
        table = name;
        row = 0;
        shapes = new HashMap<>();
        shape = List.of();
        TableIntake into = tables.begin(name, this::place);
        in.reader.beginArray();
        while (in.reader.hasNext()) {
            row++;
            if (in.reader.peek() != JsonToken.BEGIN_OBJECT) {
                throw bad("a row should be an object");
            }
            row(into);
        }
        in.reader.endArray();
        tables.end(into);
        table = "";
    }

    /** Most rows have the columns of the row before; then nothing is made but the values. */
    private void row(TableIntake into) throws IOException {
        Object[] values = new Object[shape.size()];
        List<String> names = null;
        List<Object> others = new ArrayList<>(0);
        int count = 0;
        in.reader.beginObject();
        while (in.reader.hasNext()) {
            String name = in.name();
            if (names == null && count < values.length && shape.get(count).equals(name)) {
                values[count] = in.value();
            } else {
                if (names == null) {
                    names = new ArrayList<>(shape.subList(0, count));
                }
                names.add(name);
                into.check(names, this::place);
                others.add(in.value());
            }
            count++;
        }
        in.reader.endObject();
        if (names == null && count == values.length) {
            into.put(shape, values, this::place);
            return;
        }
        List<String> columns = names == null ? shape.subList(0, count) : names;
        Object[] all = new Object[count];
        int kept = count - others.size();
        System.arraycopy(values, 0, all, 0, kept);
        for (int i = kept; i < count; i++) {
            all[i] = others.get(i - kept);
        }
        shape = remember(columns);
        into.put(shape, all, this::place);
    }

    private List<String> remember(List<String> columns) {
        List<String> known = shapes.get(columns);
        if (known == null) {
            known = List.copyOf(columns);
            if (shapes.size() < SHAPES_REMEMBERED) {
                shapes.put(known, known);
            }
        }
        return known;
    }

    private MalformedInput bad(String why) {
        return in.malformed(file, row(), why);
    }

    private String place() {
        return in.place(file, row());
    }

    private String row() {
        return table.isEmpty() ? "" : ", " + table + (row == 0 ? "" : " row " + row);
    }
}
