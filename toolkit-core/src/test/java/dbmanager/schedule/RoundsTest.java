package dbmanager.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service on a clock that a test moves: each story is a list of what was done when. */
class RoundsTest {
    @TempDir
    private Path folder;

    private final World world = new World(Instant.parse("2026-11-20T12:00:00Z"));

    @Test
    void jobs_run_at_their_moments_one_after_the_other_in_their_order() {
        run(schedule("clean", "saturday 02:00", "verify", "saturday 02:00", "backup", "daily 02:00"), hours(39));
        assertThat(world.done)
                .containsExactly(
                        "2026-11-21T02:00:00Z backup",
                        "2026-11-21T02:10:00Z verify",
                        "2026-11-21T02:20:00Z clean",
                        "2026-11-22T02:00:00Z backup");
    }

    @Test
    void what_was_missed_while_nobody_kept_the_schedule_is_caught_up_once() {
        run(schedule("backup", "daily 02:00"), hours(1));
        world.now = Instant.parse("2026-11-25T09:00:00Z");
        run(schedule("backup", "daily 02:00"), hours(20));
        assertThat(world.done).containsExactly("2026-11-25T09:00:00Z backup", "2026-11-26T02:00:00Z backup");
    }

    @Test
    void a_job_that_is_new_to_the_schedule_has_missed_nothing() {
        run(schedule("backup", "daily 02:00"), hours(1));
        world.now = Instant.parse("2026-11-22T09:00:00Z");
        run(schedule("backup", "daily 02:00", "clean", "daily 03:00"), hours(1));
        assertThat(world.done).containsExactly("2026-11-22T09:00:00Z backup");
    }

    @Test
    void a_job_that_fails_is_told_and_the_next_ones_go_on() {
        world.exitCodes.add(17);
        run(schedule("backup", "daily 02:00", "verify", "daily 02:00"), hours(24));
        assertThat(world.done).containsExactly("2026-11-21T02:00:00Z backup", "2026-11-21T02:10:00Z verify");
        assertThat(world.told).containsExactly("backup 17", "verify 0");
    }

    @Test
    void what_was_killed_is_done_once_more_and_then_waits_for_its_next_moment() {
        Schedule nightly = schedule("backup", "daily 02:00");
        for (int i = 0; i < 3; i++) {
            world.deaths.add(true);
            assertThatThrownBy(() -> run(nightly, hours(24))).isInstanceOf(Death.class);
            if (i == 0) {
                world.now = Instant.parse("2026-11-21T02:30:00Z");
            }
        }
        assertThat(world.done)
                .containsExactly(
                        "2026-11-21T02:00:00Z backup", "2026-11-21T02:30:00Z backup", "2026-11-22T02:00:00Z backup");
    }

    @Test
    void what_was_interrupted_is_done_once_more() {
        world.exitCodes.add(130);
        run(schedule("backup", "daily 02:00"), hours(24));
        assertThat(world.done).containsExactly("2026-11-21T02:00:00Z backup", "2026-11-21T02:10:00Z backup");
        assertThat(world.told).containsExactly("backup 0");
    }

    @Test
    void a_clock_that_is_put_back_by_an_hour_does_nothing_twice() {
        world.jumps.put(Instant.parse("2026-11-21T02:15:00Z"), Duration.ofHours(-1));
        run(schedule("backup", "daily 02:00"), hours(40));
        assertThat(world.done).containsExactly("2026-11-21T02:00:00Z backup", "2026-11-22T02:00:00Z backup");
    }

    @Test
    void a_clock_that_was_years_ahead_and_is_set_right_does_not_stop_the_nights() {
        world.now = Instant.parse("2036-01-01T01:00:00Z");
        world.jumps.put(
                Instant.parse("2036-01-01T03:00:00Z"),
                Duration.between(Instant.parse("2036-01-01T03:00:00Z"), Instant.parse("2026-11-21T01:00:00Z")));
        run(schedule("backup", "daily 02:00"), hours(5));
        assertThat(world.done).containsExactly("2036-01-01T02:00:00Z backup", "2026-11-21T02:00:00Z backup");
    }

    @Test
    void a_machine_that_slept_through_three_nights_does_what_it_missed_once() {
        world.jumps.put(
                Instant.parse("2026-11-20T23:00:00Z"), Duration.ofDays(3).plusHours(8));
        run(schedule("backup", "daily 02:00", "test-recovery", "sunday 05:00"), hours(14));
        assertThat(world.done).containsExactly("2026-11-24T07:00:00Z backup", "2026-11-24T07:10:00Z test-recovery");
    }

