package dbmanager.cli.command;

import dbmanager.problem.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** Of several databases that were to be restored, one failed: those before it are restored, those behind it are as before. */
final class RestoredInPart extends Problem {
    private static final long serialVersionUID = 1L;

    /** @param rest the database that failed, and those behind it */
    RestoredInPart(Problem cause, List<Chosen> done, List<Chosen> rest) {
        super(
                cause.kind(),
                cause.getMessage(),
                rest.get(0).database() + ": " + cause.state().orElse("nothing was changed") + told(done, "restored")
                        + told(rest.subList(1, rest.size()), "not begun"),
                cause.next() + "; what is left then is "
                        + rest.stream().map(Chosen::command).collect(Collectors.joining(" and ")),
                cause);
    }

    private static String told(List<Chosen> databases, String what) {
        return databases.isEmpty()
                ? ""
                : "; " + what + ": " + databases.stream().map(Chosen::database).collect(Collectors.joining(", "));
    }
}
