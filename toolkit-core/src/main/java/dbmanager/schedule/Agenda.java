package dbmanager.schedule;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.zip.CRC32;

/** A schedule as one machine keeps it: in a zone, with the delay that this machine adds to each job, always the same one. */
public final class Agenda {
    private final Map<Job, Timing> timings;
    private final ZoneId zone;
    private final Map<Job, Duration> delays;

    private Agenda(Map<Job, Timing> timings, ZoneId zone, Map<Job, Duration> delays) {
        this.timings = timings;
        this.zone = zone;
        this.delays = delays;
    }

    /** @param at a job's next moment, its delay included */
    public record Run(Job job, Instant at) {}

    /**
     * @param machine its name; what it is called decides how much of the jitter it takes
     * @param zoneOfMachine asked for only where the schedule names none
     */
    public static Agenda of(Schedule schedule, String environment, String machine, Supplier<ZoneId> zoneOfMachine) {
        Map<Job, Duration> delays = new EnumMap<>(Job.class);
        schedule.timings()
                .keySet()
                .forEach(job ->
                        delays.put(job, share(schedule.jitter(), machine + "/" + environment + "/" + job.key())));
        return new Agenda(schedule.timings(), schedule.zone().orElseGet(zoneOfMachine), delays);
    }

    private static Duration share(Duration jitter, String of) {
        CRC32 sum = new CRC32();
        sum.update(of.getBytes(StandardCharsets.UTF_8));
        return jitter.isZero() ? Duration.ZERO : Duration.ofSeconds(sum.getValue() % (jitter.toSeconds() + 1));
    }

    public ZoneId zone() {
        return zone;
    }

    public List<Job> jobs() {
        return List.copyOf(timings.keySet());
    }

    public Timing timing(Job job) {
        return timings.get(job);
    }

    public Duration delay(Job job) {
        return delays.get(job);
    }

    public Instant next(Job job, Instant after) {
        Duration delay = delays.get(job);
        return timings.get(job).next(after.minus(delay), zone).plus(delay);
    }

    /** The next moment of every job, the soonest first. */
    public List<Run> upcoming(Instant now) {
        return upcoming(job -> now);
    }

    /** The same, of what is still to be done. */
    List<Run> upcoming(Ledger ledger, Instant now) {
        return upcoming(job -> ledger.handled(job).isAfter(now) ? ledger.handled(job) : now);
    }

    private List<Run> upcoming(Function<Job, Instant> after) {
        return timings.keySet().stream()
                .map(job -> new Run(job, next(job, after.apply(job))))
                .sorted(Comparator.comparing(Run::at).thenComparing(Run::job))
                .toList();
    }

    /**
     * What is to be done now, in the order in which to do it: what had its moment since it was done last, once, however many moments were missed;
     * and what was begun for the last moment and never ended, once more.
     */
    public List<Job> due(Ledger ledger, Instant now) {
        return timings.keySet().stream()
                .filter(job -> ledger.isHalfDone(job) || hasCome(job, ledger, now))
                .toList();
    }

    private boolean hasCome(Job job, Ledger ledger, Instant now) {
        return !next(job, ledger.handled(job)).isAfter(now);
    }

    /** Before a job is begun. */
    public Ledger begin(Job job, Ledger ledger, Instant now) {
        return ledger.begun(job, now, hasCome(job, ledger, now));
    }
}
