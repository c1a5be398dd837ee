package dbmanager.cli.command;

import dbmanager.problem.Problem;

/** A promotion that stopped in the middle: where each database is, how to go on, and how to bring all back. */
final class PromotionStopped extends Problem {
    private static final long serialVersionUID = 1L;

    /** @param where each database is, in a sentence */
    PromotionStopped(Problem cause, String where, PromotionCommands commands, String id) {
        super(
                cause.kind(),
                cause.getMessage(),
                where + cause.state().map(state -> "; " + state).orElse(""),
                "bring all back to the restore point: " + commands.back(id) + "; or mend it (" + cause.next()
                        + ") and go on: " + commands.goOn(),
                cause);
    }
}
