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
    private final DatabaseName database;
    private final Instant readTime;
    private final long total;
    private final Progress progress;
    private Optional<Open> open = Optional.empty();
    private int parts;
    private long done;

    /** A part that is being written. */
    private record Open(String path, BackupWriter.PartWriter part, CollectionFile.Writer file) {}

    CollectionParts(BackupWriter backup, DatabaseName database, Instant readTime, long total, Progress progress) {
        this.backup = backup;
        this.database = database;
        this.readTime = readTime;
        this.total = total;
        this.progress = progress;
    }

    void add(EncodedLines lines) {
        if (open.filter(part -> part.path().equals(lines.part())).isEmpty()) {
            end();
            begin(lines.part());
        }
        open.orElseThrow().file().write(lines.lines());
        done += lines.lines().count();
        progress.at(lines.part(), done, total);
    }

    private void begin(String path) {
        String name = "collection-" + ++parts + "-" + safe(path) + ".json.zst";
        BackupWriter.PartWriter part = backup.part(name, Part.Kind.COLLECTION, Part.Compression.ZSTD, Optional.empty());
        CollectionFile header = new CollectionFile(
                path,
                readTime,
                database,
                Paths.isDocument(path) ? CollectionFile.DOCUMENT : CollectionFile.FULL,
                Optional.of(readTime));
        open = Optional.of(new Open(path, part, header.writeTo(part.stream(), name)));
    }

    private static String safe(String path) {
        String safe = path.replaceAll("[^A-Za-z0-9_-]", "_");
        return safe.substring(0, Math.min(safe.length(), LONGEST_NAME));
    }

    /** Completes the last part. */
    void end() {
        open.ifPresent(last -> {
            last.part().commit(Map.of(last.path(), last.file().finish()));
            close();
        });
    }

    @Override
    public void close() {
        open.ifPresent(last -> last.part().close());
        open = Optional.empty();
    }
}
