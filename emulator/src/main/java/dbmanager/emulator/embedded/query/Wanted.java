package dbmanager.emulator.embedded.query;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Value;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dbmanager.emulator.embedded.model.FieldPath;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The top-level fields that a query looks at; reads them out of a stored document and steps over all others. */
final class Wanted {
    private static final int ENTRY = tag(Document.FIELDS_FIELD_NUMBER);
    private static final int ENTRY_KEY = tag(1);
    private static final int ENTRY_VALUE = tag(2);

    private final Map<ByteString, String> names = new HashMap<>();

    Wanted(Collection<FieldPath> fields) {
        for (FieldPath field : fields) {
            if (!field.isName()) {
                String name = field.segments().get(0);
                names.put(ByteString.copyFromUtf8(name), name);
            }
        }
    }

    private static int tag(int field) {
        return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }

    /** @param document a {@link Document} proto; what is not wanted is not parsed */
    Map<String, Value> in(ByteString document) {
        if (names.isEmpty()) {
            return Map.of();
        }
        try {
            return read(document.newCodedInput());
        } catch (IOException e) {
            throw new IllegalStateException("what is stored is not a document", e);
        }
    }

    private Map<String, Value> read(CodedInputStream in) throws IOException {
        in.enableAliasing(true);
        Map<String, Value> found = new HashMap<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == ENTRY) {
                int outer = in.pushLimit(in.readRawVarint32());
                entry(in, found);
                in.popLimit(outer);
            } else {
                in.skipField(tag);
            }
        }
        return found;
    }

    private void entry(CodedInputStream in, Map<String, Value> found) throws IOException {
        ByteString key = ByteString.EMPTY;
        ByteString value = ByteString.EMPTY;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == ENTRY_KEY) {
                key = in.readBytes();
            } else if (tag == ENTRY_VALUE) {
                value = in.readBytes();
            } else {
                in.skipField(tag);
            }
        }
        String name = names.get(key);
        if (name != null) {
            found.put(name, Value.parseFrom(value));
        }
    }
}
