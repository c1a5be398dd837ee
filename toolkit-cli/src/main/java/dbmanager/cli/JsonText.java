package dbmanager.cli;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Map;

/** Writes what answers are made of: text, numbers, booleans, null, and lists and maps of these. Anything else is a mistake of ours. */
public final class JsonText {
    private final StringWriter text = new StringWriter();
    private final JsonWriter json = new JsonWriter(text);

    private JsonText() {
        json.setIndent("  ");
        json.setHtmlSafe(false);
        json.setSerializeNulls(true);
    }

    public static String of(Map<String, Object> answer) {
        JsonText writing = new JsonText();
        try {
            writing.write(answer);
            return writing.text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            json.beginObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.name((String) entry.getKey());
                write(entry.getValue());
            }
            json.endObject();
        } else if (value instanceof Collection<?> list) {
            json.beginArray();
            for (Object item : list) {
                write(item);
            }
            json.endArray();
        } else if (value instanceof Number number) {
            json.value(number);
        } else if (value instanceof Boolean yes) {
            json.value(yes);
        } else {
            json.value((String) value);
        }
    }
}
