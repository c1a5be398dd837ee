package dbmanager.operation;

import dbmanager.backend.Safety;
import dbmanager.backup.BackupId;
import dbmanager.backup.BackupWriter;
import dbmanager.backup.FolderArchive.Packed;
import dbmanager.backup.HeldFiles;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The backup of what a restore or a reset replaces, if the backend asks for it: the database and, while the backend still keeps writers out, its
 * folders. Closing leaves nothing of one that was not completed.
 */
final class SafetyBackup implements Safety, AutoCloseable {
    private final Supplier<BackupWriter> begin;
    private final Clock clock;
    private final Consumer<RestoreStep> told;
    private Duration took = Duration.ZERO;
    private final Map<String, Path> folders;
    private final boolean setsAside;
    private BackupWriter writer;
    private Map<Path, Packed> packed = Map.of();
    private BackupId taken;

    /**
     * @param begin must not look at the database, which is locked by then
     * @param setsAside whether what is there is damaged
     * @param told that it is there, or could not be written
     */
    SafetyBackup(
            Supplier<BackupWriter> begin,
            Map<String, Path> folders,
            boolean setsAside,
            Clock clock,
            Consumer<RestoreStep> told) {
        this.begin = begin;
        this.told = told;
        this.clock = clock;
        this.folders = folders;
        this.setsAside = setsAside;
    }

    @Override
    public boolean setsAside() {
        return setsAside;
    }

    @Override
    public Runnable keep(Consumer<BackupWriter> content) {
        Instant begun = clock.instant();
        boolean written = false;
        try {
            writer = begin.get();
            content.accept(writer);
            packed = Folders.pack(writer, folders);
            written = true;
        } finally {
            took = Duration.between(begun, clock.instant());
            if (!written) {
                tell();
            }
        }
        return this::commit;
    }

    private void commit() {
        try {
            taken = writer.commit().id();
        } finally {
            tell();
        }
    }

    /** As soon as it is known, for what follows may be the end of the process. One that is whole and was not needed in the end is no step. */
    private void tell() {
        told.accept(new RestoreStep("backup", took, id(), taken != null));
    }

    /** Empty when there was nothing to keep, or nothing that could be read. */
    Optional<BackupId> id() {
        return Optional.ofNullable(taken);
    }

    /** How long writing it took; zero when there was nothing to keep. */
    Duration took() {
        return took;
    }

    /** What is in it of a folder. */
    HeldFiles held(Path folder) {
        return taken == null || !packed.containsKey(folder)
                ? HeldFiles.none()
                : packed.get(folder).held();
    }

    @Override
    public void close() {
        if (writer != null) {
            writer.close();
        }
    }
}
