package dbmanager.operation;

import dbmanager.backup.RestorePoint;
import dbmanager.problem.Problem;
import java.util.List;

/** An earlier promotion came to no end, and this one would not go on with all of it. */
public final class PromotionUnfinished extends Problem {
    private static final long serialVersionUID = 1L;

    PromotionUnfinished(RestorePoint point, List<String> absent) {
        super(
                Kind.CONFLICT,
                "promotion " + point.id() + " from " + point.source() + " came to no end"
                        + (absent.isEmpty() ? "" : ", and has " + String.join(", ", absent) + " too"),
                "nothing was done",
                "go on with all of it: `db-manager promote --from " + point.source() + " --to " + point.environment()
                        + "`; or bring all back to its restore point: `db-manager promote --back " + point.id() + "`");
    }
}
