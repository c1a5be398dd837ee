package dbmanager.exchange;

import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A file with one document, in JSON as exports write values. */
public final class Sample {
    private Sample() {}

    /**
     * Reads it whole.
     *
     * @throws MalformedInput when it is anything else than one object
     * @throws TransferFailed when it cannot be read
     */
    public static Map<String, Object> read(Path file) {
        try (InputStream in = Files.newInputStream(file);
                JsonIn json = new JsonIn(in)) {
            return read(file.toString(), json);
        } catch (IOException e) {
            throw TransferFailed.reading(file.toString(), e);
        }
    }

    @SuppressWarnings("unchecked") // the names of a JSON object are texts
    private static Map<String, Object> read(String file, JsonIn json) throws IOException {
        try {
            if (json.reader.peek() == JsonToken.BEGIN_OBJECT && json.value() instanceof Map<?, ?> map) {
                if (json.reader.peek() != JsonToken.END_DOCUMENT) {
                    throw json.malformed(file, "", "something follows the end of the document");
                }
                return (Map<String, Object>) map;
            }
            throw json.malformed(file, "", "a sample is one JSON object");
        } catch (MalformedJsonException | EOFException | Utf8In.Refused e) {
            throw json.malformed(file, "", e);
        }
    }
}