    @Test
    void a_job_that_takes_longer_than_its_pause_leaves_the_others_their_turn() {
        assertThatThrownBy(() -> run(schedule("backup", "*/5 * * * *", "clean", "daily 12:30"), hours(1)))
                .isInstanceOf(Death.class);
        assertThat(world.done).contains("2026-11-20T12:45:00Z clean").doesNotHaveDuplicates();
    }

    @Test
    void jitter_is_the_same_each_time_and_another_on_another_machine() {
        Schedule late = new Schedule(
                Map.of(Job.BACKUP, Timing.parse("daily 02:00")), Optional.of(ZoneOffset.UTC), Duration.ofMinutes(30));
        Agenda here = Agenda.of(late, "production", "db1", () -> ZoneOffset.UTC);
        assertThat(here.delay(Job.BACKUP)).isBetween(Duration.ZERO, Duration.ofMinutes(30));
        assertThat(Agenda.of(late, "production", "db1", () -> ZoneOffset.UTC).delay(Job.BACKUP))
                .isEqualTo(here.delay(Job.BACKUP));
        assertThat(Agenda.of(late, "production", "db2", () -> ZoneOffset.UTC).delay(Job.BACKUP))
                .isNotEqualTo(here.delay(Job.BACKUP));
        assertThat(here.next(Job.BACKUP, Instant.parse("2026-11-21T02:00:00Z")))
                .isEqualTo(Instant.parse("2026-11-21T02:00:00Z").plus(here.delay(Job.BACKUP)));
    }

    private void run(Schedule schedule, Duration span) {
        world.end = world.now.plus(span);
        try (LedgerFile file = LedgerFile.hold(folder, "production")) {
            Agenda agenda = Agenda.of(schedule, "production", "db1", () -> ZoneOffset.UTC);
            new Rounds(agenda, file, world, world).goOn(file.read().orElse(Ledger.empty()));
        }
    }

    private static Duration hours(int hours) {
        return Duration.ofHours(hours);
    }

    private static Schedule schedule(String... pairs) {
        Map<Job, Timing> timings = new EnumMap<>(Job.class);
        for (int i = 0; i < pairs.length; i += 2) {
            timings.put(Job.of(pairs[i]).orElseThrow(), Timing.parse(pairs[i + 1]));
        }
        return new Schedule(timings, Optional.of(ZoneOffset.UTC), Duration.ZERO);
    }

    /** As if the power had gone. */
    private static final class Death extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** A clock that goes on by itself, and jumps where a test says; jobs take ten minutes. */
    private static final class World extends Clock implements Rounds.Hands {
        private static final Duration JOB = Duration.ofMinutes(10);

        private final List<String> done = new ArrayList<>();
        private final List<String> told = new ArrayList<>();
        private final Deque<Integer> exitCodes = new ArrayDeque<>();
        private final Deque<Boolean> deaths = new ArrayDeque<>();
        private final Map<Instant, Duration> jumps = new TreeMap<>();
        private Instant now;
        private Instant end;

        World(Instant now) {
            this.now = now;
        }

        private void pass(Duration time) {
            Instant before = now;
            now = now.plus(time);
            jumps.entrySet().removeIf(jump -> {
                boolean reached = before.isBefore(jump.getKey()) && !now.isBefore(jump.getKey());
                if (reached) {
                    now = now.plus(jump.getValue());
                    end = end.plus(jump.getValue());
                }
                return reached;
            });
        }

        @Override
        public int carryOut(Job job) {
            done.add(now + " " + job.key());
            if (deaths.poll() != null || now.isAfter(end.plus(JOB))) {
                throw new Death();
            }
            pass(JOB);
            Integer exitCode = exitCodes.poll();
            return exitCode == null ? 0 : exitCode;
        }

        @Override
        public void ended(Job job, Ledger.Ended how) {
            told.add(job.key() + " " + how.exitCode());
        }

        @Override
        public void upcoming(Agenda.Run next) {
            assertThat(next.at()).isAfter(now);
        }

        @Override
        public boolean rest(Duration atMost) {
            assertThat(atMost).isPositive().isLessThanOrEqualTo(Rounds.LONGEST_REST);
            pass(atMost);
            return now.isBefore(end);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
