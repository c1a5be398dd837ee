package dbmanager.cli.command;

import dbmanager.backend.Presence;
import dbmanager.cli.Printer;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import dbmanager.migration.State;
import dbmanager.migration.Timeline;
import dbmanager.problem.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Asks a database again and again, until it is where it should be or the time is over. Changes nothing. */
final class Vigil {
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Toolkit toolkit;
    private final Goal goal;
    private final Duration timeout;
    private final Instant deadline;
    private String told = "";

    enum Goal {
        CONNECTION,
        MIGRATED
    }

    /** @param timeout which the deadline follows from, for messages */
    Vigil(Toolkit toolkit, Goal goal, Duration timeout, Instant deadline) {
        this.toolkit = toolkit;
        this.goal = goal;
        this.timeout = timeout;
        this.deadline = deadline;
    }

    /** @throws NotInTime when the deadline is over; any other problem that waiting does not mend at once */
    Watched keep() {
        Clock clock = toolkit.surroundings().clock();
        Instant begun = clock.instant();
        Optional<String> missing = missing();
        while (missing.isPresent()) {
            tell(missing.get());
            if (!clock.instant().isBefore(deadline)) {
                throw new NotInTime(toolkit.database().name(), goal, timeout, missing.get());
            }
            pause();
            missing = missing();
        }
        return new Watched(goal, Duration.between(begun, clock.instant()));
    }

    /** What is still to come; empty when nothing is. */
    private Optional<String> missing() {
        try {
            return goal == Goal.CONNECTION ? unanswered(toolkit.backend().presence()) : pending();
        } catch (Problem problem) {
            if (problem.kind() == Problem.Kind.UNREACHABLE || problem.kind() == Problem.Kind.LOCKED) {
                return Optional.of(problem.getMessage());
            }
            throw problem;
        }
    }

    /** A server that has no such database yet has answered: `migrate` makes it. */
    private static Optional<String> unanswered(Presence presence) {
        return presence == Presence.UNREADABLE ? Optional.of("what is there cannot be read") : Optional.empty();
    }

    private Optional<String> pending() {
        Timeline timeline = toolkit.migrator().timeline();
        long pending = timeline.in(State.PENDING).count();
        long inTheWay = timeline.objections().count();
        if (inTheWay > 0) {
            return Optional.of(Words.count(inTheWay, "migration") + " in the way; see `db-manager validate`");
        }
        return pending > 0 ? Optional.of(Words.count(pending, "migration") + " pending") : Optional.empty();
    }

    private void tell(String missing) {
        if (!missing.equals(told)) {
            told = missing;
            toolkit.printer().talk("waiting for %s: %s", toolkit.database().name(), missing);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** @param took how long it was waited for */
    record Watched(Goal goal, Duration took) implements View {
        @Override
        public Map<String, Object> json() {
            return Json.of("waited_for", Words.name(goal), "waited_ms", took.toMillis());
        }

        @Override
        public void text(Printer out) {
            out.line(
                    "%s after %s",
                    goal == Goal.CONNECTION ? "answers" : "is at its newest migration", Words.span(took));
        }
    }

    /** Somebody waited long enough. */
    static final class NotInTime extends Problem {
        private static final long serialVersionUID = 1L;

        NotInTime(String database, Goal goal, Duration timeout, String missing) {
            super(
                    Kind.UNREACHABLE,
                    database + (goal == Goal.CONNECTION ? " did not answer" : " was not migrated") + " within "
                            + Words.span(timeout) + ": " + missing,
                    "nothing was changed",
                    goal == Goal.CONNECTION
                            ? "see whether the server was started and the URL leads to it (`db-manager doctor`), or wait longer with --timeout"
                            : "run `db-manager migrate`, or see why whoever runs it did not come to its end");
        }
    }
}
