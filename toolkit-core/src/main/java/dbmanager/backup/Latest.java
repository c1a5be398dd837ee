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

    /** A backup that is not the latest one that was meant. */
    public record PassedOver(Backup backup, String reason) {
        /** Whether it was committed and can no longer be read, so that it may have been the one. */
        public boolean isDamaged() {
            return backup.status() == Status.DAMAGED;
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
    static Latest of(Stream<Backup> newestFirst, Function<Manifest, Optional<String>> unfit) {
        List<PassedOver> passedOver = new ArrayList<>();
        for (Iterator<Backup> backups = newestFirst.iterator(); backups.hasNext(); ) {
            Backup backup = backups.next();
            Optional<String> why = backup.manifest().map(unfit).orElseGet(() -> Optional.of(backup.reason()));
            if (why.isEmpty()) {
                return new Latest(Optional.of(backup), passedOver);
            }
            passedOver.add(new PassedOver(backup, why.get()));
        }
        return new Latest(Optional.empty(), passedOver);
    }

    /** Those passed over that may have been the one. */
    public List<PassedOver> damaged() {
        return passedOver.stream().filter(PassedOver::isDamaged).toList();
    }

    /**
     * The choice, if it is sure that no newer one was meant.
     *
     * @param location of the catalog
     * @throws NotSure when a newer one is damaged
     * @throws UnknownBackup when there is none
     */
    public Backup orRefuse(String location) {
        if (!damaged().isEmpty()) {
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
                            + latest.damaged().stream()
                                    .map(PassedOver::toString)
                                    .collect(Collectors.joining("; ")),
                    "nothing was changed",
                    latest.choice()
                            .map(older -> "name the one before it, " + older.id()
                                    + ", or another of `db-manager list-backups`; once the damaged one has been looked at,"
                                    + " remove its folder by hand")
                            .orElse(
                                    "take a new one: `db-manager backup`; copies of the damaged one may still be whole"));
        }
    }
}
