package dbmanager.emulator.embedded.query;

import dbmanager.emulator.embedded.model.Key;
import dbmanager.emulator.embedded.model.Refused;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A full name, taken apart.
 *
 * @param database {@code projects/shop/databases/(default)}
 * @param key below the database; the root for the database's own {@code documents}
 */
record ResourceName(String database, Key key) {
    private static final Pattern SHAPE =
            Pattern.compile("(projects/[^/]+/databases/[^/]+)/documents(?:/(.+))?", Pattern.DOTALL);
    private static final String[] FIXED = {"projects", "databases", "documents"};

    /** @throws Refused INVALID_ARGUMENT where it is not the name of a document */
    static ResourceName document(String name) {
        ResourceName parsed = parse("Resource name", name);
        if (parsed.key.equals(Key.ROOT)) {
            throw Refused.invalid(
                    "Resource name \"" + name
                            + "\" is invalid: Omit \"/documents\" when referencing a database (except as the parent of a document).");
        }
        return parsed;
    }

    /** @throws Refused INVALID_ARGUMENT where it is neither the name of a document nor that of a database with {@code /documents} */
    static ResourceName parent(String name) {
        return parse("Document parent name", name);
    }

    private static ResourceName parse(String kind, String name) {
        Matcher matcher = SHAPE.matcher(name);
        if (!matcher.matches()) {
            throw Refused.invalid(kind + " \"" + name + "\" " + whatIsWrong(name));
        }
        String path = matcher.group(2);
        if (path == null) {
            return new ResourceName(matcher.group(1), Key.ROOT);
        }
        if (path.startsWith("/") || path.contains("//")) {
            throw Refused.invalid(kind + " \"" + name + "\" has an empty segment.");
        }
        if (path.endsWith("/")) {
            throw Refused.invalid(kind + " \"" + name + "\" has invalid trailing \"/\".");
        }
        Key key = Key.of(path);
        if (key.depth() % 2 != 0) {
            throw Refused.invalid(kind + " \"" + name + "\" lacks \"/\" at index " + name.length() + ".");
        }
        return new ResourceName(matcher.group(1), key);
    }

    private static String whatIsWrong(String name) {
        int at = 0;
        for (String fixed : FIXED) {
            if (!name.startsWith(fixed, at)) {
                return "lacks \"" + fixed + "\" at index " + at + ".";
            }
            at += fixed.length();
            if (fixed.equals("documents")) {
                break;
            }
            int end = name.indexOf('/', at + 1);
            if (at >= name.length() || name.charAt(at) != '/' || end == at + 1 || end < 0) {
                return "lacks \"/\" at index " + (at >= name.length() || name.charAt(at) != '/' ? at : name.length())
                        + ".";
            }
            at = end + 1;
        }
        return at < name.length() && name.charAt(at) == '/' && at + 1 == name.length()
                ? "is invalid: Omit trailing \"/\"."
                : "lacks \"/\" at index " + at + ".";
    }
}
