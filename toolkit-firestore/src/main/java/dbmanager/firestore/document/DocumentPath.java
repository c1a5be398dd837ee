package dbmanager.firestore.document;

import java.util.Optional;

/**
 * Where a document is below its database, such as {@code users/42/orders/7}: collection and document in turn.
 *
 * <p>Ordered as Firestore orders {@code __name__}: segment by segment, so that {@code a/1} comes before {@code a b/1}, and a document before what
 * lies below it; within a segment the ids {@code __id<n>__} first, by their number, then all others by their UTF-8 bytes.
 *
 * @see <a href="https://cloud.google.com/firestore/quotas#collections_documents_and_fields">the rules for names</a>
 */
public record DocumentPath(String text) implements Comparable<DocumentPath> {
    /** Bytes of one collection or document id. */
    static final int LONGEST_ID = 1500;

    /** Collections below each other; the path has twice as many segments. */
    static final int DEEPEST = 100;

    /** Bytes of the whole name. */
    static final int LONGEST = 6 << 10;

    /** @throws InvalidPath when Firestore would not take it as the name of a document */
    public DocumentPath {
        check(text);
    }

    /**
     * Of a resource name, whose database is cut off, or of a path. The two cannot be mixed up even for a collection called {@code projects}: a path
     * has an even number of segments, a document's resource name an odd one.
     *
     * @throws InvalidPath when it names no document
     */
    public static DocumentPath of(String resourceName) {
        return new DocumentPath(resourceName.substring(start(resourceName)));
    }

    /** Where the path begins in a resource name; 0 when this is not the resource name of a document. */
    static int start(String resourceName) {
        int path = DatabaseName.pathIn(resourceName);
        return path > 0 && slashes(resourceName, path) % 2 == 1 ? path : 0;
    }

    private static int slashes(String text, int from) {
        int count = 0;
        for (int at = text.indexOf('/', from); at >= 0; at = text.indexOf('/', at + 1)) {
            count++;
        }
        return count;
    }

    private static void check(String text) {
        int segments = 0;
        int length = 0;
        for (int from = 0; from <= text.length(); ) {
            int slash = text.indexOf('/', from);
            int to = slash < 0 ? text.length() : slash;
            length += 1 + segment(text, from, to, segments % 2 == 1);
            segments++;
            from = to + 1;
        }
        if (segments % 2 != 0) {
            throw InvalidPath.noDocument(text, "it ends at a collection");
        }
        if (segments > 2 * DEEPEST) {
            throw InvalidPath.noDocument(text, "it is deeper than " + DEEPEST + " collections");
        }
        if (length - 1 > LONGEST) {
            throw InvalidPath.noDocument(text, "it is longer than " + LONGEST + " bytes");
        }
    }

    /** Bytes of a segment that is in order. */
    private static int segment(String text, int from, int to, boolean document) {
        int bytes = Utf8Order.length(text, from, to);
        if (bytes <= 0) {
            throw InvalidPath.noDocument(text, bytes == 0 ? "a segment is empty" : "it holds half a character");
        }
        if (bytes > LONGEST_ID) {
            throw InvalidPath.noDocument(text, "a segment is longer than " + LONGEST_ID + " bytes");
        }
        if (text.charAt(from) == '.' && (bytes == 1 || (bytes == 2 && text.charAt(from + 1) == '.'))) {
            throw InvalidPath.noDocument(text, "a segment may not be . or ..");
        }
        if (isReserved(text, from, to) && !(document && NumericId.is(text, from, to))) {
            throw InvalidPath.noDocument(text, "names of the form __…__ are Firestore's own");
        }
        return bytes;
    }

    /** Four underscores are a name as any other. */
    static boolean isReserved(String text, int from, int to) {
        return to - from >= 5 && text.startsWith("__", from) && text.startsWith("__", to - 2);
    }

    /** The resource name: {@code projects/p/databases/d/documents/users/42}. */
    public String in(DatabaseName database) {
        return database.documents() + '/' + text;
    }

    /** The path of the collection it is in: {@code users/42/orders}. */
    public String collection() {
        return text.substring(0, text.lastIndexOf('/'));
    }

    /** The id of the collection it is in: {@code orders}. */
    public String group() {
        int end = text.lastIndexOf('/');
        return text.substring(text.lastIndexOf('/', end - 1) + 1, end);
    }

    /** The root collection: {@code users}. */
    public String root() {
        return text.substring(0, text.indexOf('/'));
    }

    /** The last segment: {@code 7}. */
    public String id() {
        return text.substring(text.lastIndexOf('/') + 1);
    }

    /** The document whose subcollection it is in, which need not exist: {@code users/42}. */
    public Optional<DocumentPath> parent() {
        int end = text.lastIndexOf('/');
        int collection = text.lastIndexOf('/', end - 1);
        return collection < 0 ? Optional.empty() : Optional.of(new DocumentPath(text.substring(0, collection)));
    }

    /** Whether it is this document, or lies below this document or collection. */
    public boolean isUnder(String path) {
        return text.startsWith(path) && (text.length() == path.length() || text.charAt(path.length()) == '/');
    }

    @Override
    public int compareTo(DocumentPath other) {
        String a = text;
        String b = other.text;
        int length = Math.min(a.length(), b.length());
        int i = 0;
        while (i < length && a.charAt(i) == b.charAt(i)) {
            i++;
        }
        if (i == a.length() && i == b.length()) {
            return 0;
        }
        int from = a.lastIndexOf('/', i - 1) + 1; // the same in both: up to i they are
        boolean special = a.startsWith(NumericId.PREFIX, from) || b.startsWith(NumericId.PREFIX, from);
        return special ? NumericId.compare(a, b, from, i) : rank(a, i) - rank(b, i);
    }

    /** The end of a path comes before the end of a segment, and that before any character. */
    static int rank(String path, int at) {
        if (at == path.length()) {
            return -2;
        }
        char c = path.charAt(at);
        return c == '/' ? -1 : Utf8Order.rank(c);
    }

    @Override
    public String toString() {
        return text;
    }
}
