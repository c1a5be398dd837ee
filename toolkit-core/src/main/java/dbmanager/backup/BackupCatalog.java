package dbmanager.backup;

import dbmanager.backup.Backup.Status;
import dbmanager.problem.Finding;
import dbmanager.problem.Problem;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The backups of a store. */
public final class BackupCatalog {
    private static final Duration ONE_SECOND = Duration.ofSeconds(1);
    private static final int CLAIM_ATTEMPTS = 100;

    private final BackupStore store;
    private final Clock clock;
    private final String tool;
    private final Keyring keys;
    private final Documents documents;
    private final Marks marks;
    private final Unopened unopened;
    private final StoredBackups stored;
    private final Removal removal;

    /**
     * One whose backups are not encrypted.
     *
     * @param tool name and version, for the manifests written
     */
    public BackupCatalog(BackupStore store, Clock clock, String tool) {
        this(store, clock, tool, Keyring.none());
    }

    /** @param keys what backups are encrypted with. Where there are any, a plain backup or mark proves nothing */
    public BackupCatalog(BackupStore store, Clock clock, String tool, Keyring keys) {
        this.store = store;
        this.clock = clock;
        this.tool = tool;
        this.keys = keys;
        this.documents = new Documents(store, keys);
        this.marks = new Marks(store, documents);
        this.unopened = new Unopened(store, documents);
        this.stored = new StoredBackups(store, documents, marks, keys);
        this.removal = new Removal(store, stored);
    }

    /** What backups are encrypted with. */
    public Keyring keys() {
        return keys;
    }

    public String location() {
        return store.location();
    }

    /** How many more bytes may be written here; empty where the store does not tell. */
    public Optional<Long> freeBytes() {
        return store.freeBytes();
    }

    /** Every backup folder, newest id first, complete or not. Other folders of the store are not looked at. */
    public List<Backup> list() {
        return newestFirst(id -> true).toList();
    }

    /** The backup folders with these ids, newest first, complete or not. Each is read only when the stream comes to it. */
    public Stream<Backup> newestFirst(Predicate<BackupId> which) {
        // The list ends the sorting: below sorted(), a stream may read all before it gives the first.
        return stored.ids().filter(which).sorted(Comparator.reverseOrder()).toList().stream()
                .map(stored::read);
    }

    /**
     * The newest backup of a database; reads no older ones. Where backups are encrypted, none that is not.
     *
     * @param unfit why a complete backup is not meant
     */
    public Latest latest(String database, Function<Backup, Optional<String>> unfit) {
        return Latest.of(newestFirst(id -> id.database().equals(database)), unfit, !keys.isEmpty());
    }

    /**
     * The backup that is meant.
     *
     * @param wanted an id, or the beginning of exactly one
     * @param among which backups count, such as those of one database in one environment
     * @throws UnknownBackup when there is none, or more than one
     * @throws NotABackup when it is incomplete or its manifest is damaged
     * @throws UnknownKey when it is encrypted with a key that is not known
     */
    public Backup find(String wanted, Predicate<Backup> among) {
        Backup found = findStored(wanted, among);
        if (found.status() == Status.UNREADABLE) {
            throw new UnknownKey(found);
        }
        return found;
    }

    /** The same, but it may be {@link Status#UNREADABLE}. */
    public Backup findStored(String wanted, Predicate<Backup> among) {
        List<Backup> candidates =
                newestFirst(id -> id.text().startsWith(wanted)).filter(among).toList();
        if (candidates.isEmpty()) {
            throw UnknownBackup.named(wanted, location());
        }
        Optional<Backup> exact = candidates.stream()
                .filter(backup -> backup.id().text().equals(wanted))
                .findFirst();
        if (exact.isEmpty() && candidates.size() > 1) {
            throw UnknownBackup.ambiguous(wanted, candidates);
        }
        Backup found = exact.orElse(candidates.get(0));
        if (!found.isComplete() && found.status() != Status.UNREADABLE) {
            throw new NotABackup(found);
        }
        return found;
    }

    /**
     * Begins a backup, with an id above every earlier one of this database. What earlier runs of this database left unfinished is swept
     * away first, unless a living process still writes it. Where there are keys, the newest of them encrypts it; when it cannot be had, nothing is
     * begun.
     */
    public BackupWriter begin(DatabaseIdentity database, String environment, String reason, List<String> selection) {
        Optional<BackupKey> key = keys.newest(); // before there is anything that it would be missing for
        sweep(id -> id.database().equals(database.name()));
        Instant now = clock.instant();
        BackupId id = freeId(database.name(), now);
        Optional<BackupStore.Claim> claim = claimNew(id);
        for (int attempt = 1; claim.isEmpty() && attempt < CLAIM_ATTEMPTS; attempt++) {
            id = freeId(database.name(), id.time().plus(ONE_SECOND));
            claim = claimNew(id);
        }
        if (claim.isEmpty()) {
            throw StoreFailure.taken(id.text());
        }
        return new BackupWriter(
                store,
                claim.get(),
                clock,
                new BackupWriter.Header(id, database, environment, tool, reason, now, selection),
                documents,
                key);
    }

