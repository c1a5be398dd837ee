package dbmanager.cli;

import dbmanager.backup.Latest;
import dbmanager.cli.signal.Announcement;
import dbmanager.cli.signal.Report;
import dbmanager.cli.signal.Report.Figures;
import dbmanager.cli.signal.Report.Trouble;
import dbmanager.environment.DatabaseSettings;
import dbmanager.environment.Environment;
import dbmanager.environment.Settings;
import dbmanager.environment.SignalSettings;
import dbmanager.operation.Backups;
import dbmanager.operation.Journal;
import dbmanager.problem.Masked;
import dbmanager.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Tells those whom the configuration names of one command. Whatever goes wrong with that is a warning and a line in the journal, and changes
 * nothing about the command.
 */
final class Announcer {
    /** For a command that a signal ended: less than what the process has left. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(3);

    private static final String STATUS = "see `db-manager status`";

    private final Announcement announcement;
    private final boolean measuring;
    private final String command;
    private final Environment environment;
    private final Settings settings;
    private final Surroundings surroundings;
    private final Printer printer;
    private final Instant begun;
    private final Map<String, Figures> figures = new ConcurrentHashMap<>();

    private Announcer(Announcement announcement, boolean measuring, Invocation invocation) {
        this.announcement = announcement;
        this.measuring = measuring;
        this.command = invocation.command();
        this.environment = invocation.environment();
        this.settings = invocation.settings();
        this.surroundings = invocation.surroundings();
        this.printer = invocation.printer();
        this.begun = surroundings.clock().instant();
    }

    /**
     * Empty when nobody wants to hear of it. Those who do hear that it begins. A ping answers for all databases of the environment, so there is none for a
     * command that leaves some of them out.
     */
    static Optional<Announcer> begin(Invocation invocation) {
        String command = invocation.command();
        if (!Announcement.concerns(command)) {
            return Optional.empty();
        }
        Environment environment = invocation.environment();
        List<String> databases =
                environment.databases().stream().map(DatabaseSettings::name).toList();
        List<Problem> unusable = new ArrayList<>();
        SignalSettings all = invocation.settings().signalSettings(environment.name(), unusable::add);
        String whom = all.isNone() ? "nobody" : "not everybody";
        unusable.forEach(problem -> invocation
                .printer()
                .warn(whom + " is told how this goes: " + problem.getMessage() + "; " + problem.next()));
        SignalSettings wanted = invocation.databases().size() < databases.size() ? all.withoutPing() : all;
        if (wanted.isNone()) {
            return Optional.empty();
        }
        Announcer announcer = new Announcer(
                Announcement.of(wanted, command, environment.name(), databases),
                wanted.metrics().isPresent(),
                invocation);
        announcer.announcement.begins();
        return Optional.of(announcer);
    }

    /** The same with what is open for nothing else. */
    void lookAndClose(Toolkit toolkit) {
        try (toolkit) {
            look(toolkit);
        } catch (RuntimeException | Error e) {
            warn(toolkit.database().name() + " could not be closed", e);
        }
    }

    /** Takes down how the backups of a database stand now, if somebody wants figures. Does not ask the database. */
    void look(Toolkit toolkit) {
        if (!measuring) {
            return;
        }
        try {
            Backups backups = toolkit.backups();
            Latest newest = backups.newestOfThisName();
            figures.put(
                    toolkit.database().name(),
                    new Figures(
                            newest.choice(),
                            newest.inDoubt().size(),
                            backups.newestVerified(),
                            backups.drills().findFirst()));
        } catch (RuntimeException | Error e) {
            warn("the metrics of " + toolkit.database().name() + " stay as they were", e);
        }
    }

    /** What the command did is done and recorded by now, whatever this is. */
    private void warn(String what, Throwable cause) {
        Problem problem = Bug.unlessKnown(cause);
        if (Bug.isBehind(problem)) {
            printer.trace(problem);
        }
        printer.warn(what + ": " + problem.getMessage());
    }

    void ended(List<Turn> turns, Optional<View> summary, int exitCode) {
        List<Trouble> troubles = new ArrayList<>(troubles(turns));
        summary.flatMap(View::trouble).ifPresent(problem -> troubles.add(trouble(Optional.empty(), problem)));
        if (exitCode != 0 && troubles.isEmpty()) {
            troubles.add(new Trouble(Optional.empty(), no(exitCode), STATUS));
        }
        tell(troubles, exitCode, Announcement.PATIENCE);
    }

    void interrupted(List<Turn> turns, int exitCode) {
        tell(troubles(turns), exitCode, LAST_WORDS);
    }

    /** It ended before there was an answer for any database. */
    void failed(Problem problem) {
        tell(List.of(trouble(Optional.empty(), problem)), problem.kind().exitCode(), Announcement.PATIENCE);
    }

    private static List<Trouble> troubles(List<Turn> turns) {
        return turns.stream()
                .filter(turn -> turn.exitCode() != 0)
                .map(Announcer::trouble)
                .toList();
    }

    private static Trouble trouble(Turn turn) {
        Optional<String> where = Optional.of(turn.database());
        return turn.problem()
                .map(problem -> trouble(where, problem))
                .orElseGet(() -> new Trouble(where, said(turn), STATUS));
    }

    private static Trouble trouble(Optional<String> where, Problem problem) {
        return new Trouble(where, Masked.text(problem.getMessage()), Masked.text(problem.next()));
    }

    private static String said(Turn turn) {
        Map<String, String> deeds = turn.answer().map(View::deeds).orElse(Map.of());
        return deeds.isEmpty()
                ? no(turn.exitCode())
                : deeds.entrySet().stream()
                        .map(deed -> deed.getKey() + " " + deed.getValue())
                        .collect(Collectors.joining(", "));
    }

    private static String no(int exitCode) {
        return "the answer is no (exit code " + exitCode + ")";
    }

    private void tell(List<Trouble> troubles, int exitCode, Duration patience) {
        Instant now = surroundings.clock().instant();
        Report report = new Report(surroundings.who(), begun, now, exitCode, troubles, figures);
        announcement.ended(report, patience).forEach(this::warn);
    }

    private void warn(String undelivered) {
        printer.warn(undelivered + "; how " + command + " went is not touched by that");
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("of", command);
        facts.put("message", Masked.text(undelivered));
        new Journal(settings.journal(), surroundings.clock())
                .append(new Journal.Event(
                        "signal",
                        environment.name(),
                        "",
                        surroundings.who(),
                        "unreachable",
                        Duration.between(begun, surroundings.clock().instant()),
                        facts))
                .ifPresent(printer::warn);
    }
}
