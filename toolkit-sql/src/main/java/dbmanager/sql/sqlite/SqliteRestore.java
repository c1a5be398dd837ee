package dbmanager.sql.sqlite;

import dbmanager.backend.DatabaseUnavailable;
import dbmanager.backend.LoadMode;
import dbmanager.backend.Loaded;
import dbmanager.backend.Progress;
import dbmanager.backend.Safety;
import dbmanager.backend.Selection;
import dbmanager.backend.TargetInUse;
import dbmanager.backup.BackupReader;
import dbmanager.backup.Part;
import dbmanager.backup.PartDamaged;
import dbmanager.problem.Finding;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Puts a backup in the place of a database. The new file is made and checked beside the old one. Then, under one exclusive lock, the old one is
 * kept, and the new one renamed onto it: no commit comes between, and whenever the process dies, the place holds the old or the new database,
 * and never one with the other's journal.
 *
 * @param snapshot how the old one is kept
 * @param clock names what is set aside
 */
record SqliteRestore(SqliteDatabase database, SqliteSnapshot snapshot, Clock clock) {
    static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");

    private static final int BUFFER = 1 << 20;

    /** As {@link dbmanager.backend.DatabaseBackend#load} says; parts with files are not looked at. */
    Loaded load(BackupReader from, Selection what, LoadMode mode, Safety safety, Progress progress) {
        if (isWhole(from, what, mode)) {
            return replace(from, safety, progress);
        }
        return new SqliteMerge(database, snapshot).load(from, what, mode, safety, progress);
    }

    private static boolean isWhole(BackupReader from, Selection what, LoadMode mode) {
        return mode == LoadMode.REPLACE && what.isAll() && !from.manifest().isPartial();
    }

    /** Why {@link #load} would not put this into the database that is there. */
    Optional<Problem> refusal(BackupReader from, Selection what, LoadMode mode) {
        return isWhole(from, what, mode) ? refusal() : new SqliteMerge(database, snapshot).refusal(from, what);
    }

    /** Why the file cannot be replaced: takes the place as a restore does, and gives it back. */
    private Optional<Problem> refusal() {
        try (SqliteOccupation taken = SqliteOccupation.of(database, place())) {
            return Optional.empty();
        } catch (TargetInUse | DatabaseUnavailable e) {
            return Optional.of(e);
        } catch (IOException e) {
            return Optional.of(DatabaseUnavailable.other(database.shown(), "cannot be replaced (" + e + ")", e));
        } catch (SQLException e) {
            return Optional.of(database.problem(e));
        }
    }

    private Loaded replace(BackupReader from, Safety safety, Progress progress) {
        Part part = SqliteCopy.databasePart(from.manifest());
        try {
            Path target = place();
            SqliteOccupation.refuseOthers(database, target);
            try (SqliteStaging staging = SqliteStaging.beside(target, database.shown(), part.bytes())) {
                fill(staging.file(), from, part, progress);
                Map<String, Long> records = isKnown(from, part)
                        ? new TreeMap<>(part.contents())
                        : check(staging.file(), from, part, progress);
                try (SqliteOccupation old = SqliteOccupation.of(database, target)) {
                    old.keep(snapshot, safety, progress);
                    staging.take(target);
                    if (old.wal()) {
                        staging.enableWal();
                    }
                    List<Finding> unseen = old.unseen();
                    return new Loaded(records, old.replaceBy(staging.file(), clock), unseen);
                }
            }
        } catch (IOException e) {
            throw DatabaseUnavailable.other(database.shown(), "cannot be replaced (" + e + ")", e);
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    /** Puts an empty database in the place, which to SQLite is an empty file. */
    Optional<String> erase(Safety safety, Progress progress) {
        if (!database.exists()) {
            return Optional.empty();
        }
        try {
            Path target = place();
            try (SqliteOccupation old = SqliteOccupation.of(database, target);
                    SqliteStaging staging = SqliteStaging.beside(target, database.shown(), 0)) {
                old.keep(snapshot, safety, progress);
                staging.take(target);
                return old.replaceBy(staging.file(), clock);
            }
        } catch (IOException e) {
            throw DatabaseUnavailable.other(database.shown(), "cannot be emptied (" + e + ")", e);
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    /** The file itself where the configuration names a link, in a folder that is there and can be written. */
    private Path place() throws IOException {
        Path file = database.file().toAbsolutePath();
        Path target = Files.exists(file) ? file.toRealPath() : file;
        Files.createDirectories(target.getParent());
        if (Files.isDirectory(target)) {
            throw DatabaseUnavailable.unreadable(database.shown(), "it is a folder", null);
        }
        if (!Files.isWritable(target.getParent()) || (Files.exists(target) && !Files.isWritable(target))) {
            throw DatabaseUnavailable.readOnly(database.shown(), null);
        }
        return target;
    }

    private static void fill(Path staged, BackupReader from, Part part, Progress progress) throws IOException {
        try (InputStream in = from.open(part);
                FileChannel out = FileChannel.open(staged, StandardOpenOption.WRITE)) {
            byte[] buffer = new byte[BUFFER];
            long done = 0;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                done += n;
                progress.at("copying", done, part.bytes());
            }
            out.force(true);
        }
    }

    /** The bytes that were copied have the hash of those that the engine has looked into, and whose rows it has counted. */
    private static boolean isKnown(BackupReader from, Part part) {
        return from.isInspected() && !part.contents().isEmpty();
    }

    /** @return the rows of each table @throws PartDamaged when SQLite cannot read it, or it holds something else than the manifest says */
    private static Map<String, Long> check(Path staged, BackupReader from, Part part, Progress progress) {
        progress.at("checking", 0, -1);
        try (Connection connection = SqliteCopy.openForOneCheck(staged)) {
            List<Finding> findings = SqliteInspection.findings(connection, part);
            if (!findings.isEmpty()) {
                throw PartDamaged.unreadable(
                        from.manifest().id(), part, findings.get(0).toString(), null);
            }
            return SqliteSchema.counts(connection).rows();
        } catch (SQLException e) {
            throw PartDamaged.unreadable(from.manifest().id(), part, SqliteDatabase.message(e), e);
        }
    }
}
