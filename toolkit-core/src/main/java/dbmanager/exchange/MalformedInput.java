package dbmanager.exchange;

import dbmanager.problem.Problem;

/** A file that is to be imported is not what it should be. */
public final class MalformedInput extends Problem {
    private static final long serialVersionUID = 1L;

    /** @param where file, line or row */
    MalformedInput(String where, String why) {
        super(
                Kind.FAILED,
                where + ": " + why,
                "nothing was taken in: the whole import was rolled back",
                "correct the file and run the import again");
    }
}
