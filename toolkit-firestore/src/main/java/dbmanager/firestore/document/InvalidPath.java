package dbmanager.firestore.document;

import dbmanager.problem.Problem;

/** A name that Firestore would not take: of a database, a document, a collection or a field. */
public final class InvalidPath extends Problem {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 200;

    private InvalidPath(String happened, String next) {
        super(Kind.USAGE, happened, "nothing was read or written under this name", next);
    }

    static InvalidPath noDatabase(String text) {
        return new InvalidPath(
                "\"" + brief(text) + "\" names no database", "write it as projects/PROJECT/databases/DATABASE");
    }

    static InvalidPath noDocument(String text, String why) {
        return new InvalidPath(
                "\"" + brief(text) + "\" is no path of a document: " + why,
                "write collection/document, with as many more pairs as it lies deep: users/42/orders/7");
    }

    static InvalidPath noField(String text, String why) {
        return new InvalidPath(
                "\"" + brief(text) + "\" is no path of a field: " + why,
                "write names with dots between them, and in backticks a name that holds a dot: address.`zip.code`");
    }

    private static String brief(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
