package dbmanager.cli;

import dbmanager.environment.Consent;
import dbmanager.environment.Danger;
import dbmanager.environment.DatabaseSettings;
import dbmanager.environment.Environment;
import dbmanager.environment.Settings;
import dbmanager.operation.Journal;
import dbmanager.problem.Masked;
import dbmanager.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One command over databases of one environment: one report, one exit code, and what failed is named. A database that fails does not keep
 * the others from their turn; the exit code is that of the first failure.
 */
public final class Session {
    /** How long to wait for a locked database: who only looks has a person waiting, who changes or keeps something should get through. */
    private static final Duration BRIEF = Duration.ofSeconds(3);

    private static final Duration PATIENT = Duration.ofSeconds(30);

    /** Changes nothing, and yet is something that somebody may wait for. */
    private static final String REHEARSAL = "rehearse";

    private final String command;
    private final Surroundings surroundings;
    private final Settings settings;
    private final Environment environment;
    private final List<DatabaseSettings> databases;
    private final Printer printer;
    private Duration patience = PATIENT;
    private boolean headed = true;
    private Optional<Announcer> announcer = Optional.empty();

    /** By which the lines of one command are found in the journal: when its first database had its turn. */
    private String run = "";

    Session(
            String command,
            Surroundings surroundings,
            Settings settings,
            Environment environment,
            List<DatabaseSettings> databases,
            Printer printer) {
        this.command = command;
        this.surroundings = surroundings;
        this.settings = settings;
        this.environment = environment;
        this.databases = databases;
        this.printer = printer;
    }

    /** What all of them said. */
    private record Outcome(List<Turn> turns, Optional<View> summary) {}

    /** What one database said: an answer, or why there is none. */
    public record Turn(String database, Optional<View> answer, Optional<Problem> problem) {
        int exitCode() {
            return problem.map(p -> p.kind().exitCode())
                    .orElseGet(() -> answer.map(View::exitCode).orElse(0));
        }

