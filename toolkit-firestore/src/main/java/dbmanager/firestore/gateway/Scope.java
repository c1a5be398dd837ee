package dbmanager.firestore.gateway;

import java.util.Optional;

/** Which documents, as one stretch of the order of names, or as one collection group. Children of missing parents are among them. */
public sealed interface Scope {
    /** Every document of the database. */
    record Everything() implements Scope {}

    /**
     * A collection or a document, with all that lies below.
     *
     * @param path of a collection, or of a document, which need not exist
     */
    record Tree(String path) implements Scope {}

    /** The documents of one collection, without what lies below them. */
    record Collection(String path) implements Scope {
        /** The last name of the path. */
        public String id() {
            return path.substring(path.lastIndexOf('/') + 1);
        }

        /** The document that it lies below, unless it is a root collection. */
        public Optional<String> above() {
            int slash = path.lastIndexOf('/');
            return slash < 0 ? Optional.empty() : Optional.of(path.substring(0, slash));
        }
    }

    /** The documents of all collections of this id, wherever they are. */
    record Group(String id) implements Scope {}
}
