package dbmanager.casdoor;

import dbmanager.problem.Problem;

/** Casdoor did not say what was asked, or not all of it. Nothing of it is in the database then. */
public final class CasdoorTrouble extends Problem {
    private static final long serialVersionUID = 1L;

    private static final String STATE = "nothing was changed";

    private CasdoorTrouble(Kind kind, String happened, String next, Throwable cause) {
        super(kind, happened, STATE, next, cause);
    }

    static CasdoorTrouble unreachable(String server, String why, Throwable cause) {
        return new CasdoorTrouble(
                Kind.UNREACHABLE,
                "Casdoor at " + server + " did not answer: " + why,
                "see whether it is up and the endpoint in casdoor: is right, and run the command again",
                cause);
    }

    static CasdoorTrouble refused(String server, String why) {
        return new CasdoorTrouble(
                Kind.CONFIGURATION,
                "Casdoor at " + server + " does not let us in: " + why,
                "check client-id and client-secret in casdoor: against the application in Casdoor, and that it is of the organization",
                null);
    }

    static CasdoorTrouble failed(String server, String why) {
        return new CasdoorTrouble(
                Kind.FAILED,
                "Casdoor at " + server + " answered with an error: " + why,
                "see its log; check the organization in casdoor:, and run the command again",
                null);
    }

    static CasdoorTrouble garbled(String server, String why, Throwable cause) {
        return new CasdoorTrouble(
                Kind.FAILED,
                "what Casdoor at " + server + " answered is not what its API promises: " + why,
                "see whether the endpoint in casdoor: is Casdoor and not a proxy or its login page",
                cause);
    }

    /** Who moves from one page to another in between is on neither of them. */
    static CasdoorTrouble changing(String server, String what) {
        return new CasdoorTrouble(
                Kind.FAILED,
                "the " + what + " of Casdoor at " + server + " changed while they were read, page by page",
                "run the command again, with a larger page: in casdoor: where that happens often; whoever is missing between two pages is not"
                        + " taken for gone",
                null);
    }

    static CasdoorTrouble incomplete(String server, String what, long said, long got) {
        return new CasdoorTrouble(
                Kind.FAILED,
                "Casdoor at " + server + " says that there are " + said + " " + what + ", but listed " + got,
                "run the command again; whoever is missing in an incomplete list is not taken for gone",
                null);
    }
}
