package dbmanager.firestore.migration;

import dbmanager.firestore.document.DocumentPath;
import dbmanager.firestore.document.InvalidPath;

/** Reads the names of collections. */
final class Sources {
    private Sources() {}

    /** @throws Misunderstood when it is no path of a collection */
    static Source.Collection collection(String path) {
        check(path);
        return new Source.Collection(path);
    }

    /** @throws Misunderstood when it is a path or no name */
    static Source.Group group(String id) {
        if (id.contains("/")) {
            throw new Misunderstood(
                    id + " is a path, and a group is the last name of one",
                    "write group: " + id.substring(id.lastIndexOf('/') + 1) + ", or collection: " + id);
        }
        check(id);
        return new Source.Group(id);
    }

    private static void check(String path) {
        try {
            new DocumentPath(path + "/x");
        } catch (InvalidPath e) {
            throw new Misunderstood(
                    path + " is no path of a collection",
                    "a collection is a name (users) or document/name (users/42/orders): an odd number of names");
        }
    }
}
