package dbmanager.cli.schedule;

import dbmanager.schedule.Job;
import dbmanager.schedule.Timing;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Collectors;

/** A service and a timer of systemd for each job, for the units of a user; see systemd.timer(5) and systemd.time(7). */
final class SystemdUnits {
    private SystemdUnits() {}

    static List<Document> documents(Orders orders) {
        orders.requireNamedZone("systemd");
        List<Document> documents = new ArrayList<>();
        for (Job job : orders.jobs()) {
            documents.add(new Document(orders.nameOf(job) + ".service", service(orders, job)));
            documents.add(new Document(orders.nameOf(job) + ".timer", timer(orders, job)));
        }
        return documents;
    }

    /** What {@code systemctl enable} makes of {@code WantedBy=}; {@code disable} refuses to take it away once the unit has no file any more. */
    static Path link(Path unit) {
        return unit.resolveSibling("timers.target.wants").resolve(unit.getFileName());
    }

    /** A timer without a file goes on until it is stopped. */
    static List<String> commands(List<Path> written, List<Path> removed) {
        List<String> commands = new ArrayList<>();
        timers(removed).ifPresent(gone -> commands.add("systemctl --user stop " + gone));
        commands.add("systemctl --user daemon-reload");
        timers(written).ifPresent(there -> commands.add("systemctl --user enable --now " + there));
        return commands;
    }

    private static Optional<String> timers(List<Path> files) {
        String timers = files.stream()
                .map(file -> file.getFileName().toString())
                .filter(name -> name.endsWith(".timer"))
                .distinct()
                .collect(Collectors.joining(" "));
        return Optional.of(timers).filter(names -> !names.isEmpty());
    }

    private static String service(Orders orders, Job job) {
        return """
                # %s
                [Unit]
                Description=db-manager %s of %s

                [Service]
                Type=oneshot
                WorkingDirectory=%s
                Environment=%s
                Environment=%s
                ExecStart=%s
                """.formatted(
                        orders.mark(),
                        job.key(),
                        orders.environment(),
                        specifiersEscaped(orders.folder().toString()),
                        specifiersEscaped(quoted("PATH=" + orders.path())),
                        specifiersEscaped(quoted("JAVA_HOME=" + orders.javaHome())),
                        orders.words(job).stream()
                                .map(word -> specifiersEscaped(quoted(word.replace("$", "$$"))))
                                .collect(Collectors.joining(" ")));
    }

    private static String timer(Orders orders, Job job) {
        String jitter = orders.jitter().isZero()
                ? ""
                : "RandomizedDelaySec=" + orders.jitter().toSeconds() + "\nFixedRandomDelay=true\n";
        return """
                # %s
                [Unit]
                Description=db-manager %s of %s, %s

                [Timer]
                %sPersistent=true
                %s
                [Install]
                WantedBy=timers.target
                """.formatted(
                        orders.mark(),
                        job.key(),
                        orders.environment(),
                        specifiersEscaped(orders.timing(job).text()),
                        calendars(orders.timing(job), orders.zoneName()),
                        jitter);
    }

    /** Two where either day is enough, as in a crontab: of one, systemd wants both. */
    private static String calendars(Timing timing, String zone) {
        String weekdays = timing.weekdays().stream()
                .map(day -> DayOfWeek.of(day).getDisplayName(TextStyle.SHORT, Locale.ENGLISH))
                .collect(Collectors.joining(","));
        String months = numbers(timing.months(), !timing.isLimitedToMonths());
        String days = numbers(timing.days(), !timing.isLimitedToDays());
        String time =
                numbers(timing.hours(), timing.isEveryHour()) + ":" + numbers(timing.minutes(), false) + ":00 " + zone;
        if (timing.isOnEither()) {
            return calendar(weekdays + " *-" + months + "-* " + time)
                    + calendar("*-" + months + "-" + days + " " + time);
        }
        String prefix = timing.isLimitedToWeekdays() ? weekdays + " " : "";
        return calendar(prefix + "*-" + months + "-" + days + " " + time);
    }

    private static String calendar(String expression) {
        return "OnCalendar=" + expression + "\n";
    }

    private static String numbers(SortedSet<Integer> numbers, boolean all) {
        return all
                ? "*"
                : numbers.stream()
                        .map(number -> String.format(Locale.ROOT, "%02d", number))
                        .collect(Collectors.joining(","));
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_@+=:,./$-]+")
                ? word
                : "\"" + word.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static String specifiersEscaped(String text) {
        return text.replace("%", "%%");
    }
}
