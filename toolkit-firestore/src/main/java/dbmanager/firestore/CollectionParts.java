package dbmanager.firestore;

import dbmanager.backend.Progress;
import dbmanager.backup.BackupWriter;
import dbmanager.backup.Part;
import dbmanager.firestore.document.CollectionFile;
import dbmanager.firestore.document.DatabaseName;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The parts of a backup, written one after the other. */
final class CollectionParts implements AutoCloseable {
    private static final int LONGEST_NAME = 100;

    private final BackupWriter backup;
    private final CollectionFile.Origin origin;
    private final long total;
    private final Progress progress;
    private Optional<Open> open = Optional.empty();
    private int parts;
    private long done;

    /** A part that is being written. */
    private record Open(String path, BackupWriter.PartWriter part, CollectionFile.Writer file) {}

    CollectionParts(BackupWriter backup, CollectionFile.Origin origin, long total, Progress progress) {
        this.backup = backup;
        this.origin = origin;
        this.total = total;
        this.progress = progress;
    }

    void add(EncodedLines lines) {
        if (open.filter(part -> part.path().equals(lines.part())).isEmpty()) {
            end();
            begin(lines.part());
        }
        open.get().file().lines(lines.text(), lines.documents());
        done += lines.documents();
        progress.at(lines.part(), done, total);
    }

    private void begin(String path) {
        String name = "collection-" + ++parts + "-" + safe(path) + ".json.zst";
        BackupWriter.PartWriter part =
                backup.part(name, Part.Kind.COLLECTION, Part.Compression.ZSTD, Optional.empty());
        open = Optional.of(new Open(path, part, new CollectionFile.Writer(part.stream(), path, origin)));
    }

    private static String safe(String path) {
        String safe = path.replaceAll("[^A-Za-z0-9_-]", "_");
        return safe.substring(0, Math.min(safe.length(), LONGEST_NAME));
    }

    /** Completes the last part. */
    void end() {
        open.ifPresent(last -> {
            last.part().commit(Map.of(last.path(), last.file().end()));
            close();
        });
    }

    @Override
    public void close() {
        open.ifPresent(last -> last.part().close());
        open = Optional.empty();
    }
}
