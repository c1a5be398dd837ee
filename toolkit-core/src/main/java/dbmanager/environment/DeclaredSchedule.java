package dbmanager.environment;

import dbmanager.schedule.Job;
import dbmanager.schedule.Schedule;
import dbmanager.schedule.Timing;
import dbmanager.yaml.Block;
import dbmanager.yaml.Item;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code schedule:} of an environment as the file declares it; its timings are read when somebody asks for them. */
record DeclaredSchedule(Map<Job, Item> timings, Optional<Item> zone, Optional<Item> jitter) {
    private static final Duration MOST_JITTER = Duration.ofHours(6);

    static DeclaredSchedule of(Block block) {
        List<String> keys = new ArrayList<>(Job.keys());
        keys.addAll(List.of("zone", "jitter"));
        block.allow(keys);
        Map<Job, Item> timings = new EnumMap<>(Job.class);
        Job.keys()
                .forEach(key -> block.find(key)
                        .ifPresent(item -> timings.put(Job.of(key).orElseThrow(), item)));
        if (timings.isEmpty()) {
            throw block.complain(
                    block.name() + " has no job", "give it at least one, such as backup: daily 02:00, or remove it");
        }
        return new DeclaredSchedule(timings, block.find("zone"), block.find("jitter"));
    }

    /** @throws BadSetting when a timing, the zone or the jitter cannot be understood, with its line */
    Schedule read() {
        Map<Job, Timing> read = new EnumMap<>(Job.class);
        timings.forEach((job, item) -> read.put(job, timing(item)));
        return new Schedule(
                read,
                zone.map(DeclaredSchedule::zone),
                jitter.map(DeclaredSchedule::jitter).orElse(Duration.ZERO));
    }

    private static Timing timing(Item item) {
        try {
            return Timing.parse(item.text());
        } catch (Timing.Malformed e) {
            throw item.complain(item.name() + ": " + e.getMessage(), e.next());
        }
    }

    private static ZoneId zone(Item item) {
        try {
            return ZoneId.of(item.text());
        } catch (DateTimeException e) {
            throw item.complain(
                    item.name() + " is no time zone", "write it like Europe/Berlin, America/New_York or UTC");
        }
    }

    private static Duration jitter(Item item) {
        Duration jitter = DeclaredRecovery.span(item);
        if (jitter.compareTo(MOST_JITTER) > 0) {
            throw item.complain(item.name() + " is longer than 6 h", "write it like 10m or 1h");
        }
        return jitter;
    }
}
