package dbmanager.emulator.embedded;

import com.google.firestore.v1.Value;
import com.google.firestore.v1.Value.ValueTypeCase;
import dbmanager.emulator.embedded.model.Vectors;
import java.util.HashSet;
import java.util.Map;

/** What the automatic single-field indexes of collection scope hold of one document. */
final class IndexEntries {
    /** A value is cut off at this many bytes. */
    private static final long LONGEST_VALUE = 1_500;

    private static final int ENTRY = 32;
    /** Ascending and descending. */
    private static final int ORDERS = 2;

    private final long around;
    private long count;
    private long bytes;
    private long largest;

    private IndexEntries(String path) {
        int collection = path.lastIndexOf('/');
        int parent = path.lastIndexOf('/', collection - 1);
        this.around = Sizes.name(path) + Sizes.name(parent < 0 ? "" : path.substring(0, parent)) + ENTRY;
    }

    static IndexEntries of(String path, Map<String, Value> fields) {
        IndexEntries entries = new IndexEntries(path);
        entries.fields(0, fields);
        return entries;
    }

    /** @param above the bytes of the names that lead to these fields */
    private void fields(long above, Map<String, Value> fields) {
        for (Map.Entry<String, Value> field : fields.entrySet()) {
            long name = above + Sizes.string(field.getKey());
            Value value = field.getValue();
            if (value.getValueTypeCase() == ValueTypeCase.ARRAY_VALUE) {
                new HashSet<>(value.getArrayValue().getValuesList()).forEach(element -> add(name, element, 1));
            } else if (value.getValueTypeCase() == ValueTypeCase.MAP_VALUE && !Vectors.is(value.getMapValue())) {
                fields(name, value.getMapValue().getFieldsMap());
            } else {
                add(name, value, ORDERS);
            }
        }
    }

    private void add(long name, Value value, int times) {
        long size = around + name + Math.min(LONGEST_VALUE, Sizes.value(value));
        count += times;
        bytes += times * size;
        largest = Math.max(largest, size);
    }

    long count() {
        return count;
    }

    long bytes() {
        return bytes;
    }

    long largest() {
        return largest;
    }
}
