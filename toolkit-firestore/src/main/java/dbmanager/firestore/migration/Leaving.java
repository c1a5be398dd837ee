package dbmanager.firestore.migration;

import dbmanager.firestore.document.DocumentPath;

/**
 * Documents that are left out, and whose turn comes next. They are kept with the commit of that turn and not earlier, since what lies behind a commit
 * is looked at again when a run goes on.
 */
record Leaving(DocumentPath next, LeftOut documents) {
    /** @param last the position up to which a commit reaches */
    boolean isUpTo(String last) {
        return next.compareTo(new DocumentPath(last)) <= 0;
    }
}
