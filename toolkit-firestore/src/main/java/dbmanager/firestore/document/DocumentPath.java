package dbmanager.firestore.document;

import java.util.Optional;

/** Where a document is below its database, such as {@code users/42/orders/7}. */
public record DocumentPath(String text) implements Comparable<DocumentPath> {
    public static DocumentPath of(String resourceName) {
        int path = DatabaseName.pathIn(resourceName);
        return new DocumentPath(path < 0 ? resourceName : resourceName.substring(path));
    }

    public String in(DatabaseName database) {
        return database.documents() + "/" + text;
    }

    public String collection() {
        return text.substring(0, text.lastIndexOf('/'));
    }

    public String id() {
        return text.substring(text.lastIndexOf('/') + 1);
    }

    public String root() {
        return text.substring(0, text.indexOf('/'));
    }

    public Optional<DocumentPath> parent() {
        int slash = collection().lastIndexOf('/');
        return slash < 0 ? Optional.empty() : Optional.of(new DocumentPath(text.substring(0, slash)));
    }

    @Override
    public int compareTo(DocumentPath other) {
        String[] a = text.split("/");
        String[] b = other.text.split("/");
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            int order = segment(a[i], b[i]);
            if (order != 0) {
                return order;
            }
        }
        return a.length - b.length;
    }

    private static int segment(String a, String b) {
        boolean x = a.matches("__id-?\\d+__");
        boolean y = b.matches("__id-?\\d+__");
        if (x && y) {
            return Long.compare(
                    Long.parseLong(a.substring(4, a.length() - 2)), Long.parseLong(b.substring(4, b.length() - 2)));
        }
        return x ? -1 : y ? 1 : Utf8Order.compare(a, b);
    }
}
