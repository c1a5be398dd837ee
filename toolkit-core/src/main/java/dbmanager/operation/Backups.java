package dbmanager.operation;

import dbmanager.backend.DatabaseBackend;
import dbmanager.backend.Progress;
import dbmanager.backend.Selection;
import dbmanager.backup.Backup;
import dbmanager.backup.BackupCatalog;
import dbmanager.backup.BackupId;
import dbmanager.backup.BackupReader;
import dbmanager.backup.Drill;
import dbmanager.backup.Expectation;
import dbmanager.backup.ForeignBackup;
import dbmanager.backup.Latest;
import dbmanager.backup.Manifest;
import dbmanager.backup.Part;
import dbmanager.backup.RestorePoints;
import dbmanager.backup.Retention;
import dbmanager.backup.Suspicion;
import dbmanager.backup.Verdict;
import dbmanager.backup.Verification;
import dbmanager.exchange.Checks;
import dbmanager.problem.Finding;
import dbmanager.problem.Problem;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The backups of one database in one environment: take, find, verify, restore, clean. */
public final class Backups {
    private final BackupCatalog catalog;
    private final DatabaseBackend backend;
    private final String environment;
    private final Map<String, Path> files;
    private final Expectation expectation;
    private final Clock clock;

    /**
     * @param files the folders that belong to the database, by the name that the configuration gives them
     * @param expectation what makes a new backup of all of it suspect
     */
    public Backups(
            BackupCatalog catalog,
            DatabaseBackend backend,
            String environment,
            Map<String, Path> files,
            Expectation expectation,
            Clock clock) {
        this.catalog = catalog;
        this.backend = backend;
        this.environment = environment;
        this.files = files;
        this.expectation = expectation;
        this.clock = clock;
    }

    /** This database, for a command that is to be run about it: {@code --env production --db shop}. */
    String flags() {
        return Manifest.flags(environment, backend.name());
    }

    /** Those of this database in this environment, newest first, also the ones that cannot be used. */
    public List<Backup> list() {
        return newestFirst().toList();
    }

    /** Those of this database in every environment, newest first. */
    public List<Backup> everywhere() {
        return ofThisName().toList();
    }

    /**
     * Takes a backup. When this returns, it is complete and durable. One of all that is there is compared with the newest one that nothing speaks
     * against; if it does not hold what is expected, it is marked before it is committed.
     */
    public Taken take(Selection what, String reason, Progress progress) {
        BackupRun run = what.isAll()
                ? new BackupRun(backend, environment, files, this::suspicion)
                : BackupRun.ungated(backend, environment);
        return run.take(catalog, what, reason, progress);
    }

    private Optional<Suspicion> suspicion(Manifest taken) {
        Optional<Manifest> before = candidates().before(taken);
        List<Finding> findings = expectation.judge(taken, before);
        return findings.isEmpty()
                ? Optional.empty()
                : Optional.of(new Suspicion(taken.finished(), before.map(Manifest::id), findings, Optional.empty()));
    }

    private Candidates candidates() {
        return new Candidates(catalog, backend, environment);
    }

    /**
     * What a backup became.
     *
     * @param skipped files of its folders that it does not hold, and why
     * @param suspicion what speaks against it
     */
    public record Taken(Manifest manifest, List<Finding> skipped, Optional<Suspicion> suspicion) {
        public Taken {
            skipped = List.copyOf(skipped);
        }

        public BackupId id() {
            return manifest.id();
        }
    }

    /**
     * Writes what the engine calls a database into one plain file outside the catalog, for other programs and for {@link #open(Path)}.
     *
     * @throws FileBackup.Refused when the file exists, or the engine's backups are more than one file
     */
    public Manifest takeFile(Path file, Selection what, Progress progress) {
        return FileBackup.write(
                file,
                clock,
                into -> BackupRun.ungated(backend, environment)
                        .take(into, what, "requested", progress)
                        .manifest());
    }

    /**
     * Of some databases whose backups lie in one place, before the first backup of all of them.
     *
     * @param needed bytes, by database
     * @throws BackupsDoNotFit when there is less room than that
     */
    void requireRoom(Map<String, Long> needed) {
        catalog.freeBytes().filter(free -> free < BackupsDoNotFit.sum(needed)).ifPresent(free -> {
            throw new BackupsDoNotFit(catalog.location(), needed, free);
        });
    }

    /** Takes a backup and proves that the engine can read it; what a guarded database has before a change. */
    public BackupId takeVerified(String reason) {
        BackupId id = take(Selection.all(), reason, Progress.silent()).id();
        requireSound(id);
        return id;
    }

    /** Proves of one of this database that the engine can read it. @throws BackupNotVerified */
    void requireSound(BackupId id) {
        verifications().requireSound(catalog.find(id.text(), ours()));
    }

