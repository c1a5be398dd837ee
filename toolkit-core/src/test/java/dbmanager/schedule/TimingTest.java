package dbmanager.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimingTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    daily 02:00                | 0 2 * * *
                    Daily at 2:00              | 0 2 * * *
                    daily                      | 0 3 * * *
                    hourly                     | 0 * * * *
                    weekly                     | 0 3 * * 0
                    monthly 04:30              | 30 4 1 * *
                    weekdays 01:15             | 15 1 * * 1,2,3,4,5
                    weekends                   | 0 3 * * 0,6
                    sunday 03:00               | 0 3 * * 0
                    mon, Thursday 23:59        | 59 23 * * 1,4
                    0 2 * * *                  | 0 2 * * *
                    */20 * * * *               | 0,20,40 * * * *
                    5/15 1-3 * * *             | 5,20,35,50 1,2,3 * * *
                    10-30/10 8 * * *           | 10,20,30 8 * * *
                    0 2 * * 7                  | 0 2 * * 0
                    0 2 * * 5-7                | 0 2 * * 0,5,6
                    0 2 * * FRI-SUN            | 0 2 * * 0,5,6
                    0 2 * * MON-FRI            | 0 2 * * 1,2,3,4,5
                    0 2 1,15 JAN *             | 0 2 1,15 1 *
                    0 2 1-7 * */7              | 0 2 1,2,3,4,5,6,7 * */7
                    0 2 */2 * FRI-SUN          | 0 2 */2 * 0,5,6
                    */20 2 */2 * *             | 0,20,40 2 1,3,5,7,9,11,13,15,17,19,21,23,25,27,29,31 * *
                    0 2 1-31 * MON             | 0 2 * * *
                    0 2 13 * 0-6               | 0 2 * * *
                    """)
    void words_and_fields_of_a_crontab_are_one_thing(String text, String cron) {
        assertThat(Timing.parse(text).cron()).isEqualTo(cron);
        assertThat(Timing.parse(cron).cron()).isEqualTo(cron);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    dayly 02:00          | "dayly" is neither a day nor a time; understood was: at 02:00 | did you mean "daily"?
                    monday thrusday 3:00 | "thrusday" is neither a day nor a time; understood was: monday at 03:00 | did you mean "thursday"?
                    daily 25:00          | "25:00" is neither a day nor a time; understood was: daily   | 0 2 * * *
                    02:00                | says a time and no day                                       | daily 02:00
                    hourly 03:00         | every hour and one time of the day                           | 15 * * * *
                    0 2 * *              | has 4 fields, and a crontab has 5                            | 0 2 * * *
                    0 24 * * *           | cannot be read as the fields of a crontab                    | 0 2 * * *
                    0 2 * * FOO          | cannot be read as the fields of a crontab                    | 0 2 * * *
                    0 22-2 * * *         | cannot be read as the fields of a crontab                    | 0 2 * * *
                    */0 2 * * *          | cannot be read as the fields of a crontab                    | 0 2 * * *
                    0 2 30 2 *           | never comes                                                  | monthly 04:00
                    0 2 30 2 */7         | never comes                                                  | monthly 04:00
                    """)
    void what_cannot_be_understood_says_what_was_and_shows_how(String text, String happened, String next) {
        assertThatThrownBy(() -> Timing.parse(text)).isInstanceOfSatisfying(Timing.Malformed.class, malformed -> {
            assertThat(malformed).hasMessageContaining(happened);
            assertThat(malformed.next()).contains(next);
        });
    }

    /** In Berlin, on 2026-03-29 clocks go from 02:00 to 03:00, on 2026-10-25 from 03:00 back to 02:00. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    daily 02:30    | 2026-03-28T00:00:00Z | 2026-03-28T01:30:00Z 2026-03-29T01:00:00Z 2026-03-30T00:30:00Z
                    daily 03:00    | 2026-03-28T12:00:00Z | 2026-03-29T01:00:00Z 2026-03-30T01:00:00Z 2026-03-31T01:00:00Z
                    daily 02:30    | 2026-10-24T00:00:00Z | 2026-10-24T00:30:00Z 2026-10-25T00:30:00Z 2026-10-26T01:30:00Z
                    daily 02:30    | 2026-10-25T01:00:00Z | 2026-10-26T01:30:00Z 2026-10-27T01:30:00Z 2026-10-28T01:30:00Z
                    0,30 2 * * *   | 2026-03-28T12:00:00Z | 2026-03-29T01:00:00Z 2026-03-30T00:00:00Z 2026-03-30T00:30:00Z
                    hourly         | 2026-03-29T00:30:00Z | 2026-03-29T01:00:00Z 2026-03-29T02:00:00Z 2026-03-29T03:00:00Z
                    hourly         | 2026-10-24T23:30:00Z | 2026-10-25T00:00:00Z 2026-10-25T01:00:00Z 2026-10-25T02:00:00Z
                    0 * 1 1 *      | 2026-06-01T00:00:00Z | 2026-12-31T23:00:00Z 2027-01-01T00:00:00Z 2027-01-01T01:00:00Z
                    weekly 04:00   | 2026-03-25T00:00:00Z | 2026-03-29T02:00:00Z 2026-04-05T02:00:00Z 2026-04-12T02:00:00Z
                    0 4 13 * 5     | 2026-02-01T00:00:00Z | 2026-02-06T03:00:00Z 2026-02-13T03:00:00Z 2026-02-20T03:00:00Z
                    0 0 29 2 *     | 2026-01-01T00:00:00Z | 2028-02-28T23:00:00Z 2032-02-28T23:00:00Z 2036-02-28T23:00:00Z
                    """)
    void what_is_once_a_day_comes_once_also_when_clocks_are_put_forward_or_back(
            String text, Instant from, String moments) {
        Timing timing = Timing.parse(text);
        List<String> found = new ArrayList<>();
        Instant at = from;
        for (int i = 0; i < 3; i++) {
            at = timing.next(at, BERLIN);
            found.add(at.toString());
        }
        assertThat(String.join(" ", found)).isEqualTo(moments);
    }

    /** As Vixie's cron has it; in November 2026 Sundays are the 1st, 8th, 15th, 22nd and 29th. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    0 4 1,8 * 1      | 2026-11-01 2026-11-02 2026-11-08 2026-11-09
                    0 4 1-7 * 0      | 2026-11-01 2026-11-02 2026-11-03 2026-11-04
                    0 4 1-7 * */7    | 2026-11-01 2026-12-06 2027-01-03 2027-02-07
                    0 4 */7 * 0      | 2026-11-01 2026-11-08 2026-11-15 2026-11-22
                    0 4 */10 * */7   | 2026-11-01 2027-01-31 2027-02-21 2027-03-21
                    0 4 * * 0        | 2026-11-01 2026-11-08 2026-11-15 2026-11-22
                    0 4 1-31 * 0     | 2026-11-01 2026-11-02 2026-11-03 2026-11-04
                    0 4 8 * *        | 2026-11-08 2026-12-08 2027-01-08 2027-02-08
                    """)
    void a_day_of_the_month_or_of_the_week_is_enough_unless_one_of_the_fields_begins_with_a_star(
            String text, String days) {
        Timing timing = Timing.parse(text);
        List<String> found = new ArrayList<>();
        Instant at = Instant.parse("2026-10-31T12:00:00Z");
        for (int i = 0; i < 4; i++) {
            at = timing.next(at, ZoneOffset.UTC);
            found.add(at.toString().substring(0, 10));
        }
        assertThat(String.join(" ", found)).isEqualTo(days);
    }

    @Test
    void every_day_of_ten_years_has_one_moment_in_every_zone_that_is_hard() {
        Timing timing = Timing.parse("daily 02:30");
        for (String zone : List.of("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC")) {
            ZoneId there = ZoneId.of(zone);
            Instant at = Instant.parse("2020-01-01T00:00:00Z");
            var day = at.atZone(there).toLocalDate().minusDays(1);
            for (int i = 0; i < 3650; i++) {
                at = timing.next(at, there);
                var next = at.atZone(there).toLocalDate();
                if (i > 0) {
                    assertThat(next).as(zone).isEqualTo(day.plusDays(1));
                }
                day = next;
            }
        }
    }
}
