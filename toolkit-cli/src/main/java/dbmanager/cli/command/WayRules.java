package dbmanager.cli.command;

import dbmanager.cli.UsageProblem;
import dbmanager.migration.Target;
import dbmanager.migration.Way;

/** What {@code --sql} lets a way be that a run does not. */
final class WayRules {
    private WayRules() {}

    /** Where a run leads; it begins where the database is. @throws UsageProblem when the way says otherwise */
    static Target ofRun(Way way) {
        if (way.from().isPresent()) {
            throw new UsageProblem(
                    "\"" + way + "\" says where to begin, and a run begins where the database is",
                    "add --sql for a script from there to there, or give the target alone: " + way.to());
        }
        return way.to();
    }
}
