package dbmanager.migration;

import dbmanager.problem.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** A migration that the environment which has to prove it has not in force with the same text. */
public final class Unproven extends Problem {
    private static final long serialVersionUID = 1L;

    Unproven(List<Proof.Verdict> unproven, String environment, String here) {
        super(
                Kind.REFUSED,
                unproven.stream()
                        .map(verdict -> "migration " + verdict.migration() + " is not proven: " + verdict.reason())
                        .collect(Collectors.joining("\n")),
                "nothing was run",
                "run it there first (`db-manager migrate --env " + environment + "`), then `db-manager promote --from "
                        + environment + " --to " + here
                        + "`; or overrule this with --unproven, which the history keeps");
    }
}
