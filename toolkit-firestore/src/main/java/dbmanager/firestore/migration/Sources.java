package dbmanager.firestore.migration;

import dbmanager.firestore.document.DocumentPath;
import dbmanager.firestore.document.InvalidPath;

/** Reads the names of collections. */
final class Sources {
    private Sources() {}

    /** @throws BadExpression when it is no path of a collection */
    static Source.Collection collection(String path) {
        check(path, path);
        return new Source.Collection(path);
    }

    /** @throws BadExpression when it is no path of a collection */
    static Source.Tree tree(String path) {
        check(path, path);
        return new Source.Tree(path);
    }

    /** @throws BadExpression when it is a path or no name */
    static Source.Group group(String id) {
        if (id.contains("/")) {
            throw new BadExpression(
                    id + " is a path, and a group is the last name of one",
                    "write group: " + id.substring(id.lastIndexOf('/') + 1) + ", or collection: " + id);
        }
        check(id, id);
        return new Source.Group(id);
    }

    private static void check(String path, String shown) {
        try {
            new DocumentPath(path + "/x");
        } catch (InvalidPath e) {
            throw new BadExpression(
                    shown + " is no path of a collection",
                    "a collection is a name (users) or document/name (users/42/orders): an odd number of names");
        }
    }
}
