package dbmanager.emulator.embedded;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * What goes wrong on purpose. Text, so that a command line, a test and a running server speak of the same thing:
 *
 * <pre>
 * spec    = rule *( ";" rule )
 * rule    = "seed=" number
 *         | [ target ":" ] "quota=" number "/s"             every write and every call that writes nothing takes one; else RESOURCE_EXHAUSTED
 *         | [ target ":" ] "latency=" number "ms" *( ":" option )
 *         | target ":" ( CODE | "reset" | "lost" | "silent" ) *( ":" option )
 * target  = "*" | method | "doc=" path                      Commit, RunQuery, …; users/7: every call that names this document
 * option  = "rate=" fraction                                of the calls that the target meets, at random
 *         | "nth=" number                                   only this one of them, counted from 1
 *         | "times=" number                                 at most so often
 *         | "after=" number                                 of the answers of a stream have gone out; 0 (the rule) is before anything is done;
 *                                                           goes with CODE and reset
 * </pre>
 *
 * {@code CODE} is a gRPC status. {@code reset} breaks the connection; {@code lost} does what was asked and breaks the connection instead of
 * answering; {@code silent} does it and never answers. A document with a {@code CODE} fails alone in a BatchWrite, and fails the whole of any other
 * call. Listen and Write know {@code CODE} and {@code reset}, as they begin or after answers. The first rule that strikes counts; latencies add up. Safe for use by several threads, and may be changed while the server runs.
 */
public final class Faults {
    private String spec;
    private List<Rule> rules;
    private Random random;

    private Faults(String spec) {
        this.spec = spec;
        FaultSpec parsed = FaultSpec.parse(spec);
        this.rules = parsed.rules();
        this.random = new Random(parsed.seed());
    }

    public static Faults none() {
        return new Faults("");
    }

    /** @throws IllegalArgumentException when the text is none of the above; the message names the rule */
    public static Faults parse(String spec) {
        return new Faults(spec);
    }

    /**
     * From now on these and no others; counts and buckets start anew.
     *
     * @throws IllegalArgumentException as {@link #parse}; then nothing has changed
     */
    public synchronized void change(String newSpec) {
        FaultSpec parsed = FaultSpec.parse(newSpec);
        spec = newSpec;
        rules = parsed.rules();
        random = new Random(parsed.seed());
    }

    /** As it was given. */
    public synchronized String spec() {
        return spec;
    }

    /**
     * What happens to a call; it is counted.
     *
     * @param documents the paths below the root of those it names
     * @param cost how much of a quota it takes
     */
    public synchronized Fate of(String method, Supplier<Collection<String>> documents, IntSupplier cost, Instant now) {
        if (rules.isEmpty()) {
            return Fate.UNHARMED;
        }
        Collection<String> named = documents.get();
        long latency = 0;
        Optional<Fault> struck = Optional.empty();
        Map<String, Fault> failing = new HashMap<>();
        for (Rule rule : rules) {
            if (rule.meets(method, named) && rule.strikes(random, cost.getAsInt(), now)) {
                latency += rule.latencyMillis();
                if (rule.failsOneWriteOf(method)) {
                    failing.putIfAbsent(
                            rule.document().orElseThrow(), rule.fault().orElseThrow());
                } else if (struck.isEmpty()) {
                    struck = rule.fault();
                }
            }
        }
        return new Fate(latency, struck, failing);
    }

    /**
     * What happens to one call.
     *
     * @param latencyMillis before anything is done
     * @param failing documents whose writes are refused one by one
     */
    public record Fate(long latencyMillis, Optional<Fault> fault, Map<String, Fault> failing) {
        /** What happens to almost all. */
        public static final Fate UNHARMED = new Fate(0, Optional.empty(), Map.of());

        public Fate {
            failing = Map.copyOf(failing);
        }
    }
}
