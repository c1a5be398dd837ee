package dbmanager.firestore;

import com.google.firestore.v1.Document;
import dbmanager.firestore.document.CollectionFile;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Some documents of one part, as they will stand in it.
 *
 * @param part the path that they belong to
 */
record EncodedLines(String part, CollectionFile.Lines lines) {
    /** Bytes after which documents are encoded; one more of 1 MiB can come on top. */
    private static final int ENOUGH = 256 << 10;

    /** Collects documents, and hands them on encoded when there are enough or another part begins. */
    static final class Encoder {
        private final Consumer<EncodedLines> taker;
        private final List<Document> waiting = new ArrayList<>();
        private String part = "";
        private long bytes;

        Encoder(Consumer<EncodedLines> taker) {
            this.taker = taker;
        }

        void add(String to, Document document) {
            if (!to.equals(part)) {
                end();
                part = to;
            }
            waiting.add(document);
            bytes += document.getSerializedSize();
            if (bytes >= ENOUGH) {
                end();
            }
        }

        void end() {
            if (!waiting.isEmpty()) {
                taker.accept(new EncodedLines(part, CollectionFile.encode(waiting)));
                waiting.clear();
                bytes = 0;
            }
        }
    }
}
