package dbmanager.firestore.migration;

import dbmanager.problem.Finding;
import java.util.Optional;

/** Where the composite indexes of a database are kept. */
public interface Indexes {
    /** Makes that it is there, or on its way. @return what is left to somebody else */
    Optional<Finding> want(Index index);

    /** What {@link #want} would do, in a few words. */
    String preview(Index index);
}
