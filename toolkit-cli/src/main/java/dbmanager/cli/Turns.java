package dbmanager.cli;

import dbmanager.environment.DatabaseSettings;
import dbmanager.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** One database after the other. One that fails does not keep those behind it from their turn. */
final class Turns {
    private final Invocation invocation;
    private final Printer printer;
    private final Terms terms;
    private final boolean headed;
    private final Optional<Announcer> announcer;
    private final List<Turn> over = new ArrayList<>();

    /** @param headed whether the text of each begins with its name, where there are several */
    Turns(Invocation invocation, Terms terms, boolean headed, Optional<Announcer> announcer) {
        this.invocation = invocation;
        this.printer = invocation.printer();
        this.terms = terms;
        this.headed = headed;
        this.announcer = announcer;
    }

    /** Those that had their turn, in that order. */
    List<Turn> over() {
        return List.copyOf(over);
    }

    /** Every database of the command has its turn. */
    List<Turn> all(Function<Toolkit, View> work) {
        for (DatabaseSettings database : invocation.databases()) {
            if (headed && !over.isEmpty()) {
                printer.line("");
            }
            take(database, work);
        }
        return over();
    }

    /** Nothing is done to this one. */
    void pass(DatabaseSettings database, View answer) {
        over.add(Turn.answered(database.name(), answer));
    }

    Turn take(DatabaseSettings database, Function<Toolkit, View> work) {
        if (headed && invocation.databases().size() > 1) {
            printer.line("%s  %s", database.name(), database.url());
        }
        Instant begun = invocation.now();
        invocation.journal().begin(begun);
        UnderWay underWay = UnderWay.begin(() -> interrupted(database, begun));
        Turn turn = turn(database, work, underWay);
        record(turn, begun);
        announcer.ifPresent(all -> all.lookAndClose(invocation.open(database, Terms.looking())));
        over.add(turn);
        return turn;
    }

    private Turn turn(DatabaseSettings database, Function<Toolkit, View> work, UnderWay underWay) {
        try (Toolkit toolkit = invocation.open(database, terms)) {
            toolkit.mendFolders(terms.acting());
            View view = work.apply(toolkit);
            underWay.end();
            if (!printer.isJson()) {
                view.text(printer);
            }
            return Turn.answered(database.name(), view);
        } catch (Problem problem) {
            return failed(database, problem, underWay);
        } catch (RuntimeException | Error e) {
            return failed(database, Bug.unlessKnown(e), underWay);
        } finally {
            underWay.end();
        }
    }

    private Turn failed(DatabaseSettings database, Problem problem, UnderWay underWay) {
        underWay.end();
        if (Bug.isBehind(problem) || printer.isVerbose()) {
            printer.trace(problem);
        }
        if (!printer.isJson()) {
            printer.problem(problem);
        }
        return Turn.failed(database.name(), problem);
    }

    private void record(Turn turn, Instant begun) {
        if (terms.acting()) {
            invocation.journal().record(turn, begun);
        }
    }

    private void interrupted(DatabaseSettings database, Instant begun) {
        Interrupted problem = terms.interrupted(invocation.command(), database.name(), behind(database));
        Turn turn = Turn.failed(database.name(), problem);
        record(turn, begun);
        List<Turn> turns = Stream.concat(over.stream(), Stream.of(turn)).toList();
        int exitCode = invocation.report().interrupted(turns, problem);
        announcer.ifPresent(all -> all.interrupted(turns, exitCode));
    }

    private List<String> behind(DatabaseSettings database) {
        return invocation.databases().stream()
                .dropWhile(one -> !one.name().equals(database.name()))
                .skip(1)
                .map(DatabaseSettings::name)
                .toList();
    }
}