    /** Empty when another process came first, be it still at work or done already. */
    private Optional<BackupStore.Claim> claimNew(BackupId id) {
        Optional<BackupStore.Claim> claim = store.claim(id.text());
        boolean isNew = false;
        try {
            isNew = claim.isPresent() && store.list(id.text() + "/").isEmpty();
            return isNew ? claim : Optional.empty();
        } finally {
            if (!isNew) {
                claim.ifPresent(BackupStore.Claim::close);
            }
        }
    }

    private BackupId freeId(String database, Instant now) {
        Optional<Instant> newest = stored.ids()
                .filter(id -> id.database().equals(database))
                .max(Comparator.naturalOrder())
                .map(BackupId::time);
        Instant second = now.truncatedTo(ChronoUnit.SECONDS);
        Instant begun = newest.filter(time -> !time.isBefore(second))
                .map(time -> time.plus(ONE_SECOND))
                .orElse(second);
        return BackupId.of(begun, database);
    }

    /** @throws NotABackup when it is not complete */
    public BackupReader open(Backup backup) {
        Manifest manifest = backup.manifest().orElseThrow(() -> new NotABackup(backup));
        return new BackupReader(
                manifest,
                new BackupReader.Source() {
                    @Override
                    public InputStream open(Part part) {
                        return store.open(backup.id().place(part.name()));
                    }

                    @Override
                    public Optional<Path> file(Part part) {
                        return store.localFile(backup.id().place(part.name()));
                    }
                },
                keys);
    }

    /**
     * What differs between the parts that are stored and those that the manifest names. Reads all of them, but needs no key: where it is not known,
     * nobody can tell whether the manifest is the one that was written, either.
     *
     * @param backup one that is {@link Status#UNREADABLE}
     */
    public List<Finding> damageWithoutKey(Backup backup) {
        return unopened.damage(backup.id());
    }

    /** With which keys the backups are encrypted. */
    public KeyUse keysInUse() {
        return unopened.keysInUse(newestFirst(id -> true));
    }

    /** The parts that are not there with the size that the manifest says; cheap, reads no part. */
    public List<Part> absentParts(Backup backup) {
        Manifest manifest = backup.manifest().orElseThrow(() -> new NotABackup(backup));
        return manifest.parts().stream()
                .filter(part -> store.stat(backup.id().place(part.name()))
                        .filter(there -> there.bytes() == part.bytes())
                        .isEmpty())
                .toList();
    }

    /** Keeps the result of a verification beside the backup. */
    public void record(BackupId id, Verification verification) {
        marks.record(id, verification);
    }

    /** Says that a suspect backup is right after all. One that was accepted before stays as it is. */
    public void accept(BackupId id, Suspicion.Acceptance acceptance) {
        marks.accept(id, acceptance, unopened.key(id).isEmpty());
    }

    /** @throws StoreFailure when something lies in the place where {@link #accept} would write, and accepts nothing */
    public void requireAcceptable(BackupId id) {
        marks.requireAcceptable(id, unopened.key(id).isEmpty());
    }

    /** Name and version of what writes here. */
    public String tool() {
        return tool;
    }

    /** Keeps the evidence of a drill. @return its key in the store */
    public String record(Drill drill) {
        String key = DrillJson.key(drill);
        documents.write(key, DrillJson.write(drill));
        return key;
    }

    /**
     * The drills of the databases of this name, newest first; each is read only when the stream comes to it. One that is damaged, or not
     * encrypted where others are, is left out.
     */
    public Stream<Drill> drills(String database) {
        List<String> newestFirst = store.list(DrillJson.FOLDER).stream()
                .map(BackupStore.Stored::key)
                .filter(key -> DrillJson.isOf(database, key))
                .sorted(Comparator.reverseOrder())
                .toList();
        return newestFirst.stream()
                .flatMap(key -> documents.read(key, keys.isEmpty()).flatMap(DrillJson::read).stream());
    }

    /** The restore points of promotions, which lie in the same store. */
    public RestorePoints restorePoints() {
        return new RestorePoints(store, documents, keys, clock);
    }

    /**
     * Removes a backup: its manifest first, so that no reader ever sees a backup with a part missing.
     *
     * @throws StillWritten when a living process writes it
     */
    public void remove(BackupId id) {
        removal.remove(id);
    }

    /** Removes what was begun, never committed, and is no longer being written. Gives back what went. Reads no manifest. */
    public List<BackupId> sweep(Predicate<BackupId> among) {
        return removal.sweep(among);
    }

    /** The folder exists, but there is no trustworthy backup in it. */
    public static final class NotABackup extends Problem {
        private static final long serialVersionUID = 1L;

        NotABackup(Backup backup) {
            super(
                    Kind.DAMAGED,
                    "backup " + backup.id() + " cannot be used: " + backup.reason(),
                    "nothing was changed",
                    "use another one: `db-manager list-backups`");
        }
    }

    /** A backup that a living process writes is not removed under its hands. */
    public static final class StillWritten extends Problem {
        private static final long serialVersionUID = 1L;

        StillWritten(BackupId id) {
            super(
                    Kind.LOCKED,
                    "backup " + id + " is being written",
                    "it was not removed",
                    "wait until that run has ended: `db-manager list-backups`");
        }
    }
}
