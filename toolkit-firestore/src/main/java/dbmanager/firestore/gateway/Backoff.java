package dbmanager.firestore.gateway;

import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Whether and when to ask again. One of these lives as long as the attempts at one piece of work. */
final class Backoff {
    private static final long FIRST_MILLIS = 100;
    private static final long LONGEST_MILLIS = 8_000;
    private static final double GROWTH = 1.7;

    private final Timing timing;
    private final Supplier<Duration> budget;
    private long started;
    private int failures;

    /** @param budget for how long to go on without any progress */
    Backoff(Timing timing, Supplier<Duration> budget) {
        this.timing = timing;
        this.budget = budget;
    }

    /** Statuses that pass. {@code INTERNAL} and {@code UNKNOWN} come from connections that were reset by something on the way. */
    static boolean passes(Status status) {
        return switch (status.getCode()) {
            // CANCELLED is what the streams of a server get that is being stopped
            case UNAVAILABLE, ABORTED, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, INTERNAL, CANCELLED -> true;
            default -> false;
        };
    }

    /** Some of the work was done: what fails now is a new failure. */
    void progress() {
        failures = 0;
    }

    /** Waits for the next attempt. @return false, at once, when it has lasted long enough */
    boolean pause() throws InterruptedException {
        long now = timing.nanos();
        if (failures++ == 0) {
            started = now;
        }
        long left = budget.get().toMillis() - TimeUnit.NANOSECONDS.toMillis(now - started);
        if (left <= 0) {
            return false;
        }
        double longest = Math.min(LONGEST_MILLIS, FIRST_MILLIS * Math.pow(GROWTH, failures - 1));
        long pause = (long) (longest * (0.5 + 0.5 * timing.chance()));
        timing.sleep(Duration.ofMillis(Math.min(pause, left))); // the last attempt is made when the time is over
        return true;
    }
}
