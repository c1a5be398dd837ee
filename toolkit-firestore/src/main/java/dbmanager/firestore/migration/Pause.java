package dbmanager.firestore.migration;

import dbmanager.problem.Problem;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Waiting that can be interrupted. */
final class Pause {
    private static final long FIRST_MILLIS = 50;
    private static final long LONGEST_MILLIS = 5_000;

    private Pause() {}

    /** Longer with each attempt, and never the same for two who are in each other's way. */
    static void after(int attempts) {
        long most = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(attempts, 10));
        of(Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2)));
    }

    static void of(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            throw stopped();
        }
    }

    /** For whoever was interrupted. */
    static Stopped stopped() {
        Thread.currentThread().interrupt();
        return new Stopped();
    }

    /** The thread was told to stop. */
    static final class Stopped extends Problem {
        private static final long serialVersionUID = 1L;

        Stopped() {
            super(Kind.INTERRUPTED, "interrupted", "what was committed before stays and is recorded", "run it again");
        }
    }
}
