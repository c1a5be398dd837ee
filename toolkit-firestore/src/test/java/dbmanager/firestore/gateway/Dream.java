package dbmanager.firestore.gateway;

import java.time.Duration;

/** Time that passes where somebody sleeps or looks at the clock, and nowhere else. */
final class Dream implements Timing {
    private final Duration look;
    private long now;

    /** @param look how much passes with each look */
    Dream(Duration look) {
        this.look = look;
    }

    @Override
    public synchronized long nanos() {
        now += look.toNanos();
        return now;
    }

    @Override
    public synchronized void sleep(Duration pause) {
        now += pause.toNanos();
    }

    @Override
    public double chance() {
        return 0.5;
    }
}
