package dbmanager.firestore;

import com.google.firestore.v1.Document;
import dbmanager.exchange.Utf8Out;
import dbmanager.firestore.document.DocumentJson;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/**
 * Some documents of one part, each as a line of JSON.
 *
 * @param part that they belong to
 * @param text lines with a comma at the end of each but the last
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
record EncodedLines(String part, byte[] text, int documents) {
    /** Bytes after which lines are handed on; a document can be some times as large. */
    private static final int ENOUGH = 256 << 10;

    /** Collects lines, and hands them on when there are enough or another part begins. */
    static final class Encoder {
        private final Consumer<EncodedLines> taker;
        private final ByteArrayOutputStream text = new ByteArrayOutputStream(ENOUGH + (64 << 10));
        private final Utf8Out out = new Utf8Out(text, "memory");
        private String part = "";
        private int documents;

        Encoder(Consumer<EncodedLines> taker) {
            this.taker = taker;
        }

        void add(String to, Document document) {
            if (!to.equals(part) || text.size() >= ENOUGH) {
                end();
                part = to;
            }
            if (documents > 0) {
                out.ascii(",\n");
            }
            DocumentJson.write(document, out);
            documents++;
        }

        void end() {
            if (documents > 0) {
                out.flush();
                taker.accept(new EncodedLines(part, text.toByteArray(), documents));
                text.reset();
                documents = 0;
            }
        }
    }
}