    /**
     * The backup that an id, a beginning of one, or {@code latest} means. An id may be of another environment or database.
     *
     * @throws Problem those of {@link Latest#orRefuse}, {@link BackupCatalog#find}
     */
    public Backup find(String wanted) {
        return wanted.equals("latest") ? latest().orRefuse(catalog.location()) : catalog.find(wanted, ofSameEngine());
    }

    /** What {@link #find} finds; where a look at the stored bytes is enough, also one that is encrypted with a key that is not known. */
    public Backup findFor(Verification.Level level, String wanted) {
        return wanted.equals("latest") || level.compareTo(Verification.Level.HASHES) > 0
                ? find(wanted)
                : catalog.findStored(wanted, ofSameEngine());
    }

    /** A backup of {@link #list} that is to be looked into that deep. @throws dbmanager.backup.UnknownKey when that needs a key that is not known */
    public Backup findFor(Verification.Level level, Backup listed) {
        return listed.status() == Backup.Status.UNREADABLE
                ? findFor(level, listed.id().text())
                : listed;
    }

    /**
     * The newest backup of all of this very database in this environment, and not what a restore found and replaced: to restore the latest
     * twice must not bring the damage back. While nothing is in the database, it is one of its name, if these are all of one database.
     */
    public Latest latest() {
        return candidates().latest();
    }

    /**
     * The newest that a recovery may rely on: {@link #latest}, but not one whose verification failed. Where only the migrations of today or the
     * checks failed on what was restored from it, it is good.
     *
     * @param ruledOut what was found out about some of them, by id
     */
    public Latest latestSound(Map<BackupId, String> ruledOut) {
        return candidates().latestSound(ruledOut);
    }

    /** {@link #latest}, but only of what was verified. */
    public Latest latestVerified() {
        return candidates().latestVerified();
    }

    /** The newest one of this name that was verified, and is neither suspect nor of a part. Does not look at the database, which may be gone. */
    public Optional<Backup> newestVerified() {
        return candidates().newestVerified();
    }

    /** {@link #latest} of any database of this name. Does not look at the database, which may be gone. */
    public Latest newestOfThisName() {
        return candidates().latestOfThisName();
    }

    /** The last times that a recovery was tried out, newest first. */
    public Stream<Drill> drills() {
        return verifications().drills();
    }

    /** Tries out a recovery from a backup in a throw-away database, and keeps the evidence. */
    public Drilled drill(Backup backup, Checks checks, Drill.Goals goals, Progress progress) {
        return verifications().drill(backup, checks, goals, progress);
    }

    /** @param evidence its key in the store */
    public record Drilled(Drill drill, String evidence) {}

    /** Whether there are folders that belong to the database, and nothing is in any of them. */
    boolean hasLostItsFolders() {
        return !files.isEmpty() && files.values().stream().noneMatch(Folders::holdsAnything);
    }

    /** What {@link #find} finds, to read from. */
    public BackupReader open(String wanted) {
        return catalog.open(find(wanted));
    }

    /** The same, but {@code latest} may be of any database of this name. */
    public BackupReader openOfAny(String wanted) {
        return wanted.equals("latest") ? catalog.open(newestOfThisName().orRefuse(catalog.location())) : open(wanted);
    }

    /** A backup that is a file or folder outside the catalog. */
    public BackupReader open(Path file) {
        return ForeignBackup.open(file, backend.identity(), clock, catalog.keys());
    }

    /** Looks into a backup as deep as the level says, and keeps the result beside it. */
    public Verified verify(Backup backup, Verification.Level level, Checks checks, Progress progress) {
        return verifications().verify(backup, level, checks, progress);
    }

    /** The same of one that somebody says is known to be good though it is not encrypted and others are. */
    public Verified verifyPlain(Backup backup, Verification.Level level, Checks checks, Progress progress) {
        return verifications().verifyPlain(backup, level, checks, progress);
    }

    /** Whether backups are encrypted, and this one is not, so that nothing proves who wrote it. */
    public boolean isUnproven(Backup backup) {
        return !catalog.keys().isEmpty()
                && backup.manifest()
                        .filter(manifest -> manifest.key().isEmpty())
                        .isPresent();
    }

    /** Says that a backup which is suspect is right after all; so it counts again, and so do those before it. */
    public void accept(Backup backup, String who) {
        catalog.accept(backup.id(), new Suspicion.Acceptance(who, clock.instant()));
    }

    /** To be asked before a long verification, whose result {@link #accept} could then not be written for. @throws Problem why */
    public void requireAcceptable(Backup backup) {
        catalog.requireAcceptable(backup.id());
    }

