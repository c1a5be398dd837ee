package dbmanager.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** What was done of a schedule, and up to when: what is earlier is not looked at again. */
public record Ledger(Map<Job, Entry> entries) {
    /**
     * How far ahead of the clock an entry may be. A clock that is put back by less, as from the wrong zone, does nothing twice; after a larger step, to
     * wait for the clock to come there again could mean that nothing is done for days.
     */
    static final Duration AHEAD = Duration.ofHours(2);

    public Ledger {
        Map<Job, Entry> ordered = new EnumMap<>(Job.class);
        ordered.putAll(entries);
        entries = Collections.unmodifiableMap(ordered);
    }

    /**
     * @param handled moments up to this one were looked after
     * @param open how many times the job was begun for the last of them and did not end
     * @param last how it ended, if it ever did
     */
    public record Entry(Instant handled, int open, Optional<Ended> last) {}

    /** @param exitCode of the command; see its help */
    public record Ended(Instant begun, Instant ended, int exitCode) {}

    public static Ledger empty() {
        return new Ledger(Map.of());
    }

    /** With an entry for each of the jobs: what is new to a schedule begins now, and missed nothing. An entry too far ahead of the clock begins anew. */
    public Ledger keptUntil(Instant now, Collection<Job> jobs) {
        Map<Job, Entry> kept = new EnumMap<>(Job.class);
        for (Job job : jobs) {
            Entry entry = entries.getOrDefault(job, new Entry(now, 0, Optional.empty()));
            kept.put(
                    job, entry.handled().isAfter(now.plus(AHEAD)) ? new Entry(now, entry.open(), entry.last()) : entry);
        }
        return new Ledger(kept);
    }

    Instant handled(Job job) {
        return entries.get(job).handled();
    }

    /** What did not end a second time waits for its next moment: perhaps it is what brings the machine down. */
    boolean isHalfDone(Job job) {
        return entries.get(job).open() == 1;
    }

    /** @param moment whether a new moment of it has come, or it is done once more */
    Ledger begun(Job job, Instant now, boolean moment) {
        Entry before = entries.get(job);
        Instant handled = before.handled().isAfter(now) ? before.handled() : now;
        return with(job, new Entry(handled, moment ? 1 : before.open() + 1, before.last()));
    }

    public Ledger ended(Job job, Ended how) {
        return with(job, new Entry(entries.get(job).handled(), 0, Optional.of(how)));
    }

    private Ledger with(Job job, Entry entry) {
        Map<Job, Entry> changed = new EnumMap<>(Job.class);
        changed.putAll(entries);
        changed.put(job, entry);
        return new Ledger(changed);
    }
}
