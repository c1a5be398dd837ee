package dbmanager.operation;

import dbmanager.backend.DatabaseBackend;
import dbmanager.backend.Progress;
import dbmanager.backend.Selection;
import dbmanager.backup.BackupCatalog;
import dbmanager.backup.BackupWriter;
import dbmanager.backup.DatabaseIdentity;
import dbmanager.backup.Manifest;
import dbmanager.backup.Suspicion;
import dbmanager.problem.Finding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * The taking of one backup: the database, its folders where it is of all that is there, the gate, and the manifest last.
 *
 * @param gate what speaks against it, asked before it is committed
 */
record BackupRun(
        DatabaseBackend backend,
        String environment,
        Map<String, Path> folders,
        Function<Manifest, Optional<Suspicion>> gate) {

    /** One that brings no folders, and that nothing is expected of. */
    static BackupRun ungated(DatabaseBackend backend, String environment) {
        return new BackupRun(backend, environment, Map.of(), taken -> Optional.empty());
    }

    /** When this returns, it is complete and durable. */
    Backups.Taken take(BackupCatalog into, Selection what, String reason, Progress progress) {
        DatabaseIdentity identity = backend.identity();
        List<Finding> skipped = new ArrayList<>();
        try (BackupWriter writer = into.begin(identity, environment, reason, what.names())) {
            backend.dump(what, writer, progress);
            if (what.isAll()) {
                Folders.pack(writer, folders).values().forEach(packed -> skipped.addAll(packed.skipped()));
            }
            AtomicReference<Optional<Suspicion>> suspicion = new AtomicReference<>(Optional.empty());
            Manifest manifest = writer.commit(complete -> {
                suspicion.set(gate.apply(complete));
                return suspicion.get();
            });
            return new Backups.Taken(manifest, skipped, suspicion.get());
        }
    }
}
