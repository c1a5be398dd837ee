package dbmanager.cli.command;

import dbmanager.problem.Problem;

/** A way back that stopped in the middle; what was brought back before is told of with its own database. */
final class WayBackStopped extends Problem {
    private static final long serialVersionUID = 1L;

    WayBackStopped(Problem cause, PromotionCommands commands, String promotion) {
        super(
                cause.kind(),
                cause.getMessage(),
                cause.state().orElse("nothing was changed here") + "; databases behind it were not begun",
                cause.next() + "; then the same again, which brings back the rest: " + commands.back(promotion),
                cause);
    }
}
