package dbmanager.firestore.document;

import com.google.firestore.v1.Document;
import com.google.protobuf.Timestamp;
import java.io.IOException;
import java.time.DateTimeException;

/** Reads documents as {@link DocumentJson#write} writes them, one after the other. */
final class DocumentReader {
    private static final int LONGEST_TIME = 64;

    private final JsonScanner in;
    private final ValueReader values;
    private final String prefix;
    private String current = "";

    DocumentReader(JsonScanner in, DatabaseName into) {
        this.in = in;
        this.values = new ValueReader(in, into, true);
        this.prefix = into.documents() + '/';
    }

    Document next() throws IOException {
        current = "";
        Document.Builder document = Document.newBuilder();
        boolean fields = false;
        in.expect('{');
        do {
            String key = in.string(Tags.LONGEST_NAME);
            in.expect(':');
            switch (key) {
                case "path" -> document.setName(once(document.getName().isEmpty(), key, prefix + path()));
                case "created" -> document.setCreateTime(once(!document.hasCreateTime(), key, time(key)));
                case "updated" -> document.setUpdateTime(once(!document.hasUpdateTime(), key, time(key)));
                case "fields" -> {
                    document.putAllFields(once(!fields, key, values.fields()));
                    fields = true;
                }
                default -> throw new JsonScanner.Malformed("a document has no key \"" + key + "\"");
            }
        } while (in.accept(','));
        in.expect('}');
        if (document.getName().isEmpty() || !fields) {
            throw new JsonScanner.Malformed("a document lacks its \"" + (fields ? "path" : "fields") + "\"");
        }
        return document.build();
    }

    /** The path of the document that was begun; empty until it is read. */
    String current() {
        return current;
    }

    private static <T> T once(boolean first, String key, T value) throws IOException {
        if (!first) {
            throw new JsonScanner.Malformed("the key \"" + key + "\" is given twice");
        }
        return value;
    }

    private String path() throws IOException {
        try {
            current = new DocumentPath(in.string(DocumentPath.LONGEST)).text();
            return current;
        } catch (InvalidPath e) {
            throw new JsonScanner.Malformed(e.getMessage());
        }
    }

    private Timestamp time(String key) throws IOException {
        try {
            return Timestamps.parse(in.string(LONGEST_TIME));
        } catch (DateTimeException e) {
            throw new JsonScanner.Malformed("\"" + key + "\" is no time: " + e.getMessage());
        }
    }
}
