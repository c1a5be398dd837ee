package dbmanager.firestore.gateway;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Time and chance, as far as retries and the ramp depend on them. */
interface Timing {
    Timing SYSTEM = new Timing() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void sleep(Duration pause) throws InterruptedException {
            Thread.sleep(pause.toMillis());
        }

        @Override
        public double chance() {
            return ThreadLocalRandom.current().nextDouble();
        }
    };

    long nanos();

    void sleep(Duration pause) throws InterruptedException;

    /** At least 0, less than 1. */
    double chance();
}
