package dbmanager.schedule;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What runs when, as the configuration says it for one environment.
 *
 * @param timings at least one
 * @param zone in which they are meant; that of the machine if nobody says
 * @param jitter how much later than its moment a job may begin, so that many machines do not begin at once; zero for none
 */
public record Schedule(Map<Job, Timing> timings, Optional<ZoneId> zone, Duration jitter) {
    public Schedule {
        timings = Collections.unmodifiableMap(new EnumMap<>(timings));
    }
}
