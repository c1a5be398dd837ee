package dbmanager.firestore.migration;

import dbmanager.firestore.document.DocumentPath;
import dbmanager.problem.Problem;

/** Two documents come to the same path, or one comes to the path of another that the step has not read yet: one of them would be lost. */
final class SamePlace extends Problem {
    private static final long serialVersionUID = 1L;

    SamePlace(Ask ask, DocumentPath path) {
        super(
                Kind.CONFLICT,
                "the turn of " + ask.position() + " writes " + path
                        + ", which this step wrote already on account of another document",
                path + " is as the first of them left it",
                "give each document a path of its own, and write to a collection that the step does not read");
    }
}
