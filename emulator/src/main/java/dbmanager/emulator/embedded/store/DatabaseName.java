package dbmanager.emulator.embedded.store;

import dbmanager.emulator.embedded.model.Key;
import dbmanager.emulator.embedded.model.Refused;

/** A database, and the names of the documents in it. */
public record DatabaseName(String project, String database) {
    /** {@code projects/p/databases/d/documents/a/b} is {@code a/b}. */
    String documents() {
        return this + "/documents/";
    }

    String of(Key document) {
        return documents() + document.path();
    }

    /** @throws Refused INVALID_ARGUMENT where a name is not that of a document in this database */
    Key key(String name) {
        String prefix = documents();
        if (!name.startsWith(prefix)) {
            throw Refused.invalid("Document name \"" + name + "\" is not below \"" + this + "/documents\".");
        }
        int segments = 1;
        for (int i = prefix.length(), start = i; i <= name.length(); i++) {
            if (i == name.length() || name.charAt(i) == '/') {
                if (i == start) {
                    throw Refused.invalid(
                            "Document name \"" + name + "\" has an empty segment at index " + start + ".");
                }
                start = i + 1;
                segments += i == name.length() ? 0 : 1;
            }
        }
        if (segments % 2 != 0) {
            throw Refused.invalid("Document name \"" + name + "\" lacks \"/\" at index " + name.length() + ".");
        }
        return Key.of(name.substring(prefix.length()));
    }

    /** {@code projects/p/databases/d}. */
    @Override
    public String toString() {
        return "projects/" + project + "/databases/" + database;
    }
}
