package dbmanager.exchange;

import com.google.gson.stream.JsonToken;
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
     * @throws MalformedInput when it is no object
     * @throws TransferFailed when it cannot be read
     */
    @SuppressWarnings("unchecked") // the names of a JSON object are texts
    public static Map<String, Object> read(Path file) {
        try (InputStream in = Files.newInputStream(file);
                JsonIn json = new JsonIn(in)) {
            if (json.reader.peek() == JsonToken.BEGIN_OBJECT && json.value() instanceof Map<?, ?> map) {
                return (Map<String, Object>) map;
            }
            throw new MalformedInput(file.toString(), "a sample is one JSON object");
        } catch (IOException e) {
            throw TransferFailed.reading(file.toString(), e);
        }
    }
}
