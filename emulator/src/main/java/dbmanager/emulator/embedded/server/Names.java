package dbmanager.emulator.embedded.server;

import dbmanager.emulator.embedded.model.Key;
import dbmanager.emulator.embedded.model.Refused;
import dbmanager.emulator.embedded.store.DatabaseName;

/** Resource names of requests, taken apart. What is malformed is refused with INVALID_ARGUMENT. */
final class Names {
    private static final String[] FRAME = {"projects", "databases", "documents"};

    private Names() {}

    /** {@code projects/…/databases/…}. */
    static DatabaseName database(String name) {
        String[] segments = name.split("/", -1);
        require(name, "Resource", segments, 4);
        if (segments.length > 4) {
            throw Refused.invalid("Resource name \"" + name + "\" is not the name of a database.");
        }
        return new DatabaseName(segments[1], segments[3]);
    }

    /** The database of {@code projects/…/databases/…/documents}, or of something below it. */
    static DatabaseName databaseOf(String name) {
        String[] segments = name.split("/", 6);
        require(name, "Document", segments, 5);
        return new DatabaseName(segments[1], segments[3]);
    }

    private static void require(String name, String what, String[] segments, int count) {
        int at = 0;
        for (int i = 0; i < count; i++) {
            boolean there =
                    i < segments.length && (i % 2 == 1 ? !segments[i].isEmpty() : segments[i].equals(FRAME[i / 2]));
            if (!there) {
                String lacking = i % 2 == 0 ? "\"" + FRAME[i / 2] + "\"" : "a resource id";
                throw Refused.invalid(what + " name \"" + name + "\" lacks " + lacking + " at index "
                        + Math.min(at, name.length()) + ".");
            }
            at += segments[i].length() + 1;
        }
    }

    /** A document of this database. */
    static Key document(DatabaseName database, String name) {
        String path = below(database, name);
        if (path.isEmpty() || path.chars().filter(c -> c == '/').count() % 2 == 0) {
            throw Refused.invalid("Document name \"" + name + "\" lacks \"/\" at index " + name.length() + ".");
        }
        return Key.of(path);
    }

    /** Where collections are: the root or a document of this database. */
    static Key parent(DatabaseName database, String name) {
        return name.equals(root(database)) ? Key.ROOT : document(database, name);
    }

    private static String below(DatabaseName database, String name) {
        String root = root(database);
        if (!name.startsWith(root + "/")) {
            DatabaseName other = databaseOf(name);
            if (other.equals(database)) {
                return "";
            }
            throw Refused.invalid("mismatched databases within request: " + database + " vs. " + other);
        }
        String path = name.substring(root.length() + 1);
        String[] segments = path.split("/", -1);
        int at = root.length() + 1;
        for (String segment : segments) {
            if (segment.isEmpty()) {
                throw Refused.invalid("Document name \"" + name + "\" lacks a resource id at index " + at + ".");
            }
            at += segment.length() + 1;
        }
        return path;
    }

    /** {@code projects/…/databases/…/documents}. */
    static String root(DatabaseName database) {
        return database + "/documents";
    }

    /** The full name of a place. */
    static String name(DatabaseName database, Key key) {
        return root(database) + "/" + key.path();
    }
}
