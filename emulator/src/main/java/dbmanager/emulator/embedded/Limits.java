package dbmanager.emulator.embedded;

import com.google.firestore.v1.DocumentTransform.FieldTransform;
import com.google.firestore.v1.Value;
import com.google.firestore.v1.Write;
import dbmanager.emulator.embedded.model.Refused;
import dbmanager.emulator.embedded.model.Reserved;
import dbmanager.emulator.embedded.model.ResourceName;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How much Firestore takes, and what it takes at all. Pure. The numbers are those of <a
 * href="https://cloud.google.com/firestore/quotas">Quotas and limits</a>, sizes those of <a
 * href="https://firebase.google.com/docs/firestore/storage-size">Storage size calculations</a>, texts those that production sends.
 *
 * @param requestBytes of one request; production's 10 MiB are 11 in fact
 * @param documentBytes of a document with its name, as Firestore counts it
 * @param stringBytes of one string or one byte sequence
 * @param nameBytes of an id or a field name
 * @param depth how many maps and arrays a value may be inside of
 * @param pathDepth how many collections a document may be inside of
 * @param indexEntries of one document; a field that is neither map nor array has two, an array one for each different element
 * @param indexEntryBytes of one of them
 * @param indexBytes of all of one document
 * @param batchWrites in one BatchWrite
 * @param transforms of one document in one commit
 * @param foreign whether a reference may lead to another database, and what is reserved may be used as an id
 */
