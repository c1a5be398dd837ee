package dbmanager.firestore.document;

import com.google.firestore.v1.Document;
import dbmanager.exchange.Utf8Out;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Optional;

/**
 * What a file of documents says about itself. The file is one JSON document, with one document of Firestore on each line:
 *
 * <pre>{@code
 * {"collection":"users","timestamp":"…","metadata":{"backup_version":"2.0","firebase_project":"…","database":"…",…},"documents":[
 * {"path":"users/42","created":"…","updated":"…","fields":{…}},
 * {"path":"users/42/orders/7","created":"…","updated":"…","fields":{…}}
 * ],"document_count":2}
 * }</pre>
 *
 * <p>The metadata stands before the documents, for a reader must know how they are written and in which database; the count behind them, so that a
 * file without its end is never taken for a whole one.
 *
 * @param collection what was asked for, usually a root collection with all below it
 * @param timestamp when the file was made
 * @param database that the documents are in; references into it are written without it
 * @param type such as {@link #FULL}
 * @param readTime of which moment the documents are, where the database could say so
 */
public record CollectionFile(
        String collection, Instant timestamp, DatabaseName database, String type, Optional<Instant> readTime) {
    /** The type of a file that holds everything its collection had. */
    public static final String FULL = "full_collection";

    static final String VERSION = "2.0";

    /** Begins a file with this header. The stream stays the caller's to close. */
    public Writer writeTo(OutputStream out, String where) {
        return new Writer(this, new Utf8Out(out, where));
    }

    /**
     * Opens a file of this form, or one of the old Python tool, for its documents.
     *
     * @param in read to its end and closed by the reader
     * @param where for messages: the name of the file
     * @param otherwise the database that documents are taken to be in when the file does not say, as the old ones do not
     * @throws InvalidDocument when it is neither
     */
    public static Reader read(InputStream in, String where, DatabaseName otherwise) {
        return Reader.open(in, where, otherwise);
    }

    /**
     * Writes documents in the order in which they come. A file counts only after {@link #finish}. {@link #encode} may run on many threads; the writer
     * itself is for one.
     */
    public static final class Writer {
        private final Utf8Out out;
        private long count;

        private Writer(CollectionFile header, Utf8Out out) {
            this.out = out;
            out.ascii("{\"collection\":");
            out.json(header.collection);
            member("timestamp", header.timestamp.toString());
            out.ascii(",\"metadata\":{\"backup_version\":");
            out.json(VERSION);
            member("firebase_project", header.database.project());
            member("database", header.database.database());
            member("backup_type", header.type);
            header.readTime.ifPresent(time -> member("read_time", time.toString()));
            out.ascii("},\"documents\":[");
        }

        private void member(String name, String text) {
            out.ascii(",\"");
            out.ascii(name);
            out.ascii("\":");
            out.json(text);
        }

        /** @throws InvalidDocument when a value is none that Firestore stores */
        public void write(Document document) {
            out.ascii(count++ == 0 ? "\n" : ",\n");
            DocumentJson.write(document, out);
        }

        /** Writes documents that were encoded elsewhere, in their order. */
        public void write(Lines lines) {
            if (lines.count > 0) {
                out.ascii(count == 0 ? "\n" : ",\n");
                out.bytes(lines.json);
                count += lines.count;
            }
        }

        /** Makes the file whole, and answers how many documents it holds. */
        public long finish() {
            out.ascii("\n],\"document_count\":");
            out.number(count);
            out.ascii("}\n");
            out.flush();
            return count;
        }
    }

    /** Documents as they will stand in a file. */
    public static final class Lines {
        private final byte[] json;
        private final int count;

        private Lines(byte[] json, int count) {
            this.json = json;
            this.count = count;
        }

        /** How many documents these are. */
        public int count() {
            return count;
        }

        /** How many bytes of JSON these are. */
        public int bytes() {
            return json.length;
        }
    }

    /**
     * Encodes documents for {@link Writer#write(Lines)}, on whatever thread this is. All of them are in memory at once.
     *
     * @throws InvalidDocument when a value is none that Firestore stores
     */
    public static Lines encode(Iterable<Document> documents) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
        Utf8Out out = new Utf8Out(bytes, "memory");
        int count = 0;
        for (Document document : documents) {
            out.ascii(count++ == 0 ? "" : ",\n");
            DocumentJson.write(document, out);
        }
        out.flush();
        return new Lines(bytes.toByteArray(), count);
    }

    /** Hands out the documents of a file one by one; memory does not grow with the file. */
    public static final class Reader implements AutoCloseable {
        private final CollectionScanner scanner;

        private Reader(CollectionScanner scanner) {
            this.scanner = scanner;
        }

        private static Reader open(InputStream in, String where, DatabaseName otherwise) {
            return new Reader(new CollectionScanner(in, where, otherwise));
        }

        /** What the file says about itself; of an old one, with the time it was made, or the epoch when that is not given. */
        public CollectionFile file() {
            return scanner.header();
        }

        /**
         * The next document, named as it was in {@link CollectionFile#database}; empty at the end, where everything was found to be whole and
         * the count to be right.
         *
         * @throws InvalidDocument with file, line and document, when the file is damaged, incomplete or no such file
         */
        public Optional<Document> next() {
            return scanner.next();
        }

        /** Closes the stream that it reads. */
        @Override
        public void close() {
            scanner.close();
        }
    }
}
