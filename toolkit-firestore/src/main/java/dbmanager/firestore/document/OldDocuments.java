package dbmanager.firestore.document;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Value;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Documents as the old Python tool wrote them: flat objects in a list, whose own {@code id} is that of the document and none of its fields, or an
 * object of them by id. Values are what JSON makes of them: a time was written as a text and stays one.
 */
final class OldDocuments implements CollectionScanner.Documents {
    private static final List<String> IDS = List.of("id", "_id", "document_id");

    private final JsonScanner in;
    private final ValueReader values;
    private final CollectionFile header;
    private final boolean byId;
    private long index;

    OldDocuments(JsonScanner in, CollectionFile header) throws IOException {
        this.in = in;
        this.values = new ValueReader(in, header.database(), false);
        this.header = header;
        this.byId = in.accept('{');
        if (!byId) {
            in.expect('[');
        }
    }

    @Override
    public Optional<Document> next() throws IOException {
        char end = byId ? '}' : ']';
        boolean more = index == 0 ? in.peek() != end : in.accept(',');
        if (!more) {
            in.expect(end);
            return Optional.empty();
        }
        index++;
        if (byId) {
            String id = in.string(DocumentPath.LONGEST_ID);
            in.expect(':');
            return Optional.of(document(id, values.fields()));
        }
        Map<String, Value> fields = new LinkedHashMap<>(values.fields());
        return Optional.of(document(takeId(fields), fields));
    }

    private static String takeId(Map<String, Value> fields) throws IOException {
        for (String name : IDS) {
            Value id = fields.get(name);
            if (id != null && (id.hasStringValue() || id.hasIntegerValue())) {
                fields.remove(name);
                return id.hasStringValue() ? id.getStringValue() : Long.toString(id.getIntegerValue());
            }
        }
        throw new JsonScanner.Malformed("it has no id: none of " + IDS + " is a text or a whole number");
    }

    private Document document(String id, Map<String, Value> fields) throws IOException {
        try {
            DocumentPath path = new DocumentPath(header.collection() + '/' + id);
            return Document.newBuilder()
                    .setName(path.in(header.database()))
                    .putAllFields(fields)
                    .build();
        } catch (InvalidPath e) {
            throw new JsonScanner.Malformed(e.getMessage());
        }
    }

    @Override
    public String current() {
        return index == 0 ? "" : "document " + index + " of the old backup";
    }
}