        Map<String, Object> json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("database", database);
            answer.ifPresent(view -> json.putAll(view.json()));
            problem.ifPresent(p -> json.put("error", Printer.json(p)));
            return json;
        }
    }

    /** Whoever changes or keeps something gives up after that long, where somebody else has the database locked. */
    public Session waiting(Duration atMost) {
        patience = atMost.compareTo(PATIENT) < 0 ? atMost : PATIENT;
        return this;
    }

    /** Runs what only looks; nobody needs to know of it later. */
    public int look(Function<Toolkit, View> work) {
        return command.equals(REHEARSAL)
                ? announced(() -> new Outcome(turns(work, Consent.none(), false), Optional.empty()))
                : report(turns(work, Consent.none(), false), Optional.empty());
    }

    /**
     * One document about all of them, and nothing else on standard output. It is written also where there is no answer for one of them: its error
     * stands there instead.
     */
    public int document(Function<Toolkit, View> work, Function<List<Map<String, Object>>, View> document) {
        headed = false;
        List<Turn> turns = turns(work, Consent.none(), false);
        View whole = document.apply(turns.stream().map(Turn::json).toList());
        return report(turns, Optional.of(whole));
    }

    /** The same for looks that may have to wait for an answer: all of them wait at the same time. */
    public int lookAtOnce(Function<Toolkit, View> work) {
        if (isOfOne()) {
            return look(work);
        }
        Toolkit.require(environment, Danger.READ, Consent.none(), settings, surroundings);
        ExecutorService threads = Executors.newFixedThreadPool(databases.size(), task -> {
            Thread daemon = new Thread(task, "look");
            daemon.setDaemon(true);
            return daemon;
        });
        try {
            Map<String, Future<View>> looks = new LinkedHashMap<>();
            databases.forEach(database -> looks.put(database.name(), threads.submit(() -> {
                try (Toolkit own = open(database, Consent.none(), BRIEF)) {
                    return work.apply(own);
                }
            })));
            return look(toolkit -> outcome(looks.get(toolkit.database().name())));
        } finally {
            threads.shutdownNow();
        }
    }

    private static View outcome(Future<View> look) {
        try {
            return look.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private Toolkit open(DatabaseSettings database, Consent consent, Duration wait) {
        return new Toolkit(
                surroundings, settings, environment, database, consent, printer, wait, step -> record(database, step));
    }

    /** Runs what does something that is worth a line in the journal, and needs no consent. */
    public int act(Function<Toolkit, View> work) {
        return announced(() -> new Outcome(turns(work, Consent.none(), true), Optional.empty()));
    }

    /** The same, with what the user agreed to; the work asks {@link Toolkit#require} before it changes anything. */
    public int act(ConsentOptions consent, Function<Toolkit, View> work) {
        return announced(() -> new Outcome(turns(work, consent.consent(), true), Optional.empty()));
    }

    /** The same, with a summary of all the databases at the end. */
    public int act(ConsentOptions consent, Function<Toolkit, View> work, Function<List<Turn>, View> summary) {
        return announced(() -> {
            List<Turn> turns = turns(work, consent.consent(), true);
            return new Outcome(turns, Optional.of(summary.apply(turns)));
        });
    }

    /**
     * What is done to all the databases or, as far as that can be known before, to none.
     *
     * @param <T> what is to be done to one of them
     */
    public interface Joint<T> {
        /** Finds out whether it may be done; changes nothing. */
        T judge(Toolkit toolkit);

        View carryOut(Toolkit toolkit, T judged);

        /** The answer for a database to which nothing was done. */
        View leave(T judged);

        /** @param rest what is still to be done; the first of it is what failed */
        Problem stopped(Problem cause, List<T> done, List<T> rest);
    }

    /** Judges every database before anything is done to the first; then does it to one after the other, and ends where one fails. */
    public <T> int act(ConsentOptions consent, Joint<T> joint) {
        return announced(() -> {
            List<T> judged = new ArrayList<>();
            List<Turn> judgements = turns(
                    toolkit -> {
                        T one = joint.judge(toolkit);
                        judged.add(one);
                        return joint.leave(one);
                    },
                    consent.consent(),
                    true);
            boolean all = judged.size() == databases.size();
            return new Outcome(all ? carryOut(joint, judged, consent.consent()) : judgements, Optional.empty());
        });
    }

    private <T> List<Turn> carryOut(Joint<T> joint, List<T> judged, Consent consent) {
        List<Turn> turns = new ArrayList<>();
        int done = 0;
        for (DatabaseSettings database : databases) {
            T wanted = judged.get(turns.size());
            if (done < turns.size()) {
                turns.add(new Turn(database.name(), Optional.of(joint.leave(wanted)), Optional.empty()));
                continue;
            }
            List<T> before = judged.subList(0, done);
            List<T> rest = judged.subList(done, judged.size());
            printer.line("");
            Function<Toolkit, View> work = toolkit -> {
                try {
                    return joint.carryOut(toolkit, wanted);
                } catch (Problem e) {
                    throw joint.stopped(e, before, rest);
                }
            };
            turns.add(turn(database, turns, work, consent, true));
            done += turns.get(turns.size() - 1).problem().isEmpty() ? 1 : 0;
        }
        return turns;
    }

    /**
     * What one piece of work did to several databases.
     *
     * @param turns one for each of them
     */
    public record Conclusion(List<Turn> turns, View summary) {
        public Conclusion {
            turns = List.copyOf(turns);
        }
    }

    /** Looks at all the databases at once, all of them open. */
    public int lookTogether(Function<List<Toolkit>, Conclusion> work) {
        return together(work, Consent.none(), List.of());
    }

    /**
     * Does one piece of work on all the databases, all of them open; it asks {@link Toolkit#require} before it changes anything.
     *
     * @param others environments that it concerns too, so that the journal tells of it there
     */
    public int actTogether(ConsentOptions consent, List<String> others, Function<List<Toolkit>, Conclusion> work) {
        List<String> concerned = new ArrayList<>(others);
        concerned.add(0, environment.name());
        return together(work, consent.consent(), concerned);
    }

    /** @param journalled the environments for which the journal tells of it; none when it only looks */
    private int together(Function<List<Toolkit>, Conclusion> work, Consent consent, List<String> journalled) {
        if (!journalled.isEmpty()) {
            return announced(() -> outcome(work, consent, journalled));
        }
        Outcome seen = outcome(work, consent, journalled);
        return report(seen.turns(), seen.summary());
    }

    private Outcome outcome(Function<List<Toolkit>, Conclusion> work, Consent consent, List<String> journalled) {
        boolean acting = !journalled.isEmpty();
        Toolkit.require(environment, Danger.READ, consent, settings, surroundings);
        Instant begun = surroundings.clock().instant();
        run = begun.toString();
        UnderWay underWay = UnderWay.begin(() -> interruptedTogether(begun, journalled));
        List<Toolkit> toolkits = databases.stream()
                .map(database -> open(database, consent, acting ? patience : BRIEF))
                .toList();
        try {
            toolkits.forEach(toolkit -> toolkit.mendFolders(acting));
            Conclusion conclusion = work.apply(toolkits);
            underWay.end();
            conclusion.turns().forEach(this::tell);
            record(conclusion.turns(), begun, journalled);
            announcer.ifPresent(all -> toolkits.forEach(all::look));
            return new Outcome(conclusion.turns(), Optional.of(conclusion.summary()));
        } catch (Problem e) {
            underWay.end();
            record(failed(e), begun, journalled);
            throw e;
        } finally {
            underWay.end();
            toolkits.forEach(Toolkit::close);
        }
    }

    private List<Turn> failed(Problem problem) {
        return databases.stream()
                .map(database -> new Turn(database.name(), Optional.empty(), Optional.of(problem)))
                .toList();
    }

    private void tell(Turn turn) {
        if (!printer.isJson()) {
            turn.answer().ifPresent(view -> view.text(printer));
            turn.problem().ifPresent(printer::problem);
        }
    }

    private void record(List<Turn> turns, Instant begun, List<String> environments) {
        environments.forEach(name -> turns.forEach(turn -> record(name, turn, begun)));
    }

    private void interruptedTogether(Instant begun, List<String> journalled) {
        String names = databases.stream().map(DatabaseSettings::name).collect(Collectors.joining(", "));
        Interrupted problem =
                journalled.isEmpty() ? Interrupted.looking(command, names) : Interrupted.acting(command, names);
        List<Turn> turns = failed(problem);
        record(turns, begun, journalled);
        if (printer.isJson()) {
            report(turns, Optional.empty(), problem.kind().exitCode());
        } else {
            printer.problem(problem);
        }
        announcer.ifPresent(all -> all.interrupted(turns, problem.kind().exitCode()));
    }

    /** Whoever the configuration names hears that it begins, and, once the answer is out, how it ended. */
    private int announced(Supplier<Outcome> work) {
        announcer = Announcer.begin(command, environment, databases.size(), settings, surroundings, printer);
        try {
            Outcome outcome = work.get();
            int exitCode = report(outcome.turns(), outcome.summary());
            announcer.ifPresent(all -> all.ended(outcome.turns(), exitCode));
            return exitCode;
        } catch (RuntimeException | Error e) {
            announcer.ifPresent(all -> all.failed(Bug.unlessKnown(e)));
            throw e;
        }
    }

    public boolean isOfOne() {
        return databases.size() == 1;
    }

    public Environment environment() {
        return environment;
    }

    public Settings settings() {
        return settings;
    }

    private List<Turn> turns(Function<Toolkit, View> work, Consent consent, boolean journalled) {
        Toolkit.require(environment, Danger.READ, consent, settings, surroundings);
        List<Turn> turns = new ArrayList<>();
        for (DatabaseSettings database : databases) {
            if (headed && !turns.isEmpty()) {
                printer.line("");
            }
            turns.add(turn(database, turns, work, consent, journalled));
        }
        return turns;
    }

    /** @param before the turns that are over */
    private Turn turn(
            DatabaseSettings database,
            List<Turn> before,
            Function<Toolkit, View> work,
            Consent consent,
            boolean journalled) {
        if (headed && databases.size() > 1) {
            printer.line("%s  %s", database.name(), database.url());
        }
        Instant begun = surroundings.clock().instant();
        run = run.isEmpty() ? begun.toString() : run;
        UnderWay underWay = UnderWay.begin(() -> interrupted(before, database, begun, journalled));
        Turn turn = turn(database, work, consent, journalled, underWay);
        if (journalled) {
            record(turn, begun);
        }
        announcer.ifPresent(all -> all.lookAndClose(open(database, Consent.none(), BRIEF)));
        return turn;
    }

    private Turn turn(
            DatabaseSettings database,
            Function<Toolkit, View> work,
            Consent consent,
            boolean journalled,
            UnderWay underWay) {
        try (Toolkit toolkit = open(database, consent, journalled ? patience : BRIEF)) {
            toolkit.mendFolders(journalled);
            View view = work.apply(toolkit);
            underWay.end();
            if (!printer.isJson()) {
                view.text(printer);
            }
            return new Turn(database.name(), Optional.of(view), Optional.empty());
        } catch (Problem problem) {
            return failed(database, problem, underWay);
        } catch (OutOfMemoryError e) {
            return failed(database, new MemoryFull(e), underWay);
        } finally {
            underWay.end();
        }
    }

    private Turn failed(DatabaseSettings database, Problem problem, UnderWay underWay) {
        underWay.end();
        if (printer.isVerbose()) {
            printer.trace(problem);
        }
        if (!printer.isJson()) {
            printer.problem(problem);
        }
        return new Turn(database.name(), Optional.empty(), Optional.of(problem));
    }

    private void interrupted(List<Turn> before, DatabaseSettings database, Instant begun, boolean journalled) {
        Interrupted problem = journalled
                ? Interrupted.acting(command, database.name())
                : Interrupted.looking(command, database.name());
        Turn turn = new Turn(database.name(), Optional.empty(), Optional.of(problem));
        if (journalled) {
            record(turn, begun);
        }
        List<Turn> turns = Stream.concat(before.stream(), Stream.of(turn)).toList();
        if (printer.isJson()) {
            report(turns, Optional.empty(), turn.exitCode());
        } else {
            printer.problem(problem);
        }
        announcer.ifPresent(all -> all.interrupted(turns, turn.exitCode()));
    }

    private int report(List<Turn> turns, Optional<View> summary) {
        int exitCode = turns.stream()
                .map(Turn::exitCode)
                .filter(code -> code != 0)
                .findFirst()
                .or(() -> summary.map(View::exitCode))
                .orElse(0);
        return report(turns, summary, exitCode);
    }

    private int report(List<Turn> turns, Optional<View> summary, int exitCode) {
        if (printer.isJson()) {
            Map<String, Object> whole = new LinkedHashMap<>();
            whole.put("command", command);
            whole.put("environment", environment.name());
            whole.put("exit_code", exitCode);
            summary.ifPresent(view -> whole.putAll(view.json()));
            whole.put("databases", turns.stream().map(Turn::json).toList());
            printer.json(whole);
        } else {
            summary.ifPresent(view -> view.text(printer));
        }
        return exitCode;
    }

    private void record(Turn turn, Instant begun) {
        record(environment.name(), turn, begun);
    }

    private void record(String concerned, Turn turn, Instant begun) {
        Optional<Problem> problem = turn.problem();
        Map<String, String> facts = problem.map(p -> Map.of("message", Masked.text(p.getMessage())))
                .orElseGet(() -> turn.answer().map(View::deeds).orElse(Map.of()));
        if (facts.isEmpty()) {
            return;
        }
        String outcome = problem.map(p -> p.kind().name().toLowerCase(Locale.ROOT))
                .orElse(turn.exitCode() == 0 ? "done" : "negative");
        write(
                concerned,
                turn.database(),
                outcome,
                Duration.between(begun, surroundings.clock().instant()),
                facts);
    }

    private void record(DatabaseSettings database, Step step) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("step", step.name());
        facts.putAll(step.facts());
        write(environment.name(), database.name(), step.outcome(), step.took(), facts);
    }

    private void write(String concerned, String database, String outcome, Duration took, Map<String, String> facts) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("run", run);
        all.putAll(facts);
        new Journal(settings.journal(), surroundings.clock())
                .append(new Journal.Event(command, concerned, database, surroundings.who(), outcome, took, all))
                .ifPresent(printer::warn);
    }
}
