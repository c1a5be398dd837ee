package dbmanager.firestore.document;

import com.google.firestore.v1.Document;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a file of documents from its first brace to its last. */
final class CollectionScanner {
    /**
     * Bytes of JSON of one document. Firestore counts 1 MiB at most, and nothing that it counts as one byte is written with more than six: NUL as
     * {@code }{@code u0000}.
     */
    private static final int LONGEST_DOCUMENT = 16 << 20;

    /** Bytes before the first document, and behind the last one. */
    private static final int LONGEST_HEADER = 1 << 20;

    private static final int LONGEST_TEXT = 1 << 16;
    private static final String METADATA = "metadata.";
    private static final String COUNT = "document_count";
    private static final String FILE_VERSION = METADATA + "backup_version";

    /** The old tool left the zone out now and then. */
    private static final Pattern ZONED = Pattern.compile(".*(Z|[+-][0-9]{2}:?[0-9]{2})");

    private final InputStream stream;
    private final String where;
    private JsonScanner in;
    private final Map<String, String> members = new HashMap<>();
    private CollectionFile header;
    private Documents documents;
    private boolean ended;
    private long count;

    CollectionScanner(InputStream stream, String where, DatabaseName otherwise) {
        this.stream = stream;
        this.where = where;
        try {
            in = new JsonScanner(stream);
            in.allow(LONGEST_HEADER);
            in.expect('{');
            if (!toDocuments()) {
                throw new JsonScanner.Malformed("it holds no \"documents\"");
            }
            header = header(otherwise);
            documents = isOurs() ? new Own(in, header.database()) : new OldDocuments(in, header);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Documents in one of the layouts. */
    interface Documents {
        /** The next one; empty behind the last. */
        Optional<Document> next() throws IOException;

        /** What to call the document that was begun, for messages. */
        String current();
    }

    /** Documents as {@link CollectionFile.Writer} writes them. */
    private static final class Own implements Documents {
        private final JsonScanner in;
        private final DocumentReader reader;
        private boolean begun;

        Own(JsonScanner in, DatabaseName home) throws IOException {
            this.in = in;
            this.reader = new DocumentReader(in, home);
            in.expect('[');
        }

        @Override
        public Optional<Document> next() throws IOException {
            boolean more = begun ? in.accept(',') : in.peek() != ']';
            begun = true;
            if (!more) {
                in.expect(']');
                return Optional.empty();
            }
            return Optional.of(reader.next());
        }

        @Override
        public String current() {
            return reader.current();
        }
    }

    CollectionFile header() {
        return header;
    }

    Optional<Document> next() {
        if (ended) {
            return Optional.empty();
        }
        try {
            in.allow(LONGEST_DOCUMENT);
            Optional<Document> next = documents.next();
            if (next.isPresent()) {
                count++;
            } else {
                end();
            }
            return next;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private void end() throws IOException {
        boolean ours = isOurs();
        in.allow(LONGEST_HEADER);
        if (in.accept(',') && toDocuments()) {
            throw new JsonScanner.Malformed("it holds \"documents\" twice");
        }
        in.expect('}');
        if (in.peek() >= 0) {
            throw in.unexpected("the end of the file");
        }
        if (!ours && isOurs()) {
            throw new JsonScanner.Malformed(
                    "its \"metadata\" must stand before its \"documents\"; another program has changed the order");
        }
        if (ours && !members.containsKey(COUNT)) {
            throw new JsonScanner.Malformed("it lacks its \"" + COUNT + "\"");
        }
        String promised = members.getOrDefault(COUNT, Long.toString(count));
        if (!promised.equals(Long.toString(count))) {
            throw new JsonScanner.Malformed("it promises " + promised + " documents and holds " + count);
        }
        ended = true;
    }

    /** Takes members of the file up to the value of {@code documents}; false at the closing brace, which stays. */
    private boolean toDocuments() throws IOException {
        if (in.peek() == '}') {
            return false;
        }
        do {
            String key = key();
            switch (key) {
                case "documents" -> {
                    return true;
                }
                case "collection", "timestamp" -> put(key, in.string(LONGEST_TEXT));
                case COUNT -> put(key, in.number().toString());
                case "metadata" -> metadata();
                default -> in.skip();
            }
        } while (in.accept(','));
        return false;
    }

    private void metadata() throws IOException {
        in.expect('{');
        if (in.accept('}')) {
            return;
        }
        do {
            String key = key();
            if (in.peek() == '"') {
                put(METADATA + key, in.string(LONGEST_TEXT));
            } else {
                in.skip();
            }
        } while (in.accept(','));
        in.expect('}');
    }

    private String key() throws IOException {
        String key = in.string(LONGEST_TEXT);
        in.expect(':');
        return key;
    }

    private void put(String key, String value) throws IOException {
        if (members.put(key, value) != null) {
            throw new JsonScanner.Malformed("the key \"" + key + "\" is given twice");
        }
    }

    /** The old tool wrote version 1.0, or none. */
    private boolean isOurs() throws IOException {
        String version = members.getOrDefault(FILE_VERSION, "1.0");
        if (!version.startsWith("1.") && !version.equals(CollectionFile.VERSION)) {
            throw new JsonScanner.Malformed("its version is " + version + ", and this db-manager reads up to "
                    + CollectionFile.VERSION + ": read it with the db-manager that wrote it");
        }
        return version.equals(CollectionFile.VERSION);
    }

    private CollectionFile header(DatabaseName otherwise) throws IOException {
        String project = members.get(METADATA + "firebase_project");
        String database = members.get(METADATA + "database");
        String collection = members.get("collection");
        boolean ours = isOurs();
        if (collection == null) {
            throw new JsonScanner.Malformed("it does not say its \"collection\" before its \"documents\"");
        }
        if (ours && (project == null || database == null)) {
            throw new JsonScanner.Malformed("its \"metadata\" lack the \"firebase_project\" or the \"database\"");
        }
        try {
            return new CollectionFile(
                    collection,
                    time("timestamp").orElse(Instant.EPOCH),
                    ours ? new DatabaseName(project, database) : otherwise,
                    members.getOrDefault(METADATA + "backup_type", CollectionFile.FULL),
                    time(METADATA + "read_time"));
        } catch (InvalidPath e) {
            throw new JsonScanner.Malformed(e.getMessage());
        }
    }

    private Optional<Instant> time(String key) throws IOException {
        if (!members.containsKey(key)) {
            return Optional.empty();
        }
        String text = members.get(key);
        try {
            return Optional.of(
                    ZONED.matcher(text).matches()
                            ? OffsetDateTime.parse(text).toInstant()
                            : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            throw new JsonScanner.Malformed("its \"" + key + "\" is no time: " + text);
        }
    }

    void close() {
        try {
            stream.close();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private InvalidDocument unreadable(IOException e) {
        String line = in == null ? "" : " line " + in.line();
        String document = documents == null || ended ? "" : documents.current();
        return InvalidDocument.unreadable(
                where + line + (document.isEmpty() ? "" : ", " + document), String.valueOf(e.getMessage()));
    }
}
