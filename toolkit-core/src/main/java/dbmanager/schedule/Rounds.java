package dbmanager.schedule;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Keeps a schedule: does what is due, one job at a time, then rests until the next moment. The clock is looked at anew after each rest, which is
 * short; so a clock that is put forward or back, and a machine that slept, are nothing special.
 */
public final class Rounds {
    /** How late a jump of the clock may be noticed. */
    static final Duration LONGEST_REST = Duration.ofSeconds(30);

    private static final int INTERRUPTED = 130;

    private final Agenda agenda;
    private final LedgerFile file;
    private final Clock clock;
    private final Hands hands;

    public Rounds(Agenda agenda, LedgerFile file, Clock clock, Hands hands) {
        this.agenda = agenda;
        this.file = file;
        this.clock = clock;
        this.hands = hands;
    }

    /** What the world outside does for it. */
    public interface Hands {
        /** Does the job and waits for its end. @return the exit code of its command; 130 when it was interrupted, and is to be done again */
        int carryOut(Job job);

        /** Hears how a job ended, when that is written down. */
        void ended(Job job, Ledger.Ended how);

        /** What comes next, whenever that is another than before. */
        void upcoming(Agenda.Run next);

        /** Lets at most that much time pass. @return whether to go on */
        boolean rest(Duration atMost);
    }

    /** Until {@link Hands#rest} says no. @throws LedgerFile.Unusable when what was done cannot be written down: then nothing more is begun */
    public void goOn(Ledger from) {
        Ledger ledger = from.keptUntil(clock.instant(), agenda.jobs());
        file.write(ledger); // so that what comes while nobody keeps the schedule counts as missed
        Agenda.Run told = null;
        while (true) {
            Instant now = clock.instant();
            ledger = ledger.keptUntil(now, agenda.jobs());
            List<Job> due = agenda.due(ledger, now);
            for (Job job : due) {
                ledger = carryOut(job, ledger);
            }
            if (due.isEmpty()) {
                Agenda.Run next = agenda.upcoming(ledger, now).get(0);
                if (!next.equals(told)) {
                    hands.upcoming(next);
                    told = next;
                }
                if (!hands.rest(shorter(Duration.between(now, next.at()), LONGEST_REST))) {
                    return;
                }
            }
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Ledger carryOut(Job job, Ledger before) {
        Instant begun = clock.instant();
        Ledger ledger = agenda.begin(job, before.keptUntil(begun, agenda.jobs()), begun);
        file.write(ledger);
        int exitCode = hands.carryOut(job);
        if (exitCode == INTERRUPTED) {
            return ledger;
        }
        Ledger.Ended how = new Ledger.Ended(begun, clock.instant(), exitCode);
        ledger = ledger.ended(job, how);
        file.write(ledger);
        hands.ended(job, how);
        return ledger;
    }
}
