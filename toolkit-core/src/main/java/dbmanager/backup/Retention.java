package dbmanager.backup;

import dbmanager.problem.Problem;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * How many backups to keep. Rules add up: what one of them keeps stays. Only complete backups count, each database, environment and selection
 * for itself, and of these none with a verification that {@link Backup#failed failed}, and none that is {@link Backup#isSuspect suspect}.
 *
 * @param last the newest so many
 * @param daily the last one of each of so many days that have one; likewise weekly (ISO weeks), monthly and yearly. While there are fewer, the
 *     oldest backup of all is kept too, so that the ladder can grow
 * @param keepDays everything younger than so many days
 */
public record Retention(int last, int daily, int weekly, int monthly, int yearly, int keepDays) {
    public Retention {
        for (int rule : new int[] {last, daily, weekly, monthly, yearly, keepDays}) {
            if (rule < 0) {
                throw new NegativeRetention(rule);
            }
        }
    }

    public static Retention none() {
        return new Retention(0, 0, 0, 0, 0, 0);
    }

    public static Retention days(int days) {
        return new Retention(0, 0, 0, 0, 0, days);
    }

    /** Whether it would keep nothing; applying such a policy is an error. */
    public boolean isEmpty() {
        return (last | daily | weekly | monthly | yearly | keepDays) == 0;
    }

    /**
     * Says of each backup whether it stays, and why. Whatever the rules say, the newest complete backup stays, the newest verified one, and the
     * newest that was restored to prove it; so does what a living process writes, what is damaged, what is suspect, and everything older
     * than a suspect one. Backups dated in the future are
     * judged like others.
     *
     * @param zone whose days, weeks, months and years are meant
     * @return newest id first
     * @throws EmptyRetention when there is no rule
     */
    public List<Verdict> judge(Collection<Backup> backups, Instant now, ZoneId zone) {
        return judge(backups, backup -> Optional.empty(), now, zone);
    }

    /**
     * The same, where something else needs some of them too.
     *
     * @param held what needs a complete one, for the reader; empty when nothing does
     */
    public List<Verdict> judge(
            Collection<Backup> backups, Function<Backup, Optional<String>> held, Instant now, ZoneId zone) {
        if (isEmpty()) {
            throw new EmptyRetention();
        }
        return new Judgement(this, held, now, zone).of(backups);
    }

    /** A policy without a rule would keep nothing. */
    public static final class EmptyRetention extends Problem {
        private static final long serialVersionUID = 1L;

        EmptyRetention() {
            super(
                    Kind.USAGE,
                    "no rule says which backups to keep (0 is no rule)",
                    "nothing was removed",
                    "set `retention:` in the configuration (last, daily, weekly, monthly, yearly), or give --keep-days N, at least 1");
        }
    }

    /** Less than nothing cannot be kept. */
    public static final class NegativeRetention extends Problem {
        private static final long serialVersionUID = 1L;

        NegativeRetention(int rule) {
            super(
                    Kind.USAGE,
                    "a retention rule of " + rule + " means nothing",
                    "nothing was removed",
                    "use a positive number, or leave the rule out");
        }
    }
}
