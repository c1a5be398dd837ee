package dbmanager.emulator.embedded;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Random;

/** One rule of a specification, with what it has counted so far. Used under the lock of {@link Faults}. */
final class Rule {
    private final Wanted wanted;
    private long met;
    private long struck;
    private double tokens;
    private Optional<Instant> filled = Optional.empty();

    Rule(Wanted wanted) {
        this.wanted = wanted;
        this.tokens = wanted.perSecond().orElse(0.0);
    }

    /**
     * As it was written.
     *
     * @param method empty for every one
     * @param rate of the calls that it meets
     * @param nth which one of them, from 1; 0 for every one
     * @param times at most
     * @param perSecond of a quota, else empty
     * @param fault empty for mere latency
     */
    record Wanted(
            Optional<String> method,
            Optional<String> document,
            double rate,
            long nth,
            long times,
            Optional<Double> perSecond,
            long latencyMillis,
            Optional<Fault> fault) {}

    boolean meets(String method, Collection<String> documents) {
        return wanted.method().map(method::equals).orElse(true)
                && wanted.document().map(documents::contains).orElse(true);
    }

    /** Counts the call. */
    boolean strikes(Random random, int cost, Instant now) {
        met++;
        boolean strikes = struck < wanted.times()
                && (wanted.nth() == 0 || wanted.nth() == met)
                && (wanted.rate() >= 1 || random.nextDouble() < wanted.rate())
                && (wanted.perSecond().isEmpty() || runsDry(wanted.perSecond().get(), cost, now));
        if (strikes) {
            struck++;
        }
        return strikes;
    }

    /** The bucket holds what one second brings. A call that costs more than that passes when it is full. */
    private boolean runsDry(double perSecond, int cost, Instant now) {
        double since = filled.map(then -> Duration.between(then, now).toNanos() / 1e9)
                .filter(seconds -> seconds > 0)
                .orElse(0.0);
        filled = Optional.of(now);
        tokens = Math.min(perSecond, tokens + since * perSecond);
        double takes = Math.min(cost, perSecond);
        if (tokens < takes) {
            return true;
        }
        tokens -= takes;
        return false;
    }

    /** Whether it is about one document of many that are written independently. */
    boolean failsOneWriteOf(String method) {
        return method.equals("BatchWrite")
                && wanted.document().isPresent()
                && wanted.fault()
                        .filter(fault -> fault.kind() == Fault.Kind.STATUS)
                        .isPresent();
    }

    Optional<String> document() {
        return wanted.document();
    }

    long latencyMillis() {
        return wanted.latencyMillis();
    }

    Optional<Fault> fault() {
        return wanted.fault();
    }
}
