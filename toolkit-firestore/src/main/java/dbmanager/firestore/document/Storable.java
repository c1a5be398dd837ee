package dbmanager.firestore.document;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Value;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What Firestore takes as a document. Looked at before anything is sent, so that a dry run finds it too, and in the same words. What depends on the
 * database, such as its indexes, only the server knows.
 *
 * @see <a href="https://cloud.google.com/firestore/quotas">Quotas and limits</a>
 */
public final class Storable {
    private static final int LARGEST_DOCUMENT = 1 << 20;
    private static final int LONGEST_VALUE = LARGEST_DOCUMENT - 89;
    private static final int LONGEST_NAME = 1500;
    private static final int DEEPEST = 20;

    /** Bytes of a UTF-16 unit in UTF-8, at most. */
    private static final int WIDEST = 3;

    /** Names count against the size of a document, but not that of its database. */
    private static final DatabaseName ANY = new DatabaseName("p", "d");

    private Storable() {}

    /** Firestore would not take a document. */
    public static final class NotStorable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String what;
        private final String why;

        private NotStorable(String what, String why) {
            super(what + " " + why);
            this.what = what;
            this.why = why;
        }

        /** The field, or the document. */
        public String what() {
            return what;
        }

        public String why() {
            return why;
        }
    }

    /** @throws NotStorable when Firestore would not take these fields at this path */
    public static void require(DocumentPath path, Map<String, Value> fields) {
        fields(fields, "", 0);
        long size = Fields.size(
                Document.newBuilder().setName(path.in(ANY)).putAllFields(fields).build());
        if (size > LARGEST_DOCUMENT) {
            throw new NotStorable(
                    "the document", "would have " + size + " bytes, and Firestore takes " + LARGEST_DOCUMENT);
        }
    }

    private static void fields(Map<String, Value> fields, String at, int depth) {
        fields.forEach((name, value) -> {
            String field = at.isEmpty() ? name : at + "." + name;
            name(name, field);
            value(value, field, depth);
        });
    }

    private static void name(String name, String field) {
        if (name.isEmpty()) {
            throw failed(field, "has a name that is empty");
        }
        if (name.length() >= 4 && name.startsWith("__") && name.endsWith("__")) {
            throw failed(field, "has a name of the form __…__, which Firestore keeps for itself");
        }
        if (isLonger(name, LONGEST_NAME)) {
            throw failed(name.substring(0, 20) + "…", "has a name of more than " + LONGEST_NAME + " bytes");
        }
    }

    private static void value(Value value, String field, int depth) {
        if (depth > DEEPEST) {
            throw failed(field, "lies in more than " + DEEPEST + " maps and arrays");
        }
        switch (value.getValueTypeCase()) {
            case STRING_VALUE -> length(isLonger(value.getStringValue(), LONGEST_VALUE), field);
            case BYTES_VALUE -> length(value.getBytesValue().size() > LONGEST_VALUE, field);
            case ARRAY_VALUE -> {
                for (Value element : value.getArrayValue().getValuesList()) {
                    if (element.hasArrayValue()) {
                        throw failed(field, "holds an array directly in an array");
                    }
                    value(element, field, depth + 1);
                }
            }
            case MAP_VALUE -> {
                if (!Tags.isVector(value.getMapValue())) {
                    fields(value.getMapValue().getFieldsMap(), field, depth + 1);
                }
            }
            default -> {}
        }
    }

    private static void length(boolean tooLong, String field) {
        if (tooLong) {
            throw failed(field, "is longer than " + LONGEST_VALUE + " bytes");
        }
    }

    private static boolean isLonger(String text, int bytes) {
        return (long) text.length() * WIDEST > bytes && text.getBytes(StandardCharsets.UTF_8).length > bytes;
    }

    private static NotStorable failed(String field, String why) {
        return new NotStorable("field " + field, why + ", which Firestore does not take");
    }
}
