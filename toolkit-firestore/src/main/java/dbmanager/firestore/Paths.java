package dbmanager.firestore;

import dbmanager.firestore.document.DocumentPath;
import dbmanager.firestore.document.InvalidPath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Paths of collections ({@code users}, {@code users/42/orders}) and documents ({@code users/42}), each meaning all that is below it. */
final class Paths {
    /** As the documents below them are ordered. */
    static final Comparator<String> ORDER = Comparator.comparing(Paths::first);

    private Paths() {}

    static String root(String path) {
        int slash = path.indexOf('/');
        return slash < 0 ? path : path.substring(0, slash);
    }

    static boolean isDocument(String path) {
        return path.chars().filter(c -> c == '/').count() % 2 == 1;
    }

    /** Whether it can be the path of a collection. */
    static boolean isCollection(String path) {
        try {
            return !isDocument(path) && !first(path).text().isEmpty();
        } catch (InvalidPath e) {
            return false;
        }
    }

    /** The collection itself, or the one that the document is in. */
    static String collection(String path) {
        return isDocument(path) ? path.substring(0, path.lastIndexOf('/')) : path;
    }

    /** The document itself, or one that is before all others of the collection. */
    private static DocumentPath first(String path) {
        return new DocumentPath(isDocument(path) ? path : path + "/__id" + Long.MIN_VALUE + "__");
    }

    /** Whether one lies below the other, or is it. */
    static boolean contains(String path, String other) {
        return other.equals(path) || other.startsWith(path + '/');
    }

    /** In order, without those that lie below others. */
    static List<String> disjoint(List<String> paths) {
        List<String> kept = new ArrayList<>();
        for (String path : paths.stream().distinct().sorted(ORDER).toList()) {
            if (kept.isEmpty() || !contains(kept.get(kept.size() - 1), path)) {
                kept.add(path);
            }
        }
        return kept;
    }
}
