package dbmanager.schedule;

import dbmanager.problem.Problem;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Collections;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The moments of a calendar at which something is to be done, such as {@code daily 02:00} or {@code 0 2 * * *}. Where days of the month and
 * days of the week are both limited, either is enough; unless the field of one of them begins with a star, as in <code>0 2 1-7 * &#42;/7</code>, the first
 * Sunday of each month: then a day has to be both. So do Vixie's cron and its descendants (Debian's, cronie: {@code DOM_STAR} and {@code DOW_STAR}).
 *
 * @param text as somebody wrote it
 * @param minutes 0 to 59
 * @param hours 0 to 23
 * @param days of the month, 1 to 31
 * @param months 1 to 12
 * @param weekdays 1 for Monday to 7 for Sunday
 * @param dayFields where both of them are limited and a day has to be both: how they stand in the text, which is then that of a crontab
 */
public record Timing(
        String text,
        NavigableSet<Integer> minutes,
        NavigableSet<Integer> hours,
        NavigableSet<Integer> days,
        NavigableSet<Integer> months,
        NavigableSet<Integer> weekdays,
        Optional<DayFields> dayFields) {
    static final NavigableSet<Integer> ALL_HOURS = range(0, 23);
    static final NavigableSet<Integer> ALL_DAYS = range(1, 31);
    static final NavigableSet<Integer> ALL_MONTHS = range(1, 12);
    static final NavigableSet<Integer> ALL_WEEKDAYS = range(1, 7);

    public Timing {
        minutes = frozen(minutes);
        hours = frozen(hours);
        days = frozen(days);
        months = frozen(months);
        weekdays = frozen(weekdays);
        boolean weekdaysAreEnough = isLimitedToWeekdays(weekdays) && dayFields.isEmpty();
        if (!weekdaysAreEnough && !everComes(days, months)) {
            throw new Malformed("\"" + text + "\" never comes: no month of it has such a day", EXAMPLES);
        }
    }

    private static final String EXAMPLES =
            "write it like daily 02:00, monday, thursday 03:30, weekdays 01:00, weekly, monthly 04:00, hourly, or in"
                    + " five fields as in a crontab: 0 2 * * *";

    /** @throws Malformed when it is neither */
    public static Timing parse(String text) {
        String stripped = text.strip();
        return CronText.looksLike(stripped) ? CronText.parse(stripped) : PlainTiming.parse(stripped);
    }

    /** Two fields of a crontab, of which at least one begins with a star. */
    record DayFields(String days, String weekdays) {}

    static NavigableSet<Integer> range(int from, int to) {
        return frozen(IntStream.rangeClosed(from, to).boxed().collect(Collectors.toCollection(TreeSet::new)));
    }

    private static NavigableSet<Integer> frozen(SortedSet<Integer> numbers) {
        return Collections.unmodifiableNavigableSet(new TreeSet<>(numbers));
    }

    private static boolean everComes(SortedSet<Integer> days, SortedSet<Integer> months) {
        return months.stream().anyMatch(month -> days.first() <= Month.of(month).maxLength());
    }

    private static boolean isLimitedToWeekdays(SortedSet<Integer> weekdays) {
        return weekdays.size() < ALL_WEEKDAYS.size();
    }

    public boolean isEveryHour() {
        return hours.equals(ALL_HOURS);
    }

    public boolean isLimitedToWeekdays() {
        return isLimitedToWeekdays(weekdays);
    }

    public boolean isLimitedToDays() {
        return !days.equals(ALL_DAYS);
    }

    public boolean isLimitedToMonths() {
        return !months.equals(ALL_MONTHS);
    }

    /** Whether it is on the days of the month, and on the days of the week too. */
    public boolean isOnEither() {
        return isLimitedToDays() && isLimitedToWeekdays() && dayFields.isEmpty();
    }

    /** Whether it is only on days of the month that are such days of the week, which not every reader of five fields understands. */
    public boolean isOnBoth() {
        return dayFields.isPresent();
    }

    /**
     * The first moment after this one. When clocks are put forward, what falls into the time that is skipped comes at the moment of the jump; when
     * they are put back, what falls into the time that comes twice comes the first time. So what is once a day comes once on every day. What
     * is {@link #isEveryHour every hour} follows the time that passes instead, and leaves no hour out.
     */
    public Instant next(Instant after, ZoneId zone) {
        return isEveryHour() ? nextAsTimePasses(after, zone.getRules()) : nextOnTheClock(after, zone);
    }

    private Instant nextOnTheClock(Instant after, ZoneId zone) {
        LocalDateTime shown = LocalDateTime.ofInstant(after, zone);
        while (true) {
            shown = nextShown(shown);
            Instant at = moment(shown, zone.getRules());
            if (at.isAfter(after)) {
                return at;
            }
        }
    }

    private static Instant moment(LocalDateTime shown, ZoneRules rules) {
        ZoneOffsetTransition jump = rules.getTransition(shown);
        if (jump == null) {
            return shown.toInstant(rules.getOffset(shown));
        }
        return jump.isGap() ? jump.getInstant() : shown.toInstant(jump.getOffsetBefore());
    }

    private Instant nextAsTimePasses(Instant after, ZoneRules rules) {
        Instant from = after;
        ZoneOffset offset = rules.getOffset(after);
        LocalDateTime shown = LocalDateTime.ofInstant(after, offset);
        while (true) {
            Instant at = nextShown(shown).toInstant(offset);
            ZoneOffsetTransition jump = rules.nextTransition(from);
            if (jump == null || at.isBefore(jump.getInstant())) {
                return at;
            }
            from = jump.getInstant();
            offset = jump.getOffsetAfter();
            shown = jump.getDateTimeAfter().minusNanos(1);
        }
    }

    /** As if clocks were never put forward or back. */
    private LocalDateTime nextShown(LocalDateTime after) {
        for (LocalDate day = after.toLocalDate(); ; day = day.plusDays(1)) {
            if (isOn(day)) {
                for (int hour : hours) {
                    for (int minute : minutes) {
                        LocalDateTime at = day.atTime(hour, minute);
                        if (at.isAfter(after)) {
                            return at;
                        }
                    }
                }
            }
        }
    }

    private boolean isOn(LocalDate day) {
        boolean dayOfMonth = days.contains(day.getDayOfMonth());
        boolean weekday = weekdays.contains(day.getDayOfWeek().getValue());
        return months.contains(day.getMonthValue()) && (isOnEither() ? dayOfMonth || weekday : dayOfMonth && weekday);
    }

    /** The same in five fields; 0 is Sunday. Every crontab reads them so, unless it {@link #isOnBoth}. */
    public String cron() {
        SortedSet<Integer> sundayFirst =
                weekdays.stream().map(day -> day % 7).collect(Collectors.toCollection(TreeSet::new));
        return String.join(
                " ",
                field(minutes, range(0, 59)),
                field(hours, ALL_HOURS),
                starred(DayFields::days).orElseGet(() -> field(days, ALL_DAYS)),
                field(months, ALL_MONTHS),
                starred(DayFields::weekdays).orElseGet(() -> field(sundayFirst, range(0, 6))));
    }

    /** As it was written: its numbers alone would not say that a day has to be both. */
    private Optional<String> starred(Function<DayFields, String> which) {
        return dayFields.map(which).filter(field -> field.startsWith("*"));
    }

    private static String field(SortedSet<Integer> numbers, SortedSet<Integer> all) {
        return numbers.equals(all)
                ? "*"
                : numbers.stream().map(Object::toString).collect(Collectors.joining(","));
    }

    /** A text that says no moments. */
    public static final class Malformed extends Problem {
        private static final long serialVersionUID = 1L;

        Malformed(String happened, String next) {
            super(Kind.CONFIGURATION, happened, "nothing was done", next);
        }

        static Malformed of(String happened, String suggestion) {
            return new Malformed(happened, suggestion + EXAMPLES);
        }
    }
}
