package dbmanager.firestore.migration;

import dbmanager.firestore.document.DocumentPath;

/** Which documents a step or an assertion looks at. */
public sealed interface Source {
    /** Whether the document is one of them. */
    boolean holds(DocumentPath document);

    /** The documents of one collection, without what lies below them. */
    record Collection(String path) implements Source {
        @Override
        public boolean holds(DocumentPath document) {
            return document.collection().equals(path);
        }

        /** The last name of the path. */
        public String id() {
            return path.substring(path.lastIndexOf('/') + 1);
        }

        @Override
        public String toString() {
            return path;
        }
    }

    /** The documents of all collections of this id, wherever they are. */
    record Group(String id) implements Source {
        @Override
        public boolean holds(DocumentPath document) {
            return document.group().equals(id);
        }

        @Override
        public String toString() {
            return "group " + id;
        }
    }

    /** The documents of one collection with all that lies below them. */
    record Tree(String collection) implements Source {
        @Override
        public boolean holds(DocumentPath document) {
            return document.isUnder(collection);
        }

        @Override
        public String toString() {
            return collection + " and all below";
        }
    }
}
