package dbmanager.backend;

import dbmanager.problem.Problem;

/** The engine does not understand a model. */
public final class BadModel extends Problem {
    private static final long serialVersionUID = 1L;

    /** @param line of the statement, from 1 */
    public BadModel(Model model, int line, String why, String next, Throwable cause) {
        super(
                Kind.CONFIGURATION,
                model.origin() + ", line " + line + ": " + why,
                "nothing was compared or written",
                next,
                cause);
    }
}
