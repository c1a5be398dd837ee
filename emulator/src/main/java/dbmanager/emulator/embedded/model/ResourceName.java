package dbmanager.emulator.embedded.model;

import com.google.firestore.v1.Write;

/**
 * The full name of a document, or of the root of a database, taken apart. The texts of refusals are those of Google's emulator.
 *
 * @param key below the database; the root for the database's own {@code documents}
 */
public record ResourceName(DatabaseName database, Key key) {
    private static final String[] FRAME = {"projects", "databases", "documents"};

    /**
     * What a request is about.
     *
     * @throws Refused INVALID_ARGUMENT where it is not the name of a document
     */
    public static ResourceName document(String name) {
        return document("Document name", name);
    }

    /**
     * What a value refers to.
     *
     * @throws Refused INVALID_ARGUMENT where it is not the name of a document
     */
    public static ResourceName reference(String name) {
        return document("Resource name", name);
    }

    /**
     * Where collections are.
     *
     * @throws Refused INVALID_ARGUMENT where it is neither the name of a document nor that of a database with {@code /documents}
     */
    public static ResourceName parent(String name) {
        return parse("Document parent name", name);
    }

    /** The full name of what a write is to, as it was given; empty where it is to nothing. */
    public static String written(Write write) {
        return switch (write.getOperationCase()) {
            case UPDATE -> write.getUpdate().getName();
            case DELETE -> write.getDelete();
            case TRANSFORM -> write.getTransform().getDocument();
            case OPERATION_NOT_SET -> "";
        };
    }

    /** What is below {@code documents} in a full name; the whole of what is none. */
    public static String path(String name) {
        int end = -1;
        for (int segment = 0; segment < 2 * FRAME.length - 1; segment++) {
            end = name.indexOf('/', end + 1);
            if (end < 0) {
                return name;
            }
        }
        return name.substring(end + 1);
    }

    /** @throws Refused INVALID_ARGUMENT where it is in another database */
    public Key in(DatabaseName wanted) {
        if (!database.equals(wanted)) {
            throw Refused.invalid("mismatched databases within request: " + wanted + " vs. " + database);
        }
        return key;
    }

    private static ResourceName document(String kind, String name) {
        ResourceName parsed = parse(kind, name);
        if (parsed.key.equals(Key.ROOT)) {
            throw Refused.invalid(
                    kind + " \"" + name
                            + "\" is invalid: Omit \"/documents\" when referencing a database (except as the parent of a document).");
        }
        return parsed;
    }

    private static ResourceName parse(String kind, String name) {
        int at = 0;
        String[] ids = new String[2];
        for (int i = 0; i < FRAME.length; i++) {
            if (!name.startsWith(FRAME[i], at)) {
                throw refused(kind, name, "lacks \"" + FRAME[i] + "\" at index " + at + ".");
            }
            at += FRAME[i].length();
            if (i < ids.length) {
                int end = name.indexOf('/', at + 1);
                if (at >= name.length() || name.charAt(at) != '/' || end == at + 1 || end < 0) {
                    boolean noId = at < name.length() && name.charAt(at) == '/';
                    throw refused(kind, name, "lacks \"/\" at index " + (noId ? name.length() : at) + ".");
                }
                ids[i] = name.substring(at + 1, end);
                at = end + 1;
            }
        }
        return new ResourceName(new DatabaseName(ids[0], ids[1]), key(kind, name, at));
    }

    /** @param at after {@code documents} */
    private static Key key(String kind, String name, int at) {
        if (at == name.length()) {
            return Key.ROOT;
        }
        if (name.charAt(at) != '/') {
            throw refused(kind, name, "lacks \"/\" at index " + at + ".");
        }
        if (at + 1 == name.length()) {
            throw refused(kind, name, "is invalid: Omit trailing \"/\".");
        }
        int segments = 0;
        for (int start = at + 1; start <= name.length(); segments++) {
            int end = name.indexOf('/', start);
            end = end < 0 ? name.length() : end;
            checkSegment(kind, name, start, end, segments % 2 == 0 ? "collection" : "resource");
            start = end + 1;
        }
        if (segments % 2 != 0) {
            throw refused(kind, name, "lacks \"/\" at index " + name.length() + ".");
        }
        return Key.of(name.substring(at + 1));
    }

    private static void checkSegment(String kind, String name, int start, int end, String what) {
        if (start == end) {
            throw refused(
                    kind,
                    name,
                    end == name.length()
                            ? "has invalid trailing \"/\"."
                            : "lacks a " + what + " id at index " + start + ".");
        }
        String id = end - start <= 2 ? name.substring(start, end) : "";
        if (id.equals(".") || id.equals("..")) {
            throw refused(kind, name, "contains a " + what + " id \"" + id + "\" at index " + start + ".");
        }
    }

    private static Refused refused(String kind, String name, String why) {
        return Refused.invalid(kind + " \"" + name + "\" " + why);
    }
}
