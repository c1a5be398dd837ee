package dbmanager.firestore.gateway;

import java.time.Duration;

/**
 * How fast documents are written one by one.
 *
 * @param inFlight batches under way at once
 * @param perSecond writes a second in the beginning; 0 means as fast as the server takes them
 * @param step after each of these, half as many again are allowed
 */
public record Pace(int inFlight, int perSecond, Duration step) {
    /**
     * What Google asks of everybody who writes to a part of the key space that was quiet before.
     *
     * @see <a href="https://cloud.google.com/firestore/docs/best-practices#ramping_up_traffic">Ramping up traffic</a>
     */
    public static Pace ramped() {
        return new Pace(8, 500, Duration.ofMinutes(5));
    }

    public static Pace unlimited() {
        return ramped().unramped();
    }

    Pace unramped() {
        return new Pace(inFlight, 0, step);
    }
}
