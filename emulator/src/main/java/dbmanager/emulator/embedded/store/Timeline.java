package dbmanager.emulator.embedded.store;

import dbmanager.emulator.embedded.model.Refused;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Gives out the times of one database: what somebody has read at a time stays true, because nothing is committed at or before it any more. Commits
 * become visible in the order of their times. Takes no lock, so that readers never wait for writers.
 */
final class Timeline {
    private static final long NAP_NANOS = 20_000;

    /**
     * @param settled up to here everything is visible and nothing else will come
     * @param newest given to a commit, or settled
     * @param pending how many commits have a time and are not visible yet
     */
    private record State(long settled, long newest, int pending) {}

    private final Clock clock;
    private final AtomicReference<State> state;
    private volatile Refused broken;

    /** @param newest commits come after it */
    Timeline(Clock clock, long newest) {
        this.clock = clock;
        this.state = new AtomicReference<>(new State(newest, newest, 0));
    }

    long now() {
        return Micros.of(clock.instant());
    }

    long settled() {
        return state.get().settled;
    }

    /** The newest time that was given to a commit. */
    long newest() {
        return state.get().newest;
    }

    /** The time to read what is true now. */
    long read() {
        while (true) {
            State seen = state.get();
            if (seen.pending > 0) {
                return seen.settled;
            }
            long time = Math.max(seen.newest, now());
            if (time == seen.settled || state.compareAndSet(seen, new State(time, time, 0))) {
                return time;
            }
        }
    }

    /** Comes back when the database can be read at a time, which waits for the commits that have an earlier one. */
    void await(long time) {
        while (true) {
            State seen = state.get();
            if (time <= seen.settled) {
                return;
            }
            ensureWhole();
            if (seen.pending > 0) {
                LockSupport.parkNanos(NAP_NANOS);
            } else if (state.compareAndSet(seen, new State(time, Math.max(time, seen.newest), 0))) {
                return;
            }
        }
    }

    /**
     * The time of a commit, after all others; {@link #settle} or {@link #abandon} has to follow.
     *
     * @throws Refused where earlier ones were lost
     */
    long claim() {
        ensureWhole();
        while (true) {
            State seen = state.get();
            long time = Math.max(seen.newest + 1, now());
            if (state.compareAndSet(seen, new State(seen.settled, time, seen.pending + 1))) {
                return time;
            }
        }
    }

    /** The commit of that time, the oldest one that is pending, can be seen from now on. */
    void settle(long time) {
        state.updateAndGet(seen -> new State(time, seen.newest, seen.pending - 1));
    }

    /** The newest time that was claimed will not be used. */
    void abandon() {
        state.updateAndGet(seen -> new State(seen.settled, seen.newest, seen.pending - 1));
    }

    /** What is pending will never become visible, and nothing may come after it. */
    void breakOff(Refused problem) {
        broken = problem;
    }

    private void ensureWhole() {
        Refused problem = broken;
        if (problem != null) {
            throw problem;
        }
    }
}
