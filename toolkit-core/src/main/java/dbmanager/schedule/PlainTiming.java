package dbmanager.schedule;

import dbmanager.problem.NearestName;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Timings in words: {@code daily 02:00}, {@code monday, thursday 03:30}, {@code weekly}. Without a time it is 03:00, an hour that no clock of
 * Europe or America skips.
 */
final class PlainTiming {
    private static final Pattern TIME = Pattern.compile("([01]?[0-9]|2[0-3]):([0-5][0-9])");
    private static final Time USUAL = new Time(3, 0);
    private static final List<String> PERIODS = List.of("hourly", "daily", "weekly", "monthly", "weekdays", "weekends");

    private record Time(int hour, int minute) {}

    private PlainTiming() {}

    static Timing parse(String text) {
        List<String> words = new ArrayList<>(
                List.of(text.toLowerCase(Locale.ROOT).replace(',', ' ').strip().split("\\s+")));
        Optional<Time> time = time(words.get(words.size() - 1));
        if (time.isPresent()) {
            words.remove(words.size() - 1);
            if (words.size() > 1 && words.get(words.size() - 1).equals("at")) {
                words.remove(words.size() - 1);
            }
        }
        if (words.isEmpty()) {
            throw Timing.Malformed.of("\"" + text + "\" says a time and no day", "");
        }
        String first = words.get(0);
        if (PERIODS.contains(first)) {
            refuseMore(text, words, first, time);
            return period(text, first, time);
        }
        SortedSet<Integer> weekdays = new TreeSet<>();
        words.forEach(word -> weekdays.add(weekday(text, word, weekdays, time)));
        return on(text, time.orElse(USUAL), Timing.ALL_DAYS, new TreeSet<>(weekdays));
    }

    private static Optional<Time> time(String word) {
        Matcher time = TIME.matcher(word);
        return time.matches()
                ? Optional.of(new Time(Integer.parseInt(time.group(1)), Integer.parseInt(time.group(2))))
                : Optional.empty();
    }

    private static void refuseMore(String text, List<String> words, String understood, Optional<Time> time) {
        if (words.size() > 1) {
            throw unknown(text, words.get(1), understood, time);
        }
        if (understood.equals("hourly") && time.isPresent()) {
            throw Timing.Malformed.of(
                    "\"" + text + "\" says every hour and one time of the day",
                    "for a minute of every hour write 15 * * * *; else ");
        }
    }

    private static Timing period(String text, String period, Optional<Time> time) {
        Time at = time.orElse(USUAL);
        return switch (period) {
            case "hourly" ->
                new Timing(
                        text,
                        Timing.range(0, 0),
                        Timing.ALL_HOURS,
                        Timing.ALL_DAYS,
                        Timing.ALL_MONTHS,
                        Timing.ALL_WEEKDAYS,
                        Optional.empty());
            case "weekly" -> on(text, at, Timing.ALL_DAYS, Timing.range(7, 7));
            case "monthly" -> on(text, at, Timing.range(1, 1), Timing.ALL_WEEKDAYS);
            case "weekdays" -> on(text, at, Timing.ALL_DAYS, Timing.range(1, 5));
            case "weekends" -> on(text, at, Timing.ALL_DAYS, Timing.range(6, 7));
            default -> on(text, at, Timing.ALL_DAYS, Timing.ALL_WEEKDAYS);
        };
    }

    private static Timing on(String text, Time time, NavigableSet<Integer> days, NavigableSet<Integer> weekdays) {
        return new Timing(
                text,
                Timing.range(time.minute(), time.minute()),
                Timing.range(time.hour(), time.hour()),
                days,
                Timing.ALL_MONTHS,
                weekdays,
                Optional.empty());
    }

    /** By its name, or by its first three letters. */
    private static int weekday(String text, String word, SortedSet<Integer> before, Optional<Time> time) {
        return Arrays.stream(DayOfWeek.values())
                .filter(day -> {
                    String name = day.name().toLowerCase(Locale.ROOT);
                    return name.equals(word) || name.substring(0, 3).equals(word);
                })
                .findFirst()
                .map(DayOfWeek::getValue)
                .orElseThrow(() -> unknown(text, word, understood(before), time));
    }

    private static String understood(SortedSet<Integer> weekdays) {
        return String.join(
                ", ",
                weekdays.stream()
                        .map(day -> DayOfWeek.of(day).name().toLowerCase(Locale.ROOT))
                        .toList());
    }

    private static Timing.Malformed unknown(String text, String word, String understood, Optional<Time> time) {
        List<String> known = new ArrayList<>(PERIODS);
        Arrays.stream(DayOfWeek.values()).forEach(day -> known.add(day.name().toLowerCase(Locale.ROOT)));
        String clock = time.map(at -> String.format(Locale.ROOT, "at %02d:%02d", at.hour(), at.minute()))
                .orElse("");
        String both = (understood + " " + clock).strip();
        return Timing.Malformed.of(
                "\"" + text + "\": \"" + word + "\" is neither a day nor a time"
                        + (both.isEmpty() ? "" : "; understood was: " + both),
                NearestName.suggest(word, known));
    }
}
