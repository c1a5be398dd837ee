package dbmanager.firestore;

import com.google.firestore.v1.Write;
import dbmanager.firestore.gateway.Gateway;
import dbmanager.firestore.gateway.Written;
import dbmanager.problem.Problem;
import java.nio.file.Path;
import java.util.Iterator;

/** More documents than one transaction takes. */
final class LargeIntake {
    private final Gateway gateway;
    private final Path lists;
    private final long documents;

    LargeIntake(Gateway gateway, Path lists, long documents) {
        this.gateway = gateway;
        this.lists = lists;
        this.documents = documents;
    }

    /** @throws Incomplete when not all of them are in afterwards */
    void write(Iterator<Write> writes) {
        Written written;
        try (Scattered out = new Scattered(gateway, () -> {}, lists)) {
            writes.forEachRemaining(out::put);
            written = out.finish();
        } catch (Problem e) {
            throw new Incomplete(documents, e);
        }
        if (!written.isAll()) {
            throw new Incomplete(documents, written);
        }
    }

    /** Some of an intake is in, and the rest is not. */
    static final class Incomplete extends Problem {
        private static final long serialVersionUID = 1L;

        Incomplete(long documents, Problem cause) {
            super(
                    cause.kind(),
                    "the import stopped: " + cause.getMessage(),
                    "some of its " + documents + " documents are in, each of them whole; more than "
                            + FirestoreIntake.MOST_AT_ONCE + " cannot be one transaction in Firestore",
                    cause.next() + "; then run the same import with --on-conflict replace: it puts all of them in",
                    cause);
        }

        Incomplete(long documents, Written written) {
            super(
                    Kind.FAILED,
                    "Firestore rejected " + written.rejected() + " of " + documents + " documents: "
                            + written.reasons(),
                    "the other " + written.documents() + " are in",
                    "correct these documents, then run the same import with --on-conflict replace");
        }
    }
}
