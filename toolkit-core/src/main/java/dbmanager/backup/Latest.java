package dbmanager.backup;

import dbmanager.backup.Backup.Status;
import dbmanager.problem.Problem;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which backup is meant by {@code latest}.
 *
 * @param passedOver the newer ones, newest first, and why each of them is not it; where there is no choice, all
 */
public record Latest(Optional<Backup> choice, List<PassedOver> passedOver) {
    public Latest {
        passedOver = List.copyOf(passedOver);
    }

    /** Why a backup is not the latest one that was meant. */
    public enum Why {
        /** Another one is meant: of another database, only a part, not written to its end. */
        OTHER,
        /** It was committed and can no longer be read, so that it may have been the one. */
        DAMAGED,
        /** It would be the one, if it were not {@link Backup#isSuspect suspect}. */
        SUSPECT
    }

    /** A backup that is not the latest one that was meant. */
    public record PassedOver(Backup backup, Why why, String reason) {
        private static PassedOver of(Backup backup, String reason) {
            return new PassedOver(backup, backup.status() == Status.DAMAGED ? Why.DAMAGED : Why.OTHER, reason);
        }

        private static PassedOver suspect(Backup backup) {
            return new PassedOver(
                    backup, Why.SUSPECT, "it is suspect: " + backup.suspicion().orElseThrow());
        }

        @Override
        public String toString() {
            return backup.id() + ": " + reason;
        }
    }

    /**
     * The first complete one that nothing speaks against; those after it are not looked at.
     *
     * @param unfit why a complete one is not meant
     */
    static Latest of(Stream<Backup> newestFirst, Function<Backup, Optional<String>> unfit) {
        List<PassedOver> passedOver = new ArrayList<>();
        for (Iterator<Backup> backups = newestFirst.iterator(); backups.hasNext(); ) {
            Backup backup = backups.next();
            Optional<PassedOver> not = objection(backup, unfit);
            if (not.isEmpty()) {
                return new Latest(Optional.of(backup), passedOver);
            }
            passedOver.add(not.get());
        }
        return new Latest(Optional.empty(), passedOver);
    }

    private static Optional<PassedOver> objection(Backup backup, Function<Backup, Optional<String>> unfit) {
        if (!backup.isComplete()) {
            return Optional.of(PassedOver.of(backup, backup.reason()));
        }
        return unfit.apply(backup)
                .map(why -> PassedOver.of(backup, why))
                .or(() -> backup.isSuspect() ? Optional.of(PassedOver.suspect(backup)) : Optional.empty());
    }

    /** Those passed over that may have been the one: damaged, or suspect. */
    public List<PassedOver> inDoubt() {
        return passedOver.stream().filter(passed -> passed.why() != Why.OTHER).toList();
    }

    /** Of those, the ones that can no longer be read. */
    public List<PassedOver> damaged() {
        return passedOver.stream().filter(passed -> passed.why() == Why.DAMAGED).toList();
    }

    /**
     * The choice, if it is sure that no newer one was meant.
     *
     * @param location of the catalog
     * @throws NotSure when a newer one is damaged or suspect
     * @throws UnknownBackup when there is none
     */
    public Backup orRefuse(String location) {
        if (!inDoubt().isEmpty()) {
            throw new NotSure(this);
        }
        return choice.orElseThrow(() -> UnknownBackup.none(location, passedOver));
    }

    /** To use an older one in silence would lose what the damaged one alone may hold. */
    public static final class NotSure extends Problem {
        private static final long serialVersionUID = 1L;

        NotSure(Latest latest) {
            super(
                    Kind.DAMAGED,
                    "the latest backup cannot be used: "
                            + latest.inDoubt().stream()
                                    .map(PassedOver::toString)
                                    .collect(Collectors.joining("; ")),
                    "nothing was changed",
                    suspect(latest)
                            + latest.choice()
                                    .map(older -> "name the one before it, " + older.id()
                                            + ", or another of `db-manager list-backups`" + looked(latest))
                                    .orElse(
                                            "take a new one: `db-manager backup`; copies of the damaged one may still be whole"));
        }

        private static String suspect(Latest latest) {
            return latest.inDoubt().stream()
                    .filter(passed -> passed.why() == Why.SUSPECT)
                    .findFirst()
                    .map(passed -> "if " + passed.backup().id() + " is right, accept it: `db-manager verify "
                            + passed.backup().id() + " --accept`; else ")
                    .orElse("");
        }

        private static String looked(Latest latest) {
            return latest.damaged().isEmpty()
                    ? ""
                    : "; once the damaged one has been looked at, remove its folder by hand";
        }
    }
}
