package dbmanager.firestore.document;

import dbmanager.problem.Problem;

/** A document refers to a document of the database that its backup is of, and nobody has said what is to become of that. */
public final class ForeignReference extends Problem {
    private static final long serialVersionUID = 1L;

    ForeignReference(String document, FieldPath field, String source) {
        super(
                Kind.REFUSED,
                document + ": the field " + field + " refers to a document in "
                        + source.substring(0, source.length() - 1),
                "this document was not written",
                "choose --references repoint to refer to the same path of the new database, or --references keep");
    }
}
