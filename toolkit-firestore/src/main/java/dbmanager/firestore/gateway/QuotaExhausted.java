package dbmanager.firestore.gateway;

import dbmanager.firestore.document.DatabaseName;
import dbmanager.problem.Problem;

/** The server went on refusing for lack of quota or bandwidth, longer than it makes sense to wait. */
public final class QuotaExhausted extends Problem {
    private static final long serialVersionUID = 1L;

    QuotaExhausted(DatabaseName database, String why, String state, Throwable cause) {
        super(
                Kind.UNREACHABLE,
                "Firestore has no more quota for " + database + " (" + why + ")",
                state,
                "see the usage and quotas page of the project (the free tier starts anew at midnight, Pacific time), then run the"
                        + " command again",
                cause);
    }
}
