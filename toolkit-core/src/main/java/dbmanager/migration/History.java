package dbmanager.migration;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a database has been through: an append-only log, oldest first.
 *
 * @param entries by ascending rank
 */
public record History(List<Entry> entries) {
    public History {
        entries = entries.stream().sorted(Comparator.comparingInt(Entry::rank)).toList();
    }

    public static History empty() {
        return new History(List.of());
    }

    /** What is applied and not rolled back, in the order in which it was applied; a repeatable one at its last run. */
    public List<Entry> inForce() {
        Map<MigrationKey, Entry> live = new LinkedHashMap<>();
        for (Entry entry : entries) {
            if (entry.outcome() == Outcome.SUCCEEDED) {
                live.remove(entry.key());
                if (entry.direction() == Direction.UP) {
                    live.put(entry.key(), entry);
                }
            }
        }
        return List.copyOf(live.values());
    }

    public Optional<Entry> inForce(MigrationKey key) {
        return inForce().stream().filter(entry -> entry.key().equals(key)).findFirst();
    }

    /** Whether the database has ever been through it, whatever became of it. */
    public boolean mentions(MigrationKey key) {
        return entries.stream().anyMatch(entry -> entry.key().equals(key));
    }

    /** The newest version in force; empty at base. */
    public Optional<Version> current() {
        return inForce().stream().flatMap(e -> e.key().version().stream()).max(Comparator.naturalOrder());
    }

    /** The version below which everything counts as applied, where the history began with an existing database. */
    public Optional<Version> baseline() {
        return inForce().stream()
                .filter(Entry::baseline)
                .flatMap(e -> e.key().version().stream())
                .max(Comparator.naturalOrder());
    }

    /** Steps that began or failed and were not followed by a success or a repair. */
    public List<Entry> unfinished() {
        Map<MigrationKey, Entry> last = new LinkedHashMap<>();
        entries.forEach(entry -> last.put(entry.key(), entry));
        return last.values().stream()
                .filter(e -> e.outcome() != Outcome.SUCCEEDED)
                .toList();
    }

    /**
     * The repeatable migrations that a rollback of this version puts in doubt: those that last ran after it, on a schema that still had it.
     * A rollback marks them, so that the next way to latest runs them again.
     */
    public List<Entry> repeatablesAfter(Version version) {
        List<Entry> live = inForce();
        int since = live.stream()
                .filter(e -> e.key().version().filter(version::equals).isPresent())
                .mapToInt(Entry::rank)
                .findFirst()
                .orElse(Integer.MAX_VALUE);
        return live.stream()
                .filter(e -> e.key().isRepeatable() && e.rank() > since)
                .toList();
    }

    public int nextRank() {
        return entries.isEmpty() ? 1 : entries.get(entries.size() - 1).rank() + 1;
    }

    public History plus(Entry entry) {
        List<Entry> longer = new ArrayList<>(entries);
        longer.add(entry);
        return new History(longer);
    }

    /** The same with everything taken back on paper, and without the failures. */
    public History afresh() {
        History afresh = new History(entries.stream()
                .filter(entry -> entry.outcome() == Outcome.SUCCEEDED)
                .toList());
        for (Entry entry : inForce()) {
            afresh = afresh.plus(entry.takenBack(afresh.nextRank()));
        }
        return afresh;
    }

    /** How a step ended. */
    public enum Outcome {
        /** Begun on a database that cannot run and record in one transaction; no end was recorded. */
        STARTED,
        SUCCEEDED,
        FAILED
    }

    /**
     * One event.
     *
     * @param rank its place in the log, from 1; gaps are allowed
     * @param baseline whether it only says "everything up to here was there before"
     * @param sha256 of the script that ran, where our own record has it; a history written by stock Flyway does not
     * @param crc32 Flyway's checksum of it, where one was recorded
     * @param when the database's clock or the runner's; UTC
     * @param resumable whether a step that did not end well can go on where it stopped, so that it needs no repair
     */
    public record Entry(
            int rank,
            MigrationKey key,
            Direction direction,
            Mode mode,
            Outcome outcome,
            boolean baseline,
            Optional<String> sha256,
            OptionalInt crc32,
            Attribution by,
            Instant when,
            Duration took,
            boolean resumable) {

        private Entry takenBack(int newRank) {
            return new Entry(
                    newRank,
                    key,
                    Direction.DOWN,
                    Mode.RECORD_ONLY,
                    outcome,
                    false,
                    sha256,
                    crc32,
                    by,
                    when,
                    took,
                    false);
        }

        /** What the history would have of a migration that ran at this rank. */
        static Entry supposed(int rank, Migration migration) {
            Checksum checksum = migration.script().checksum();
            return new Entry(
                    rank,
                    migration.key(),
                    Direction.UP,
                    Mode.EXECUTE,
                    Outcome.SUCCEEDED,
                    false,
                    Optional.of(checksum.sha256()),
                    OptionalInt.of(checksum.crc32()),
                    Attribution.unknown(),
                    Instant.EPOCH,
                    Duration.ZERO,
                    false);
        }

        boolean hasChecksum() {
            return sha256.isPresent() || crc32.isPresent();
        }

        /** Whether this is known to be the text that was applied. Without a recorded checksum it is not. */
        boolean confirms(Checksum text) {
            return hasChecksum() && !contradicts(text);
        }

        /** Whether the script has another text now than when it was applied. Without a recorded checksum nothing can be said. */
        public boolean contradicts(Checksum now) {
            if (sha256.isPresent()) {
                return !sha256.get().equals(now.sha256());
            }
            return crc32.isPresent() && crc32.getAsInt() != now.crc32();
        }
    }
}
