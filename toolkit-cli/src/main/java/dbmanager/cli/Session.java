package dbmanager.cli;

import dbmanager.environment.Consent;
import dbmanager.environment.DatabaseSettings;
import dbmanager.environment.Environment;
import dbmanager.environment.Settings;
import dbmanager.problem.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One command over databases of one environment: one report, one exit code, and what failed is named. A database that fails does not keep
 * the others from their turn; the exit code is that of the first failure.
 */
public final class Session {
    /** Changes nothing, and yet is something that somebody may wait for. */
    private static final String REHEARSAL = "rehearse";

    private final Invocation invocation;
    private Duration patience = Terms.PATIENT;
    private boolean headed = true;
    private Optional<Announcer> announcer = Optional.empty();

    Session(
            String command,
            Surroundings surroundings,
            Settings settings,
            Environment environment,
            List<DatabaseSettings> databases,
            Printer printer) {
        invocation = Invocation.of(command, surroundings, settings, environment, databases, printer);
    }

    /** What all of them said. */
    private record Outcome(List<Turn> turns, Optional<View> summary) {
        static Outcome of(List<Turn> turns) {
            return new Outcome(turns, Optional.empty());
        }

        static Outcome of(Conclusion conclusion) {
            return new Outcome(conclusion.turns(), Optional.of(conclusion.summary()));
        }
    }

    /** Whoever changes or keeps something gives up after that long, where somebody else has the database locked. */
    public Session waiting(Duration atMost) {
        patience = atMost.compareTo(Terms.PATIENT) < 0 ? atMost : Terms.PATIENT;
        return this;
    }

    /** Runs what only looks; nobody needs to know of it later. */
    public int look(Function<Toolkit, View> work) {
        return invocation.command().equals(REHEARSAL)
                ? announced(() -> Outcome.of(oneByOne(Terms.looking(), work)))
                : report(Outcome.of(oneByOne(Terms.looking(), work)));
    }

    /**
     * One document about all of them, and nothing else on standard output. It is written also where there is no answer for one of them: its error
     * stands there instead.
     */
    public int document(Function<Toolkit, View> work, Function<List<Map<String, Object>>, View> document) {
        headed = false;
        List<Turn> turns = oneByOne(Terms.looking(), work);
        View whole = document.apply(turns.stream().map(Turn::json).toList());
        return report(new Outcome(turns, Optional.of(whole)));
    }

    /** The same for looks that may have to wait for an answer: all of them wait at the same time. */
    public int lookAtOnce(Function<Toolkit, View> work) {
        if (isOfOne()) {
            return look(work);
        }
        Terms looking = Terms.looking();
        invocation.admit(looking);
        try (LooksAtOnce looks = new LooksAtOnce(invocation.databases(), database -> {
            try (Toolkit own = invocation.open(database, looking)) {
                return work.apply(own);
            }
        })) {
            return look(toolkit -> looks.answer(toolkit.database()));
        }
    }

    /** Runs what does something that is worth a line in the journal, and needs no consent. */
    public int act(Function<Toolkit, View> work) {
        return announced(() -> Outcome.of(oneByOne(acting(Consent.none()), work)));
    }

    /** The same, with what the user agreed to; the work asks {@link Toolkit#require} before it changes anything. */
    public int act(ConsentOptions consent, Function<Toolkit, View> work) {
        return announced(() -> Outcome.of(oneByOne(acting(consent.consent()), work)));
    }

    /** The same, with a summary of all the databases at the end. */
    public int act(ConsentOptions consent, Function<Toolkit, View> work, Function<List<Turn>, View> summary) {
        return announced(() -> {
            List<Turn> turns = oneByOne(acting(consent.consent()), work);
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
            Terms terms = acting(consent.consent());
            List<T> judged = new ArrayList<>();
            List<Turn> judgements = oneByOne(terms, toolkit -> {
                T one = joint.judge(toolkit);
                judged.add(one);
                return joint.leave(one);
            });
            boolean all = judged.size() == invocation.databases().size();
            return Outcome.of(all ? carryOut(joint, judged, terms) : judgements);
        });
    }

    private <T> List<Turn> carryOut(Joint<T> joint, List<T> judged, Terms terms) {
        Turns turns = turns(terms);
        int done = 0;
        for (int i = 0; i < judged.size(); i++) {
            DatabaseSettings database = invocation.databases().get(i);
            T wanted = judged.get(i);
            if (done < i) {
                turns.pass(database, joint.leave(wanted));
                continue;
            }
            List<T> before = judged.subList(0, done);
            List<T> rest = judged.subList(done, judged.size());
            invocation.printer().line("");
            Turn turn = turns.take(database, toolkit -> {
                try {
                    return joint.carryOut(toolkit, wanted);
                } catch (RuntimeException | Error e) {
                    throw joint.stopped(Bug.unlessKnown(e), before, rest);
                }
            });
            done += turn.problem().isEmpty() ? 1 : 0;
        }
        return turns.over();
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
        return report(Outcome.of(together(Terms.looking(), List.of()).run(work)));
    }

    /**
     * Does one piece of work on all the databases, all of them open; it asks {@link Toolkit#require} before it changes anything.
     *
     * @param others environments that it concerns too, so that the journal tells of it there
     */
    public int actTogether(ConsentOptions consent, List<String> others, Function<List<Toolkit>, Conclusion> work) {
        List<String> concerned = new ArrayList<>(others);
        concerned.add(0, environment().name());
        Terms terms = acting(consent.consent());
        return announced(() -> Outcome.of(together(terms, concerned).run(work)));
    }

    /** Whoever the configuration names hears that it begins, and, once the answer is out, how it ended. */
    private int announced(Supplier<Outcome> work) {
        announcer = Announcer.begin(invocation);
        try {
            Outcome outcome = work.get();
            int exitCode = report(outcome);
            announcer.ifPresent(all -> all.ended(outcome.turns(), outcome.summary(), exitCode));
            return exitCode;
        } catch (RuntimeException | Error e) {
            announcer.ifPresent(all -> all.failed(Bug.unlessKnown(e)));
            throw e;
        }
    }

    public boolean isOfOne() {
        return invocation.databases().size() == 1;
    }

    public Environment environment() {
        return invocation.environment();
    }

    public Settings settings() {
        return invocation.settings();
    }

    private Terms acting(Consent consent) {
        return Terms.acting(consent, patience);
    }

    private List<Turn> oneByOne(Terms terms, Function<Toolkit, View> work) {
        invocation.admit(terms);
        return turns(terms).all(work);
    }

    private Turns turns(Terms terms) {
        return new Turns(invocation, terms, headed, announcer);
    }

    private Together together(Terms terms, List<String> concerned) {
        return new Together(invocation, terms, concerned, announcer);
    }

    private int report(Outcome outcome) {
        return invocation.report().of(outcome.turns(), outcome.summary());
    }
}
