package dbmanager.firestore.document;

import dbmanager.problem.Problem;

/** A document or value that cannot be written as JSON, or JSON that is no document or value. */
public final class InvalidDocument extends Problem {
    private static final long serialVersionUID = 1L;

    private InvalidDocument(Kind kind, String happened, String state, String next) {
        super(kind, happened, state, next);
    }

    /** @param where the document, or what else the value belongs to */
    static InvalidDocument unwritable(String where, String why) {
        return new InvalidDocument(
                Kind.FAILED,
                where + ": " + why,
                "it was not written, and nothing was left out in silence",
                "Firestore itself gives no such value: correct the program that made it");
    }

    /** @param where file and line, or what else the value was read from */
    static InvalidDocument unreadable(String where, String why) {
        return new InvalidDocument(
                Kind.DAMAGED,
                where + ": " + why,
                "what stands there was not used",
                "correct it there, or use another copy; docs/formats.md has the format");
    }
}