public record Limits(
        int requestBytes,
        int documentBytes,
        int stringBytes,
        int nameBytes,
        int depth,
        int pathDepth,
        int indexEntries,
        int indexEntryBytes,
        int indexBytes,
        int batchWrites,
        int transforms,
        boolean foreign) {
    private static final Limits PRODUCTION =
            new Limits(11_534_336, 1_048_576, 1_048_487, 1_500, 20, 100, 40_000, 7_680, 8 * 1_048_576, 500, 500, false);
    /** What a gRPC message of this server can hold. */
    private static final int LARGEST_MESSAGE = 512 * 1_048_576;

    /** A document of so few bytes is within all limits of sizes, whatever is in it. */
    private static final int SURELY_SMALL = 2_000;

    private static final Limits LENIENT = new Limits(
            LARGEST_MESSAGE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            100,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            true);

    /** Imported from Datastore. */
    private static final Pattern NUMERIC = Pattern.compile("__id-?[0-9]+__");

    /** Those of the Standard edition. */
    public static Limits production() {
        return PRODUCTION;
    }

    /** Hardly any: what Google's emulator takes. Values that are none are refused still. */
    public static Limits lenient() {
        return LENIENT;
    }

    /** @throws Refused when a request is larger than this */
    public void request(int bytes) {
        if (bytes > requestBytes) {
            throw Refused.invalid("Request payload size exceeds the limit: " + requestBytes + " bytes.");
        }
    }

    /** @throws Refused when this cannot be the id of a document */
    public void documentId(String id) {
        id(id, "Resource id");
    }

    /** @throws Refused when this cannot be the id of a collection */
    public void collectionId(String id) {
        id(id, "Collection id");
    }

    private void id(String id, String what) {
        String why = "";
        if (id.isEmpty()) {
            why = "it is empty";
        } else if (id.indexOf('/') >= 0) {
            why = "it contains \"/\"";
        } else if (id.equals(".") || id.equals("..")) {
            why = "it is reserved";
        } else if (!foreign && Reserved.is(id) && !NUMERIC.matcher(id).matches()) {
            why = "it is reserved";
        } else if (isLonger(id, nameBytes)) {
            why = "it is longer than " + nameBytes + " bytes";
        }
        if (!why.isEmpty()) {
            throw Refused.invalid(what + " \"" + id + "\" is invalid because " + why + ".");
        }
    }

    private static boolean isLonger(String text, int bytes) {
        return text.length() > bytes || (text.length() * 3L > bytes && Sizes.utf8(text) > bytes);
    }

    /**
     * @param path of a document, below the root
     * @throws Refused when no document can be written there
     */
    public void path(String path) {
        int start = 0;
        int segments = 0;
        while (start <= path.length()) {
            int end = path.indexOf('/', start);
            end = end < 0 ? path.length() : end;
            String segment = path.substring(start, end);
            if (segments % 2 == 0) {
                collectionId(segment);
            } else {
                documentId(segment);
            }
            segments++;
            start = end + 1;
        }
        if (segments / 2 > pathDepth) {
            throw Refused.invalid("The document path has " + segments / 2
                    + " levels of collections, more than the maximum of " + pathDepth + ".");
        }
    }

    /**
     * What a request brings, before anything is done: the fields of a document or the operands of a transform.
     *
     * @param database {@code projects/…/databases/…} that it is written to
     * @throws Refused when this cannot be written
     */
    public void fields(Map<String, Value> fields, String database) {
        new ValueCheck(this, database).fields(fields, 0);
    }

    /** @throws Refused when this cannot be written */
    public void write(Write write, String database) {
        ValueCheck values = new ValueCheck(this, database);
        values.fields(write.getUpdate().getFieldsMap(), 0);
        transforms(values, write.getUpdateTransformsList());
        transforms(values, write.getTransform().getFieldTransformsList());
    }

    private void transforms(ValueCheck values, List<FieldTransform> all) {
        if (all.size() > transforms) {
            throw Refused.invalid("Too many transforms for one document: " + all.size() + ", at most " + transforms
                    + " are allowed.");
        }
        for (FieldTransform transform : all) {
            values.elements(
                    transform.getFieldPath(),
                    transform.getAppendMissingElements().getValuesList());
            values.elements(
                    transform.getFieldPath(), transform.getRemoveAllFromArray().getValuesList());
        }
    }

    /** @throws Refused when there are too many writes or two of one document */
    public void batch(List<Write> writes) {
        if (writes.size() > batchWrites) {
            throw Refused.invalid("maximum " + batchWrites + " writes allowed per request");
        }
        Set<String> named = new HashSet<>(writes.size() * 2);
        for (Write write : writes) {
            if (!named.add(ResourceName.written(write))) {
                throw Refused.invalid("the same document cannot be written more than once in a single request");
            }
        }
    }

    /**
     * What a document becomes, with all its fields.
     *
     * @param bytes how many its proto has
     * @throws Refused when it is too large, or its index entries are too many or too large
     */
    public void document(String name, Map<String, Value> fields, int bytes) {
        if (documentBytes == Integer.MAX_VALUE || bytes < SURELY_SMALL) {
            return;
        }
        String path = ResourceName.path(name);
        long size = Sizes.document(path, fields);
        if (size > documentBytes) {
            throw Refused.invalid("Document '" + name + "' cannot be written because its size (" + grouped(size)
                    + " bytes) exceeds the maximum allowed size of " + grouped(documentBytes) + " bytes.");
        }
        IndexEntries entries = IndexEntries.of(path, fields);
        if (entries.count() > indexEntries) {
            throw Refused.invalid("too many index entries for entity /" + path);
        }
        if (entries.largest() > indexEntryBytes) {
            throw Refused.invalid("Index entry for entity /" + path + " is too large: " + grouped(entries.largest())
                    + " bytes, at most " + grouped(indexEntryBytes) + " are allowed.");
        }
        if (entries.bytes() > indexBytes) {
            throw Refused.invalid("The index entries of entity /" + path + " are too large: " + grouped(entries.bytes())
                    + " bytes, at most " + grouped(indexBytes) + " are allowed.");
        }
    }

    static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** @throws Refused when this cannot be the name of a field */
    void fieldName(String name) {
        if (name.isEmpty()) {
            throw Refused.invalid("The property.name is the empty string.");
        }
        if (Reserved.is(name)) {
            throw Refused.invalid("field name " + name + " is reserved");
        }
        if (isLonger(name, nameBytes)) {
            throw Refused.invalid("The property.name is longer than " + nameBytes + " bytes.");
        }
    }

    /** @throws Refused when it is longer than a string may be */
    void length(String field, int bytes) {
        if (bytes > stringBytes) {
            throw Refused.invalid("The value of property \"" + field + "\" is longer than " + stringBytes + " bytes.");
        }
    }

    /** Whether a string could be too long without being counted. */
    boolean mayBeLong(String text) {
        return text.length() * 3L > stringBytes;
    }
}
