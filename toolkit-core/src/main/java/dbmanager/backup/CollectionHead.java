package dbmanager.backup;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dbmanager.backup.Part.Compression;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the beginning of a file says of the collection in it. Files of one collection are JSON objects, as they are or packed with zstd, that name
 * the collection before its documents: {@code {"collection": "products", …}}.
 */
record CollectionHead(String collection, Compression compression) {
    /** RFC 8878, 3.1.1: the magic number, little-endian. */
    private static final byte[] ZSTD = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};

    private static final int LONGEST = 64 << 10;

    /** Empty when the file does not begin like that. */
    static Optional<CollectionHead> of(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        Compression compression = compression(file);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] head = (compression == Compression.ZSTD ? Packing.unpack(in) : in).readNBytes(LONGEST);
            return collection(head).map(name -> new CollectionHead(name, compression));
        } catch (IOException e) {
            return Optional.empty(); // no JSON, or cut off before the name
        }
    }

    private static Compression compression(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(ZSTD.length), ZSTD) ? Compression.ZSTD : Compression.NONE;
        }
    }

    private static Optional<String> collection(byte[] head) throws IOException {
        JsonReader reader =
                new JsonReader(new InputStreamReader(new ByteArrayInputStream(head), StandardCharsets.UTF_8));
        if (reader.peek() != JsonToken.BEGIN_OBJECT) {
            return Optional.empty();
        }
        reader.beginObject();
        while (reader.peek() == JsonToken.NAME) {
            boolean wanted = reader.nextName().equals("collection");
            if (reader.peek() != JsonToken.STRING && reader.peek() != JsonToken.NUMBER) {
                return Optional.empty();
            }
            String value = reader.nextString();
            if (wanted) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }
}
