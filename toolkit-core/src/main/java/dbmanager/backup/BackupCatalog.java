package dbmanager.backup;

import dbmanager.backup.Backup.Status;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The backups of a store. */
public final class BackupCatalog {
    /** A manifest is a list of parts; more than this is not one. */
    private static final int MAX_MANIFEST = 64 << 20;

    private final BackupStore store;
    private final Clock clock;
    private final String tool;

    /** @param tool name and version, for the manifests written */
    public BackupCatalog(BackupStore store, Clock clock, String tool) {
        this.store = store;
        this.clock = clock;
        this.tool = tool;
    }

    public String location() {
        return store.location();
    }

    /** Every backup folder, newest id first, complete or not. Other folders of the store are not looked at. */
    public List<Backup> list() {
        List<Backup> backups = new ArrayList<>();
        for (String folder : store.folders()) {
            if (BackupId.isWellFormed(folder)) {
                backups.add(read(new BackupId(folder)));
            }
        }
        backups.sort(Comparator.comparing(Backup::id).reversed());
        return backups;
    }

    /**
     * The backup that is meant.
     *
     * @param wanted {@code latest}, an id, or the beginning of exactly one
     * @param among which backups count, such as those of one database in one environment
     * @throws UnknownBackup when there is none, or more than one
     * @throws NotABackup when it is incomplete or its manifest is damaged
     */
    public Backup find(String wanted, Predicate<Backup> among) {
        List<Backup> backups = list().stream().filter(among).toList();
        if (wanted.equals("latest")) {
            return backups.stream()
                    .filter(Backup::isComplete)
                    .findFirst()
                    .orElseThrow(() -> UnknownBackup.none(location()));
        }
        List<Backup> candidates = backups.stream()
                .filter(backup -> backup.id().text().startsWith(wanted))
                .toList();
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
        if (!found.isComplete()) {
            throw new NotABackup(found);
        }
        return found;
    }

    /**
     * Begins a backup, with an id above every earlier one of this database. What earlier runs of this database left unfinished is swept
     * away first, unless a living process still writes it.
     */
    public BackupWriter begin(
            DatabaseIdentity database, String environment, String reason, List<String> selection) {
        sweep(backup -> backup.id().database().equals(database.name()));
        Instant now = clock.instant();
        BackupId id = freeId(database.name(), now);
        BackupStore.Claim claim = store.claim(id.text())
                .orElseThrow(() -> StoreFailure.taken(id.text()));
        return new BackupWriter(
                store,
                claim,
                clock,
                new BackupWriter.Header(id, database, environment, tool, reason, now, selection));
    }

    private BackupId freeId(String database, Instant now) {
        Optional<Instant> newest = store.folders().stream()
                .filter(BackupId::isWellFormed)
                .map(BackupId::new)
                .filter(id -> id.database().equals(database))
                .max(Comparator.naturalOrder())
                .map(BackupId::time);
        Instant second = now.truncatedTo(ChronoUnit.SECONDS);
        Instant begun = newest.filter(time -> !time.isBefore(second))
                .map(time -> time.plus(Duration.ofSeconds(1)))
                .orElse(second);
        return BackupId.of(begun, database);
    }

    /** @throws NotABackup when it is not complete */
    public BackupReader open(Backup backup) {
        Manifest manifest = backup.manifest().orElseThrow(() -> new NotABackup(backup));
        return new BackupReader(manifest, new BackupReader.Source() {
            @Override
            public InputStream open(Part part) {
                return store.open(key(backup.id(), part.name()));
            }

            @Override
            public Optional<Path> file(Part part) {
                return store.localFile(key(backup.id(), part.name()));
            }
        });
    }

    /** The parts that are not there with the size that the manifest says; cheap, reads no part. */
    public List<Part> absentParts(Backup backup) {
        Manifest manifest = backup.manifest().orElseThrow(() -> new NotABackup(backup));
        return manifest.parts().stream()
                .filter(part -> store.stat(key(backup.id(), part.name()))
                        .filter(stored -> stored.bytes() == part.bytes())
                        .isEmpty())
                .toList();
    }

    /** Keeps the result of a verification beside the backup. */
    public void record(BackupId id, Verification verification) {
        String key = key(id, VerificationJson.name(verification));
        try (BackupStore.Upload upload = store.create(key)) {
            upload.stream().write(VerificationJson.write(verification));
            upload.commit();
        } catch (IOException e) {
            throw StoreFailure.writing(key, e);
        }
    }

    /** Removes a backup: its manifest first, so that no reader ever sees a backup with a part missing. */
    public void remove(BackupId id) {
        store.delete(key(id, Manifest.NAME));
        store.deleteFolder(id.text());
    }

    /** Removes what was begun, never committed, and is no longer being written. Gives back what went. */
    public List<Backup> sweep(Predicate<Backup> among) {
        List<Backup> swept = new ArrayList<>();
        for (Backup backup : list()) {
            if (backup.status() == Status.INCOMPLETE && among.test(backup)) {
                store.claim(backup.id().text()).ifPresent(claim -> {
                    store.deleteFolder(backup.id().text());
                    claim.close();
                    swept.add(backup);
                });
            }
        }
        return swept;
    }

    private Backup read(BackupId id) {
        List<BackupStore.Stored> stored = store.list(id.text() + "/");
        long bytes = stored.stream().mapToLong(BackupStore.Stored::bytes).sum();
        Instant modified = stored.stream()
                .map(BackupStore.Stored::modified)
                .max(Comparator.naturalOrder())
                .orElse(id.time());
        if (stored.stream().noneMatch(object -> object.name().equals(Manifest.NAME))) {
            return unfinished(id, bytes, modified);
        }
        try {
            Manifest manifest = ManifestJson.read(id, load(key(id, Manifest.NAME)));
            return new Backup(
                    id, Status.COMPLETE, Optional.of(manifest), bytes, modified, verifications(stored), "");
        } catch (ManifestDamaged e) {
            return new Backup(
                    id, Status.DAMAGED, Optional.empty(), bytes, modified, List.of(), e.getMessage());
        }
    }

    private Backup unfinished(BackupId id, long bytes, Instant modified) {
        boolean running = store.isClaimed(id.text());
        String reason = running ? "it is being written" : "it has no manifest: the run that wrote it did not finish";
        Status status = running ? Status.RUNNING : Status.INCOMPLETE;
        return new Backup(id, status, Optional.empty(), bytes, modified, List.of(), reason);
    }

    private List<Verification> verifications(List<BackupStore.Stored> stored) {
        List<Verification> verifications = new ArrayList<>();
        for (BackupStore.Stored object : stored) {
            if (VerificationJson.isName(object.name())) {
                VerificationJson.read(load(object.key())).ifPresent(verifications::add);
            }
        }
        verifications.sort(Comparator.comparing(Verification::at));
        return Collections.unmodifiableList(verifications);
    }

    private byte[] load(String key) {
        try (InputStream in = store.open(key)) {
            return in.readNBytes(MAX_MANIFEST);
        } catch (IOException e) {
            throw StoreFailure.reading(key, e);
        }
    }

    private static String key(BackupId id, String name) {
        return id.text() + "/" + name;
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
}
