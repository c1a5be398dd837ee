package dbmanager.firestore.migration;

import dbmanager.problem.Problem;
import dbmanager.yaml.Place;

/** A migration that cannot be run as it is written. Found when it is read, before anything runs. */
public final class BadScript extends Problem {
    private static final long serialVersionUID = 1L;

    BadScript(Place place, String happened, String next) {
        super(Kind.CONFIGURATION, place + ": " + happened, "nothing was run", next);
    }
}
