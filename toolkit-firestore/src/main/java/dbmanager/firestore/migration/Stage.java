package dbmanager.firestore.migration;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Value;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.firestore.gateway.Scope;
import dbmanager.problem.Finding;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where a migration is carried out: for real, or for show. Calls come in the same order each time, since a run that goes on skips what an earlier
 * attempt did.
 */
interface Stage {
    /**
     * Every document that is in the scope now has its turn.
     *
     * @param name for people
     * @return documents that were left out, by this attempt or an earlier one
     */
    List<Finding> sweep(String name, Scope scope, Turning turn);

    /**
     * One instruction by itself.
     *
     * @param reads the document that the changes depend on
     * @param change pure; may be asked later, but before anything is read or swept
     */
    void instruct(String name, Optional<DocumentPath> reads, Function<Optional<Document>, List<Change>> change);

    /** A composite index is wanted. @return what is left to somebody else */
    Optional<Finding> index(String name, Index index);

    /** A document as it is now, or as it was the first time when the run goes on after an earlier attempt. */
    Optional<Map<String, Value>> read(DocumentPath path);
}
