package dbmanager.backup;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What was found out about a backup after it was written, in documents of their own beside its manifest. Those beside an encrypted manifest have
 * to be encrypted too.
 */
final class Marks {
    private final BackupStore store;
    private final Documents documents;

    Marks(BackupStore store, Documents documents) {
        this.store = store;
        this.documents = documents;
    }

    void record(BackupId id, Verification verification) {
        documents.write(id.place(VerificationJson.name(verification)), VerificationJson.write(verification));
    }

    /**
     * Writes an acceptance where there is none yet.
     *
     * @throws StoreFailure also when something else lies in its place, which accepts nothing and is not replaced
     */
    void accept(BackupId id, Suspicion.Acceptance acceptance, boolean plainToo) {
        requireAcceptable(id, plainToo);
        String place = id.place(SuspicionJson.ACCEPTED);
        if (store.stat(place).isEmpty()) {
            documents.write(place, SuspicionJson.write(acceptance));
        }
    }

    /** @throws StoreFailure where {@link #accept} would find something in the way */
    void requireAcceptable(BackupId id, boolean plainToo) {
        String place = id.place(SuspicionJson.ACCEPTED);
        if (store.stat(place).isPresent() && acceptance(place, plainToo).isEmpty()) {
            throw StoreFailure.inTheWay(
                    place + ", which is damaged or not encrypted with a key that is known, so it accepts nothing,",
                    "see in " + store.location() + " what it is, move it to another place, and run the command again");
        }
    }

    /**
     * Oldest first; what is damaged is left out.
     *
     * @param plainToo whether those count that are not encrypted
     */
    List<Verification> verifications(List<BackupStore.Stored> stored, boolean plainToo) {
        List<Verification> verifications = new ArrayList<>();
        for (BackupStore.Stored object : stored) {
            if (VerificationJson.isName(object.name())) {
                documents
                        .read(object.key(), plainToo)
                        .flatMap(VerificationJson::read)
                        .ifPresent(verifications::add);
            }
        }
        verifications.sort(Comparator.comparing(Verification::at));
        return Collections.unmodifiableList(verifications);
    }

    /** One that cannot be read is a suspicion all the same. */
    Optional<Suspicion> suspicion(List<BackupStore.Stored> stored, boolean plainToo) {
        return named(SuspicionJson.SUSPECT, stored).map(mark -> {
            byte[] document = documents.read(mark.key(), plainToo).orElse(new byte[0]);
            Suspicion suspicion = SuspicionJson.read(document, mark.modified());
            return new Suspicion(
                    suspicion.at(),
                    suspicion.against(),
                    suspicion.findings(),
                    named(SuspicionJson.ACCEPTED, stored).flatMap(accepted -> acceptance(accepted.key(), plainToo)));
        });
    }

    private static Optional<BackupStore.Stored> named(String name, List<BackupStore.Stored> stored) {
        return stored.stream().filter(object -> object.name().equals(name)).findFirst();
    }

    private Optional<Suspicion.Acceptance> acceptance(String place, boolean plainToo) {
        return documents.read(place, plainToo).flatMap(SuspicionJson::readAcceptance);
    }
}