    /** The same for a backup outside the catalog, of which nothing is kept. */
    public Verification verify(BackupReader outside, Verification.Level level, Checks checks, Progress progress) {
        return verifications().verify(outside, level, checks, progress);
    }

    /** @param recordingProblem why the result could not be kept beside the backup, as on a read-only store */
    public record Verified(Verification verification, Optional<String> recordingProblem) {}

    /**
     * Why {@link #restore} would refuse this, as far as it can be told without trying: reads all of the backup, and looks who has the database.
     * Touches nothing.
     */
    public Optional<Problem> refusal(BackupReader from, RestoreWish wish, Progress progress) {
        return restoration(step -> {}).refusal(from, wish, progress);
    }

    /**
     * Puts a backup back. Everything that is used is checked before the database is touched. What is there is backed up first, or set aside when it
     * cannot be read, at a moment after which nobody else can change the database until it is replaced, if the engine can see to that. A file that
     * comes or changes after that moment is set aside.
     *
     * @param told each step as soon as it is over, also one that failed
     * @throws Problem that of {@link #refusal}: {@link RestoreRefused} when the target holds something and the wish does not say that it may go, or it is another database
     */
    public Restored restore(BackupReader from, RestoreWish wish, Consumer<RestoreStep> told, Progress progress) {
        return restoration(told).restore(from, wish, false, progress);
    }

    /** The same over a database that is damaged: an engine that can sets it aside as it is. */
    Restored restoreOverDamage(BackupReader from, RestoreWish wish, Consumer<RestoreStep> told, Progress progress) {
        return restoration(told).restore(from, wish, true, progress);
    }

    /** Takes everything out of the database; its folders stay. What is there is backed up first, as {@link #restore} does it. */
    Erased erase(String reason, Consumer<RestoreStep> told, Progress progress) {
        return restoration(told).erase(reason, progress);
    }

    private Verifications verifications() {
        return new Verifications(catalog, backend, environment, clock);
    }

    private Restoration restoration(Consumer<RestoreStep> told) {
        return new Restoration(catalog, backend, environment, files, clock, told);
    }

    /**
     * @param safety the backup of what was there
     * @param keptAside where that lies, when it could not be read
     */
    record Erased(Optional<BackupId> safety, Optional<String> keptAside) {}

    /**
     * @param backup that was put back
     * @param records put in, by table or collection
     * @param files that came with it
     * @param keptAside where that lies which was replaced and is in no backup
     * @param safety the backup of what was there before
     * @param findings what somebody should know though it succeeded
     */
    public record Restored(
            BackupId backup,
            Map<String, Long> records,
            int files,
            List<String> keptAside,
            Optional<BackupId> safety,
            List<Finding> findings) {}

    /** What retention says of every backup, newest first; looks whether each part is there, and reads none. Removes nothing. */
    public List<Verdict> judge(Retention retention, ZoneId zone) {
        return retention.judge(
                newestFirst().map(this::asStored).toList(), restorePoints().holds(environment), clock.instant(), zone);
    }

    /** A part that is gone or cut off is seen without reading it: then no rule may count the backup, and let older ones go for it. */
    private Backup asStored(Backup backup) {
        List<Part> absent = backup.isComplete() ? catalog.absentParts(backup) : List.of();
        if (absent.isEmpty()) {
            return backup;
        }
        return new Backup(
                backup.id(),
                Backup.Status.DAMAGED,
                Optional.empty(),
                backup.bytes(),
                backup.modified(),
                backup.verifications(),
                backup.suspicion(),
                absent.get(0).name() + " is missing, or has another size");
    }

    /** Those of the promotions whose backups lie here, to whatever environment. */
    public RestorePoints restorePoints() {
        return catalog.restorePoints();
    }

    /** Removes what the verdicts say. */
    public void remove(List<Verdict> verdicts) {
        verdicts.stream()
                .filter(verdict -> !verdict.keep())
                .forEach(verdict -> catalog.remove(verdict.backup().id()));
    }

    private Stream<Backup> newestFirst() {
        return ofThisName().filter(ofThisEnvironment());
    }

    private Stream<Backup> ofThisName() {
        String name = backend.name();
        return catalog.newestFirst(id -> id.database().equals(name));
    }

    private Predicate<Backup> ours() {
        String name = backend.name();
        return ofThisEnvironment().and(backup -> backup.id().database().equals(name));
    }

    private Predicate<Backup> ofThisEnvironment() {
        return backup ->
                backup.manifest().map(m -> m.environment().equals(environment)).orElse(true);
    }

    private Predicate<Backup> ofSameEngine() {
        String engine = backend.engine();
        return backup ->
                backup.manifest().map(m -> m.database().engine().equals(engine)).orElse(true);
    }
}
