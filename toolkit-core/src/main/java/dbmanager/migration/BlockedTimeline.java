package dbmanager.migration;

import dbmanager.migration.Timeline.Moment;
import dbmanager.problem.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** Files and history disagree about what was applied, so that no plan can be trusted. */
public final class BlockedTimeline extends Problem {
    private static final long serialVersionUID = 1L;

    private static final String MENDING =
            "look at what the failed step left behind, mend it, then run `db-manager repair`";

    private final transient List<Moment> blocking;

    BlockedTimeline(List<Moment> blocking) {
        super(Kind.CONFLICT, describe(blocking), "nothing was run", remedy(blocking));
        this.blocking = blocking;
    }

    public List<Moment> blocking() {
        return blocking;
    }

    private static String describe(List<Moment> blocking) {
        return blocking.stream()
                .map(m -> "migration " + m.key() + " is " + m.state() + ": " + m.reason())
                .collect(Collectors.joining("\n"));
    }

    private static String remedy(List<Moment> blocking) {
        return switch (blocking.get(0).state()) {
            case CHANGED ->
                "put the old text back (git), and make the change a new migration; or, if the new text is right for every"
                        + " database, accept it with `db-manager repair`";
            case MISSING ->
                "put the file back (git), or, if it is gone for good, remove what is left of it and run `db-manager repair`,"
                        + " which marks it deleted";
            case INTERRUPTED ->
                blocking.get(0).isInterrupted(Direction.UP)
                        ? "run `db-manager migrate`, which goes on where it stopped, or `db-manager rollback`, which takes it back"
                        : "run `db-manager rollback`, which goes on where it stopped";
            case FAILED ->
                blocking.get(0).entry().filter(History.Entry::resumable).isPresent()
                        ? "run `db-manager repair`, which takes back what was done, then `db-manager migrate`; or put the old"
                                + " text back and run `db-manager migrate`, which goes on where it stopped"
                        : MENDING;
            default -> MENDING;
        };
    }
}
