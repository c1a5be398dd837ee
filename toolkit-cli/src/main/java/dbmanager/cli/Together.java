package dbmanager.cli;

import dbmanager.cli.Session.Conclusion;
import dbmanager.environment.DatabaseSettings;
import dbmanager.problem.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One piece of work on several databases, all of them open. What stops it stops it for all. */
final class Together {
    private final Invocation invocation;
    private final Printer printer;
    private final Terms terms;
    private final List<String> concerned;
    private final Optional<Announcer> announcer;

    /** @param concerned the environments for which the journal tells of it; none when it only looks */
    Together(Invocation invocation, Terms terms, List<String> concerned, Optional<Announcer> announcer) {
        this.invocation = invocation;
        this.printer = invocation.printer();
        this.terms = terms;
        this.concerned = List.copyOf(concerned);
        this.announcer = announcer;
    }

    /** @throws Problem what stopped it; the journal has it by then */
    Conclusion run(Function<List<Toolkit>, Conclusion> work) {
        invocation.admit(terms);
        Instant begun = invocation.now();
        invocation.journal().begin(begun);
        UnderWay underWay = UnderWay.begin(() -> interrupted(begun));
        List<Toolkit> toolkits = invocation.databases().stream()
                .map(database -> invocation.open(database, terms))
                .toList();
        try {
            toolkits.forEach(toolkit -> toolkit.mendFolders(terms.acting()));
            Conclusion conclusion = work.apply(toolkits);
            underWay.end();
            conclusion.turns().forEach(this::tell);
            record(conclusion.turns(), begun);
            announcer.ifPresent(all -> toolkits.forEach(all::look));
            return conclusion;
        } catch (RuntimeException | Error e) {
            underWay.end();
            record(failed(Bug.unlessKnown(e)), begun);
            throw e;
        } finally {
            underWay.end();
            toolkits.forEach(Toolkit::close);
        }
    }

    private List<Turn> failed(Problem problem) {
        return invocation.databases().stream()
                .map(database -> Turn.failed(database.name(), problem))
                .toList();
    }

    private void tell(Turn turn) {
        if (!printer.isJson()) {
            turn.answer().ifPresent(view -> view.text(printer));
            turn.problem().ifPresent(printer::problem);
        }
    }

    private void record(List<Turn> turns, Instant begun) {
        concerned.forEach(name -> turns.forEach(turn -> invocation.journal().record(name, turn, begun)));
    }

    private void interrupted(Instant begun) {
        String names =
                invocation.databases().stream().map(DatabaseSettings::name).collect(Collectors.joining(", "));
        Interrupted problem = terms.interrupted(invocation.command(), names, List.of());
        List<Turn> turns = failed(problem);
        record(turns, begun);
        int exitCode = invocation.report().interrupted(turns, problem);
        announcer.ifPresent(all -> all.interrupted(turns, exitCode));
    }
}
