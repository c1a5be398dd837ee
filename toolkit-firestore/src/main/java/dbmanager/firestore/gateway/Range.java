package dbmanager.firestore.gateway;

import dbmanager.firestore.document.DocumentPath;
import java.util.Optional;

/**
 * A stretch of the order of names.
 *
 * @param after exclusive; absent means from the beginning
 * @param upTo inclusive; absent means to the end
 */
public record Range(Optional<DocumentPath> after, Optional<DocumentPath> upTo) {
    private static final Range ALL = new Range(Optional.empty(), Optional.empty());

    public static Range all() {
        return ALL;
    }

    /** What is left of it once {@code last} has been read. */
    public Range from(DocumentPath last) {
        return new Range(Optional.of(last), upTo);
    }
}
