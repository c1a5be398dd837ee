package dbmanager.cli.schedule;

import dbmanager.cli.Errands;
import dbmanager.cli.Printer;
import dbmanager.cli.Surroundings;
import dbmanager.cli.signal.Announcement;
import dbmanager.cli.signal.Report;
import dbmanager.environment.Settings;
import dbmanager.environment.SignalSettings;
import dbmanager.operation.Journal;
import dbmanager.problem.Problem.Kind;
import dbmanager.schedule.Agenda;
import dbmanager.schedule.Job;
import dbmanager.schedule.Ledger;
import dbmanager.schedule.LedgerFile;
import dbmanager.schedule.Rounds;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps a schedule in the foreground. Each job is its command in a process of its own: it signals, journals and is interrupted like one that
 * somebody typed, takes its memory with it, cannot take this process along, and is the newest version after an update.
 */
final class Keeper implements Rounds.Hands {
    /**
     * What a command ends with only once it has its databases, and tells of it itself. With any other, such as a variable that is missing, a launcher that
     * refuses, a process that was killed, it may not have come that far; better told twice than never.
     */
    private static final Set<Kind> TELLS_ITSELF = EnumSet.of(
            Kind.NEGATIVE,
            Kind.LOCKED,
            Kind.REFUSED,
            Kind.CONFLICT,
            Kind.FAILED,
            Kind.DAMAGED,
            Kind.UNSUPPORTED,
            Kind.UNREACHABLE,
            Kind.INTERRUPTED);

    /** From here on a shell says that a signal killed the command. */
    private static final int KILLED = 128;

    private static final int NOT_STARTED = 127;

    private final Orders orders;
    private final Settings settings;
    private final Surroundings surroundings;
    private final Printer printer;
    private final Errands errands;

    Keeper(Orders orders, Settings settings, Surroundings surroundings, Printer printer) {
        this.orders = orders;
        this.settings = settings;
        this.surroundings = surroundings;
        this.printer = printer;
        this.errands = new Errands(printer, orders.environment());
    }

    /** Does not return, but by a problem: a signal ends it. */
    void keep() {
        try (LedgerFile file =
                LedgerFile.hold(settings.journal().toAbsolutePath().getParent(), orders.environment())) {
            new Rounds(orders.agenda(), file, surroundings.clock(), this).goOn(read(file));
        }
    }

    private Ledger read(LedgerFile file) {
        try {
            return file.read().orElse(Ledger.empty());
        } catch (LedgerFile.Unusable e) {
            printer.warn(e.getMessage() + "; the schedule begins anew, and nothing counts as missed");
            return Ledger.empty();
        }
    }

    @Override
    public int carryOut(Job job) {
        Instant begun = surroundings.clock().instant();
        say(begun, job.key() + " begins");
        try {
            int exitCode = errands.run(orders.words(job), orders.folder(), surroundings.variables());
            Optional<Kind> kind = kind(exitCode);
            if (exitCode != 0 && kind.filter(TELLS_ITSELF::contains).isEmpty()) {
                tell(job, begun, exitCode, kind, how(exitCode, kind));
            }
            return exitCode;
        } catch (IOException e) {
            tell(job, begun, NOT_STARTED, Optional.empty(), "it cannot be started (" + e.getMessage() + ")");
            return NOT_STARTED;
        }
    }

    private static Optional<Kind> kind(int exitCode) {
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.exitCode() == exitCode)
                .findFirst();
    }

    private static String how(int exitCode, Optional<Kind> kind) {
        return kind.map(known -> "it ended with exit code " + exitCode + " (" + word(known) + ")")
                .orElse((exitCode < KILLED ? "it could not be run" : "its process was killed") + " (exit code "
                        + exitCode + ")");
    }

    private static String word(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** In place of the command, which perhaps could not. */
    private void tell(Job job, Instant begun, int exitCode, Optional<Kind> kind, String how) {
        Instant now = surroundings.clock().instant();
        String command = job.words().get(0);
        new Journal(settings.journal(), surroundings.clock())
                .append(new Journal.Event(
                        command,
                        orders.environment(),
                        "",
                        surroundings.who(),
                        word(kind.orElse(Kind.UNEXPECTED)),
                        Duration.between(begun, now),
                        Map.of("message", how)))
                .ifPresent(printer::warn);
        Report report = new Report(
                surroundings.who(),
                begun,
                now,
                exitCode,
                List.of(new Report.Trouble(
                        Optional.empty(), how, "see `db-manager status` and the output of `db-manager schedule run`")),
                Map.of());
        SignalSettings all = settings.signalSettings(
                orders.environment(), problem -> printer.warn("not everybody is told of it: " + problem.getMessage()));
        Announcement.of(all, command, orders.environment(), List.of())
                .ended(report, Announcement.PATIENCE)
                .forEach(printer::warn);
    }

    @Override
    public void ended(Job job, Ledger.Ended how) {
        String outcome = how.exitCode() == 0 ? "is done" : "FAILED with exit code " + how.exitCode();
        say(
                how.ended(),
                job.key() + " " + outcome + ", after "
                        + Duration.between(how.begun(), how.ended()).toSeconds() + " s");
    }

    @Override
    public void upcoming(Agenda.Run next) {
        say(surroundings.clock().instant(), "next is " + next.job().key() + " at " + next.at());
    }

    @Override
    public boolean rest(Duration atMost) {
        errands.rest(atMost);
        return true;
    }

    private void say(Instant when, String what) {
        printer.line("%s  %s", when.truncatedTo(ChronoUnit.SECONDS), what);
    }
}
