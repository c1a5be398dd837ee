package dbmanager.migration;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** One correction of a history that files and database disagree about; decided by {@link #of}, done by the backend. */
public sealed interface Repair {
    MigrationKey key();

    /**
     * Drops the record of a step that did not end well, so that it is as before the step. What it left behind is taken back by an engine that can go
     * on with such a step, and not touched by others.
     */
    record ForgetFailure(History.Entry entry) implements Repair {
        @Override
        public MigrationKey key() {
            return entry.key();
        }

        @Override
        public String toString() {
            if (entry.direction() == Direction.UP && entry.resumable()) {
                return "take back what " + key() + " did before it failed, and forget it; it is pending again";
            }
            return entry.direction() == Direction.UP
                    ? "forget that " + key() + " failed; it is pending again"
                    : "forget that the rollback of " + key() + " failed; it is applied again";
        }
    }

    /** Records the text that the file has now as the one that was applied. */
    record AcceptChange(Migration migration, History.Entry entry) implements Repair {
        @Override
        public MigrationKey key() {
            return migration.key();
        }

        @Override
        public String toString() {
            return "accept the text that " + migration.script().path() + " has now";
        }
    }

    /** Marks an applied migration as deleted, so that it no longer counts: its file is gone, or the history is to begin anew. */
    record MarkDeleted(History.Entry entry) implements Repair {
        @Override
        public MigrationKey key() {
            return entry.key();
        }

        @Override
        public String toString() {
            return "mark " + key() + " as deleted: its file is gone";
        }
    }

    /**
     * What would make the timeline whole again, in order. A changed undo or verify script needs the lock file only. A failed step is judged
     * anew once its failure is forgotten: ask again until there is nothing to repair.
     */
    static List<Repair> of(Timeline timeline) {
        return timeline.blocking().flatMap(Repair::of).toList();
    }

    /**
     * What makes a history say that nothing is applied, and nothing failed; every event stays in it. A failure is forgotten first, since what it is
     * a failure of can count as applied once it is.
     */
    static List<Repair> forgetting(History history) {
        List<Repair> failures = history.unfinished().stream()
                .map(ForgetFailure::new)
                .map(Repair.class::cast)
                .toList();
        if (!failures.isEmpty()) {
            return failures;
        }
        List<History.Entry> newestFirst = new ArrayList<>(history.inForce());
        Collections.reverse(newestFirst);
        return newestFirst.stream()
                .map(MarkDeleted::new)
                .map(Repair.class::cast)
                .toList();
    }

    private static Stream<Repair> of(Timeline.Moment moment) {
        return switch (moment.state()) {
            case FAILED -> moment.entry().map(ForgetFailure::new).stream().map(Repair.class::cast);
            case MISSING -> moment.entry().map(MarkDeleted::new).stream().map(Repair.class::cast);
            default ->
                moment.entry().stream()
                        .filter(entry -> entry.contradicts(
                                moment.shipped().orElseThrow().script().checksum()))
                        .map(entry -> new AcceptChange(moment.shipped().orElseThrow(), entry));
        };
    }
}
