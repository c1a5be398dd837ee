package dbmanager.firestore.migration;

import dbmanager.firestore.document.DocumentPath;
import dbmanager.problem.Problem;

/** A step that cannot be computed for one document, which stays as it is. */
public final class DocumentFailed extends Problem {
    private static final long serialVersionUID = 1L;

    private final transient DocumentPath path;

    DocumentFailed(DocumentPath path, String why, String next, Throwable cause) {
        super(Kind.FAILED, path + ": " + why, "this document is as it was", next, cause);
        this.path = path;
    }

    /** @param field the field or expression that it is about */
    static DocumentFailed because(DocumentPath path, String field, String why) {
        return new DocumentFailed(
                path,
                field + " " + why,
                "correct the document or the step, narrow it by where:, or say onError: skip to leave such documents out",
                null);
    }

    static DocumentFailed exists(DocumentPath path) {
        return new DocumentFailed(
                path,
                "it is to be created, and another document is there",
                "say mode: merge or mode: replace, or take the step out",
                null);
    }

    /** One that is not copied or moved. */
    static DocumentFailed stays(DocumentPath path, String why) {
        return new DocumentFailed(
                path,
                "stays where it is: " + why,
                "look at both documents, then say existing: replace, or move the rest by hand",
                null);
    }

    public DocumentPath path() {
        return path;
    }
}
