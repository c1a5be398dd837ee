package dbmanager.cli;

import dbmanager.problem.Problem;
import java.util.List;

/** A signal, such as that of Ctrl-C, ended a command. */
final class Interrupted extends Problem {
    private static final long serialVersionUID = 1L;

    private Interrupted(String command, String database, String state, String next) {
        super(Kind.INTERRUPTED, "interrupted: " + command + " of " + database, state, next);
    }

    static Interrupted looking(String command, String database) {
        return new Interrupted(command, database, "nothing was changed", "run the command again");
    }

    /** @param rest the databases whose turn had not come */
    static Interrupted acting(String command, String database, List<String> rest) {
        return new Interrupted(
                command,
                database,
                "what was told before this line is done; what was under way is there whole or not at all"
                        + (rest.isEmpty() ? "" : "; nothing was done to " + String.join(", ", rest)),
                "see `db-manager status`, then run the command again");
    }

    static Interrupted keeping(String environment) {
        return new Interrupted(
                "schedule run",
                environment,
                "the job that was running has ended or was interrupted; its own lines say which",
                "start it again: what was interrupted is done once more, and what is missed until then is caught up");
    }

    static Interrupted resting(String environment) {
        return new Interrupted(
                "schedule run",
                environment,
                "no job was running",
                "start it again: what is missed until then is caught up");
    }
}
