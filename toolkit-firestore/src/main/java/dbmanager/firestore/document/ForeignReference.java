package dbmanager.firestore.document;

import dbmanager.problem.Problem;

/** A document refers to a document of another database, and that cannot stay or nobody has said what is to become of it. */
public final class ForeignReference extends Problem {
    private static final long serialVersionUID = 1L;

    /** One into the database that the backup is of, where such are to be refused. */
    ForeignReference(String document, FieldPath field, DatabaseName source) {
        super(
                Kind.REFUSED,
                document + ": the field " + field + " refers to a document in " + source,
                "nothing was written",
                "choose --references repoint to refer to the same path of the new database, or --references keep");
    }

    /** One that the server of the target does not take. */
    public ForeignReference(ReferenceRewriting.Outward reference, DatabaseName target, Throwable refusal) {
        super(
                Kind.REFUSED,
                reference.document() + ": the field " + reference.field() + " refers to " + reference.reference()
                        + ", and " + target + " takes no references into another database",
                "nothing was written",
                reference.inside()
                        ? "choose --references repoint to refer to the same path of " + target
                        : "it leads neither into this database nor into the one of the backup: restore the other collections"
                                + " with --collection, and this document into a database that takes it, such as Google's"
                                + " emulator",
                refusal);
    }
}
