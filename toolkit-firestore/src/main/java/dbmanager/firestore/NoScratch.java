package dbmanager.firestore;

import dbmanager.problem.Problem;

/** There is nothing to make a throw-away database on: that is never done on Google's servers. */
public final class NoScratch extends Problem {
    private static final long serialVersionUID = 1L;

    public NoScratch() {
        super(
                Kind.UNSUPPORTED,
                "a throw-away database needs a Firestore emulator, and there is none",
                "nothing was changed",
                "start one with `db-manager emulator` or `gcloud emulators firestore start`, and set FIRESTORE_EMULATOR_HOST"
                        + " to its host:port");
    }
}
