package dbmanager.backup;

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
        SUSPECT,
        /** It is encrypted with a key that is not known, so that it may be the one. */
        UNREADABLE,
        /** It would be the one, if it were encrypted as the others are. */
        PLAIN
    }

    /** A backup that is not the latest one that was meant. */
    public record PassedOver(Backup backup, Why why, String reason) {
        private static PassedOver of(Backup backup, String reason) {
            return new PassedOver(
                    backup,
                    switch (backup.status()) {
                        case DAMAGED -> Why.DAMAGED;
                        case UNREADABLE -> Why.UNREADABLE;
                        case COMPLETE, RUNNING, INCOMPLETE -> Why.OTHER;
                    },
                    reason);
        }

        private static PassedOver plain(Backup backup) {
            return new PassedOver(backup, Why.PLAIN, "it is not encrypted, so nothing proves who wrote it");
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
     * @param encrypted whether only an encrypted one can be meant
     */
    static Latest of(Stream<Backup> newestFirst, Function<Backup, Optional<String>> unfit, boolean encrypted) {
        List<PassedOver> passedOver = new ArrayList<>();
        for (Iterator<Backup> backups = newestFirst.iterator(); backups.hasNext(); ) {
            Backup backup = backups.next();
            Optional<PassedOver> not = objection(backup, unfit, encrypted);
            if (not.isEmpty()) {
                return new Latest(Optional.of(backup), passedOver);
            }
            passedOver.add(not.get());
        }
        return new Latest(Optional.empty(), passedOver);
    }

    private static Optional<PassedOver> objection(
            Backup backup, Function<Backup, Optional<String>> unfit, boolean encrypted) {
        if (!backup.isComplete()) {
            return Optional.of(PassedOver.of(backup, backup.reason()));
        }
        return unfit.apply(backup)
                .map(why -> PassedOver.of(backup, why))
                .or(() -> encrypted && isPlain(backup) ? Optional.of(PassedOver.plain(backup)) : Optional.empty())
                .or(() -> backup.isSuspect() ? Optional.of(PassedOver.suspect(backup)) : Optional.empty());
    }

    private static boolean isPlain(Backup backup) {
        return backup.manifest().flatMap(Manifest::key).isEmpty();
    }

    /** Those passed over that may have been the one: damaged, suspect, or encrypted with a key that is not known. */
    public List<PassedOver> inDoubt() {
        return passedOver.stream()
                .filter(passed -> passed.why() != Why.OTHER && passed.why() != Why.PLAIN)
                .toList();
    }

    /** Those passed over only because they are not encrypted. */
    public List<PassedOver> plain() {
        return of(Why.PLAIN);
    }

    /** @throws UnknownKey when one was passed over that can be read with a key that is not known */
    public void requireReadable() {
        of(Why.UNREADABLE).stream().findFirst().ifPresent(passed -> {
            throw new UnknownKey(passed.backup());
        });
    }

    private List<PassedOver> of(Why why) {
        return passedOver.stream().filter(passed -> passed.why() == why).toList();
    }

    /** Of those, the ones that can no longer be read. */
    public List<PassedOver> damaged() {
        return of(Why.DAMAGED);
    }

    /**
     * The choice, if it is sure that no newer one was meant.
     *
     * @param location of the catalog
     * @throws NotSure when a newer one is damaged or suspect
     * @throws UnknownKey when a newer one cannot be read
     * @throws UnknownBackup when there is none
     */
    public Backup orRefuse(String location) {
        requireReadable();
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
                    .map(passed -> "if " + passed.backup().id() + " is right, accept it: "
                            + passed.backup().acceptance() + "; else ")
                    .orElse("");
        }

        private static String looked(Latest latest) {
            return latest.damaged().isEmpty()
                    ? ""
                    : "; once the damaged one has been looked at, remove its folder by hand";
        }
    }
}
