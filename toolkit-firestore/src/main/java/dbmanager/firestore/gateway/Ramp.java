package dbmanager.firestore.gateway;

/**
 * When the next writes may leave: evenly at the rate of {@link Pace}, which grows by half with each of its steps. Times are those of
 * {@link Timing#nanos()}.
 */
final class Ramp {
    private static final double GROWTH = 1.5;
    private static final double SECOND = 1e9;

    private final Pace pace;
    private final long start;
    private long free;

    Ramp(Pace pace, long now) {
        this.pace = pace;
        start = now;
        free = now;
    }

    /** Takes the next free moment for so many writes. @return how long to wait for it, in nanoseconds */
    synchronized long reserve(int writes, long now) {
        if (pace.perSecond() == 0) {
            return 0;
        }
        long moment = Math.max(free, now);
        free = moment + (long) (writes * SECOND / rate(moment));
        return moment - now;
    }

    /** Writes a second. */
    private double rate(long moment) {
        long steps = (moment - start) / pace.step().toNanos();
        return pace.perSecond() * Math.pow(GROWTH, (double) steps);
    }
}
