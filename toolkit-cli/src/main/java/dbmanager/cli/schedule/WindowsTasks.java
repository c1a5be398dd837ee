package dbmanager.cli.schedule;

import dbmanager.schedule.Job;
import dbmanager.schedule.Timing;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A task of the Windows Task Scheduler for each job, in its XML (MS-TSCH 2.5). */
final class WindowsTasks {
    /** What one task may have. */
    private static final int MOST_TRIGGERS = 48;

    private WindowsTasks() {}

    static List<Document> documents(Orders orders) {
        orders.requireZoneOfMachine("the Task Scheduler");
        return orders.jobs().stream()
                .map(job -> new Document(orders.nameOf(job) + ".xml", task(orders, job)))
                .toList();
    }

    static List<String> commands(List<Path> written, List<Path> removed) {
        return Stream.concat(
                        removed.stream().map(file -> "schtasks /Delete /F /TN " + name(file)),
                        written.stream()
                                .map(file -> "schtasks /Create /F /TN " + name(file) + " /XML \"" + file + "\""))
                .toList();
    }

    private static String name(Path file) {
        return file.getFileName().toString().replaceFirst("\\.xml$", "");
    }

    private static String task(Orders orders, Job job) {
        List<String> words = orders.words(job);
        return """
                <?xml version="1.0"?>
                <Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
                  <RegistrationInfo>
                    <Description>%s</Description>
                  </RegistrationInfo>
                  <Triggers>
                %s  </Triggers>
                  <Principals>
                    <Principal id="Author">
                      <LogonType>S4U</LogonType>
                      <RunLevel>LeastPrivilege</RunLevel>
                    </Principal>
                  </Principals>
                  <Settings>
                    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
                    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
                    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
                    <StartWhenAvailable>true</StartWhenAvailable>
                    <ExecutionTimeLimit>PT12H</ExecutionTimeLimit>
                  </Settings>
                  <Actions Context="Author">
                    <Exec>
                      <Command>%s</Command>
                      <Arguments>%s</Arguments>
                      <WorkingDirectory>%s</WorkingDirectory>
                    </Exec>
                  </Actions>
                </Task>
                """.formatted(
                        escaped(orders.mark()),
                        triggers(orders, orders.timing(job)),
                        escaped(words.get(0)),
                        escaped(words.subList(1, words.size()).stream()
                                .map(WindowsTasks::quoted)
                                .collect(Collectors.joining(" "))),
                        escaped(orders.folder().toString()));
    }

    private static String triggers(Orders orders, Timing timing) {
        if (timing.isOnBoth()) {
            throw new NotThere(
                    "\"" + timing.text()
                            + "\" is for days of the month that are certain days of the week, which a task of Windows"
                            + " says otherwise",
                    "limit only one of them, or use `db-manager schedule run`");
        }
        int count = timing.hours().size() * timing.minutes().size();
        if (count > MOST_TRIGGERS) {
            throw new NotThere(
                    "\"" + timing.text() + "\" has " + count + " moments a day, and a task of Windows at most "
                            + MOST_TRIGGERS,
                    "make it rarer, or use `db-manager schedule run`");
        }
        StringBuilder triggers = new StringBuilder();
        for (int hour : timing.hours()) {
            for (int minute : timing.minutes()) {
                if (timing.isLimitedToWeekdays()) {
                    triggers.append(trigger(orders, hour, minute, byWeekday(timing)));
                }
                if (!timing.isLimitedToWeekdays() || timing.isLimitedToDays()) {
                    triggers.append(trigger(orders, hour, minute, byDay(timing)));
                }
            }
        }
        return triggers.toString();
    }

    private static String trigger(Orders orders, int hour, int minute, String days) {
        String jitter = orders.jitter().isZero()
                ? ""
                : element("RandomDelay", orders.jitter().toString());
        return "    <CalendarTrigger>\n"
                + element("StartBoundary", String.format(Locale.ROOT, "2026-01-01T%02d:%02d:00", hour, minute))
                + jitter + days + "    </CalendarTrigger>\n";
    }

    private static String element(String name, String content) {
        return "      <" + name + ">" + content + "</" + name + ">\n";
    }

    private static String byWeekday(Timing timing) {
        if (timing.isLimitedToMonths()) {
            throw new NotThere(
                    "\"" + timing.text() + "\" is for weekdays of some months, which a task of Windows says otherwise",
                    "say it without months, or use `db-manager schedule run`");
        }
        String days = timing.weekdays().stream()
                .map(day -> "<" + DayOfWeek.of(day).getDisplayName(TextStyle.FULL, Locale.ENGLISH) + "/>")
                .collect(Collectors.joining());
        return element("ScheduleByWeek", "<DaysOfWeek>" + days + "</DaysOfWeek><WeeksInterval>1</WeeksInterval>");
    }

    private static String byDay(Timing timing) {
        if (!timing.isLimitedToDays() && !timing.isLimitedToMonths()) {
            return element("ScheduleByDay", "<DaysInterval>1</DaysInterval>");
        }
        String months = timing.months().stream()
                .map(month -> "<" + Month.of(month).getDisplayName(TextStyle.FULL, Locale.ENGLISH) + "/>")
                .collect(Collectors.joining());
        return element(
                "ScheduleByMonth",
                "<DaysOfMonth>" + days(timing.days()) + "</DaysOfMonth><Months>" + months + "</Months>");
    }

    private static String days(SortedSet<Integer> days) {
        return days.stream().map(day -> "<Day>" + day + "</Day>").collect(Collectors.joining());
    }

    private static String quoted(String word) {
        return word.matches("[^\\s\"]+") ? word : "\"" + word.replace("\"", "\\\"") + "\"";
    }

    /** For XML. */
    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
