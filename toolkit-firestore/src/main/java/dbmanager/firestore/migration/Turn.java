package dbmanager.firestore.migration;

import com.google.firestore.v1.Value;
import dbmanager.firestore.document.DocumentPath;
import java.util.List;
import java.util.Map;

/**
 * What one ask comes to: documents that change together or not at all.
 *
 * @param touches never empty
 */
record Turn(Ask ask, List<Touch> touches) {
    /** Of names and lengths, for each document: once in its write, once in its image. */
    private static final int OVERHEAD = 200;

    private static final int FIELD_OVERHEAD = 10;

    /** Of the writes and of the images together, uncompressed: the most that it adds to a message. */
    long bytes() {
        long bytes = 0;
        for (Touch touch : touches) {
            bytes += touch.path().text().length() * 2L + OVERHEAD;
            bytes +=
                    touch.before().map(document -> document.getSerializedSize()).orElse(0);
            bytes += touch.after().map(Turn::size).orElse(0L);
        }
        return bytes;
    }

    private static long size(Map<String, Value> fields) {
        long bytes = 0;
        for (Map.Entry<String, Value> field : fields.entrySet()) {
            bytes += field.getKey().length() + FIELD_OVERHEAD + field.getValue().getSerializedSize();
        }
        return bytes;
    }

    List<DocumentPath> paths() {
        return touches.stream().map(Touch::path).toList();
    }
}
