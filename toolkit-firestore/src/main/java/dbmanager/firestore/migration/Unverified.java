package dbmanager.firestore.migration;

import dbmanager.problem.Finding;
import dbmanager.problem.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** What a migration says must be true once its changes are made is not. */
final class Unverified extends Problem {
    private static final long serialVersionUID = 1L;

    Unverified(List<Finding> wrong) {
        super(
                Kind.FAILED,
                "verify: " + wrong.stream().map(Finding::toString).collect(Collectors.joining("; ")),
                "its changes are made",
                "`db-manager rollback` takes them back");
    }
}
