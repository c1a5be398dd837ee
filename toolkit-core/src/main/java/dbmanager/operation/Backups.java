package dbmanager.operation;

import dbmanager.backend.DatabaseBackend;
import dbmanager.backend.LoadMode;
import dbmanager.backend.Loaded;
import dbmanager.backend.Presence;
import dbmanager.backend.Progress;
import dbmanager.backend.Selection;
import dbmanager.backup.Backup;
import dbmanager.backup.BackupCatalog;
import dbmanager.backup.BackupId;
import dbmanager.backup.BackupReader;
import dbmanager.backup.BackupWriter;
import dbmanager.backup.DatabaseIdentity;
import dbmanager.backup.FolderArchive;
import dbmanager.backup.ForeignBackup;
import dbmanager.backup.Manifest;
import dbmanager.backup.Part;
import dbmanager.backup.Retention;
import dbmanager.backup.Verdict;
import dbmanager.backup.Verification;
import dbmanager.exchange.Checks;
import dbmanager.exchange.Content;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The backups of one database in one environment: take, find, verify, restore, clean. */
public final class Backups {
    private final BackupCatalog catalog;
    private final DatabaseBackend backend;
    private final String environment;
    private final Map<String, Path> files;
    private final Clock clock;

    /** @param files the folders that belong to the database, by the name that the configuration gives them */
    public Backups(
            BackupCatalog catalog,
            DatabaseBackend backend,
            String environment,
            Map<String, Path> files,
            Clock clock) {
        this.catalog = catalog;
        this.backend = backend;
        this.environment = environment;
        this.files = files;
        this.clock = clock;
    }

    /** Those of this database in this environment, newest first, also the ones that cannot be used. */
    public List<Backup> list() {
        return catalog.list().stream().filter(this::isOurs).toList();
    }

    /** Takes a backup. When this returns, it is complete and durable. */
    public Manifest take(Selection what, String reason, Progress progress) {
        DatabaseIdentity identity = backend.identity();
        try (BackupWriter writer = catalog.begin(identity, environment, reason, what.names())) {
            backend.dump(what, writer, progress);
            if (what.isAll()) {
                int number = 0;
                for (Map.Entry<String, Path> folder : files.entrySet()) {
                    number++;
                    FolderArchive.pack(writer, "files-" + number + ".zip", folder.getKey(), folder.getValue());
                }
            }
            return writer.commit();
        }
    }

    /** Takes a backup and proves that the engine can read it; what a guarded database has before a change. */
    public BackupId takeVerified(String reason) {
        Manifest manifest = take(Selection.all(), reason, Progress.silent());
        Backup backup = catalog.find(manifest.id().text(), this::isOurs);
        Verification verification =
                verify(backup, Verification.Level.PARSED, Checks.none(), Progress.silent()).verification();
        if (!verification.passed()) {
            throw new BackupNotVerified(manifest.id(), verification);
        }
        return manifest.id();
    }

    /** The backup that an id, a beginning of one, or {@code latest} means. An id may be of another environment or database. */
    public Backup find(String wanted) {
        return catalog.find(wanted, wanted.equals("latest") ? this::isOurs : this::isSameEngine);
    }

    /** What {@code restore} and {@code diff} read: a file or folder of that name, else what {@link #find} finds. */
    public BackupReader open(String wanted) {
        if (looksLikePath(wanted) && Files.exists(Path.of(wanted))) {
            return ForeignBackup.open(Path.of(wanted), backend.identity(), clock);
        }
        return catalog.open(find(wanted));
    }

    private static boolean looksLikePath(String wanted) {
        return wanted.contains("/") || wanted.contains("\\") || wanted.contains(".");
    }

    /** The rows of a backup, or of the live database for {@code live}. */
    public Content content(String wanted) {
        return wanted.equals("live") ? backend.live() : backend.open(open(wanted));
    }

    /** Looks into a backup as deep as the level says, and keeps the result beside it. */
    public Verified verify(Backup backup, Verification.Level level, Checks checks, Progress progress) {
        return new VerificationRun(catalog, backend, checks, clock, progress).verify(backup, level);
    }

    /** @param recordingProblem why the result could not be kept beside the backup, as on a read-only store */
    public record Verified(Verification verification, Optional<String> recordingProblem) {}

    /**
     * Puts a backup back. Everything that is used is checked before the database is touched; what the database held is backed up first
     * (set aside when it cannot be read).
     *
     * @throws RestoreRefused when the target holds something and the wish does not say that it may go, or it is another database
     */
    public Restored restore(BackupReader from, RestoreWish wish, Progress progress) {
        Presence presence = backend.presence();
        wish.judge(from.manifest(), backend.identity(), presence).ifPresent(refusal -> {
            throw refusal;
        });
        List<FolderArchive.Restoration> folders = new ArrayList<>();
        try {
            if (wish.selection().isAll()) {
                stageFolders(from, folders);
            }
            Optional<BackupId> safety = presence == Presence.FILLED
                    ? Optional.of(take(Selection.all(), "before restore", progress).id())
                    : Optional.empty();
            Loaded loaded = backend.load(from, wish.selection(), wish.mode(), progress);
            folders.forEach(folder -> folder.swap(wish.mode() == LoadMode.MERGE));
            return new Restored(from.manifest().id(), loaded, folders.size(), safety);
        } finally {
            folders.forEach(FolderArchive.Restoration::close);
        }
    }

    private void stageFolders(BackupReader from, List<FolderArchive.Restoration> staged) {
        for (Part part : from.manifest().parts()) {
            if (part.kind() == Part.Kind.FILES) {
                Path target = part.source()
                        .map(files::get)
                        .or(() -> files.values().stream().findFirst())
                        .orElseThrow(() -> new UnknownFolder(part));
                staged.add(FolderArchive.stage(from, part, target));
            }
        }
    }

    /**
     * @param backup that was put back
     * @param folders how many folders of files came with it
     * @param safety the backup of what was there before
     */
    public record Restored(BackupId backup, Loaded loaded, int folders, Optional<BackupId> safety) {}

    /** What retention says of every backup, newest first. Removes nothing. */
    public List<Verdict> judge(Retention retention, ZoneId zone) {
        return retention.judge(list(), clock.instant(), zone);
    }

    /** Removes what the verdicts say. */
    public void remove(List<Verdict> verdicts) {
        verdicts.stream().filter(verdict -> !verdict.keep()).forEach(verdict -> catalog.remove(verdict.backup().id()));
    }

    private boolean isOurs(Backup backup) {
        String name = backend.identity().name();
        return backup.manifest()
                .map(m -> m.database().name().equals(name) && m.environment().equals(environment))
                .orElse(backup.id().database().equals(name));
    }

    private boolean isSameEngine(Backup backup) {
        String engine = backend.identity().engine();
        return backup.manifest().map(m -> m.database().engine().equals(engine)).orElse(true);
    }
}
