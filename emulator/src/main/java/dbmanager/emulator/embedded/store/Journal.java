package dbmanager.emulator.embedded.store;

import dbmanager.emulator.embedded.model.Key;
import dbmanager.emulator.embedded.model.Refused;
import dbmanager.emulator.embedded.store.FileUnusable.Reason;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.sqlite.JDBC;

/**
 * Keeps the newest versions of all databases in one SQLite file, which belongs to this process until it is closed. One thread writes: whatever waits
 * for it goes into one transaction and is forced to the disk at once, so an answered commit is there after a kill or a power failure.
 */
final class Journal implements AutoCloseable {
    private static final int APPLICATION = 0x64626d65;
    private static final int VERSION = 1;
    private static final int BUSY = 5;
    private static final int CORRUPT = 11;
    private static final int NO_DATABASE = 26;

    private static final String MENDING =
            "bring %1$s back from a copy; or move it away with all whose names begin with its own, and fill the new one"
                    + " from a backup";

    private final Path file;
    private final Connection connection;
    private final Map<DatabaseName, Long> ids = new HashMap<>();
    private final BlockingQueue<Entry> waiting = new LinkedBlockingQueue<>();
    private final Thread writer = new Thread(this::run, "documents to disk");
    /** Why nothing can be written any more; guarded by this. */
    private Optional<Refused> ended = Optional.empty();

    private Journal(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    private record Entry(
            DatabaseName database,
            long time,
            List<Stored> versions,
            Runnable lasting,
            CompletableFuture<Void> done,
            boolean last) {}

    /** What a database was when the file was last closed. */
    record Kept(DatabaseName name, long newest, Documents documents) {}

    /** @throws FileUnusable where another process has it, or it is not one of ours, or the disk says no */
    static Journal open(Path file, Duration patience, Instant now) {
        refuseEmptied(file);
        try {
            Connection connection = JDBC.createConnection("jdbc:sqlite:" + file.toAbsolutePath(), new Properties());
            try (Statement statement = connection.createStatement()) {
                prepare(file, patience, statement);
                connection.setAutoCommit(false);
                Owner.leave(file, now);
            } catch (SQLException | IOException | FileUnusable e) {
                connection.close();
                throw e;
            }
            return new Journal(file, connection);
        } catch (SQLException e) {
            throw unusable(file, e);
        } catch (IOException e) {
            throw new FileUnusable(file, Reason.OTHER, String.valueOf(e.getMessage()), "look at its folder", e);
        }
    }

    /** SQLite would take it for a new database, and throw the log beside it away. */
    private static void refuseEmptied(Path file) {
        try {
            boolean empty = Files.exists(file) && Files.size(file) == 0;
            if (empty && (Owner.wasThere(file) || Files.exists(file.resolveSibling(file.getFileName() + "-wal")))) {
                throw new FileUnusable(
                        file, Reason.DAMAGED, "it is empty, and was a database before", MENDING.formatted(file), null);
            }
        } catch (IOException e) {
            throw new FileUnusable(file, Reason.OTHER, String.valueOf(e.getMessage()), "look at its folder", e);
        }
    }

    private static void prepare(Path file, Duration patience, Statement statement) throws SQLException {
        statement.execute("PRAGMA locking_mode = EXCLUSIVE");
        statement.execute("PRAGMA busy_timeout = " + patience.toMillis());
        int application = number(statement, "PRAGMA application_id");
        int version = number(statement, "PRAGMA user_version");
        int tables = number(statement, "SELECT count(*) FROM sqlite_master");
        boolean blank = tables == 0 && application == 0 && version == 0;
        if (!blank && (application != APPLICATION || version != VERSION)) {
            throw new FileUnusable(
                    file,
                    Reason.OTHER,
                    application == APPLICATION
                            ? "it has format " + version + ", this program knows format " + VERSION
                            : "it is a database of another program",
                    "name another file",
                    null);
        }
        statement.execute("PRAGMA journal_mode = WAL");
        statement.execute("PRAGMA synchronous = FULL");
        statement.execute("PRAGMA cache_size = -16000");
        if (blank) {
            create(statement);
        }
    }

    private static void create(Statement statement) throws SQLException {
        statement.execute("BEGIN IMMEDIATE");
        statement.execute("PRAGMA application_id = " + APPLICATION);
        statement.execute("PRAGMA user_version = " + VERSION);
        statement.execute("CREATE TABLE IF NOT EXISTS databases (id INTEGER PRIMARY KEY, project TEXT NOT NULL,"
                + " name TEXT NOT NULL, newest INTEGER NOT NULL, UNIQUE (project, name))");
        statement.execute("CREATE TABLE IF NOT EXISTS documents (database INTEGER NOT NULL, path TEXT NOT NULL,"
                + " bytes BLOB NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL,"
                + " PRIMARY KEY (database, path)) WITHOUT ROWID");
        statement.execute("COMMIT");
    }

    private static int number(Statement statement, String query) throws SQLException {
        try (ResultSet answer = statement.executeQuery(query)) {
            return answer.getInt(1);
        }
    }

    private static FileUnusable unusable(Path file, SQLException e) {
        return switch (e.getErrorCode() & 0xff) {
            case BUSY ->
                new FileUnusable(
                        file,
                        Reason.IN_USE,
                        "another emulator is running on it"
                                + Owner.of(file).map(owner -> ", " + owner).orElse(""),
                        "wait until that one is done, stop it, or name another file",
                        e);
            case NO_DATABASE ->
                Owner.wasThere(file)
                        ? damaged(file, e)
                        : new FileUnusable(
                                file,
                                Reason.OTHER,
                                "it is not a file that an emulator has written",
                                "name another file",
                                e);
            case CORRUPT -> damaged(file, e);
            default -> new FileUnusable(file, Reason.OTHER, e.getMessage(), "look at the file and its folder", e);
        };
    }

    private static FileUnusable damaged(Path file, SQLException e) {
        return new FileUnusable(
                file, Reason.DAMAGED, "it is damaged (" + e.getMessage() + ")", MENDING.formatted(file), e);
    }

    /** Reads everything, and starts to write. */
    List<Kept> start() {
        List<Kept> all = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, project, name, newest FROM databases")) {
            while (rows.next()) {
                DatabaseName name = new DatabaseName(rows.getString(2), rows.getString(3));
                ids.put(name, rows.getLong(1));
                all.add(new Kept(name, rows.getLong(4), documents(rows.getLong(1))));
            }
            connection.rollback();
        } catch (SQLException e) {
            giveFree();
            throw unusable(file, e);
        }
        writer.setDaemon(true);
        writer.start();
        return all;
    }

    private void giveFree() {
        try {
            connection.close();
        } catch (SQLException e) {
            System.getLogger(Journal.class.getName()).log(System.Logger.Level.WARNING, "still open: {0}", file);
        }
    }

    private Documents documents(long database) throws SQLException {
        Documents documents = new Documents();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT path, bytes, created, updated FROM documents WHERE database = ?")) {
            select.setLong(1, database);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    Key key = Key.of(rows.getString(1));
                    documents.put(new Stored(key, rows.getBytes(2), rows.getLong(3), rows.getLong(4), null));
                }
            }
        }
        return documents;
    }

    Ledger ledger(DatabaseName database) {
        return (time, versions, lasting) ->
                append(new Entry(database, time, versions, lasting, new CompletableFuture<>(), false));
    }

    private synchronized CompletableFuture<Void> append(Entry entry) {
        ended.ifPresentOrElse(entry.done::completeExceptionally, () -> waiting.add(entry));
        return entry.done;
    }

    private void run() {
        List<Entry> group = new ArrayList<>();
        boolean more = true;
        while (more) {
            try {
                group.add(waiting.take());
                waiting.drainTo(group);
                more = !group.removeIf(Entry::last);
                write(group);
                for (Entry entry : group) {
                    entry.lasting.run();
                    entry.done.complete(null);
                }
            } catch (SQLException | InterruptedException e) {
                more = false;
                end(group, e);
            }
            group.clear();
        }
    }

    private void write(List<Entry> group) throws SQLException {
        try (PreparedStatement put =
                        connection.prepareStatement("INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?)");
                PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM documents WHERE database = ? AND path = ?");
                PreparedStatement time = connection.prepareStatement("UPDATE databases SET newest = ? WHERE id = ?")) {
            for (Entry entry : group) {
                long database = id(entry.database);
                for (Stored version : entry.versions) {
                    PreparedStatement statement = version.isGone() ? delete : put;
                    statement.setLong(1, database);
                    statement.setString(2, version.key().path());
                    if (!version.isGone()) {
                        put.setBytes(3, version.bytes().toByteArray());
                        put.setLong(4, version.createdMicros());
                        put.setLong(5, version.updatedMicros());
                    }
                    statement.executeUpdate();
                }
                time.setLong(1, entry.time);
                time.setLong(2, database);
                time.executeUpdate();
            }
            connection.commit();
        }
    }

    private long id(DatabaseName name) throws SQLException {
        Long known = ids.get(name);
        if (known != null) {
            return known;
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO databases (project, name, newest) VALUES (?, ?, 0) RETURNING id")) {
            insert.setString(1, name.project());
            insert.setString(2, name.database());
            try (ResultSet row = insert.executeQuery()) {
                ids.put(name, row.getLong(1));
            }
        }
        return ids.get(name);
    }

    /** Of the group nothing is in the file: its transaction is not done, and what comes later must not be there without it. */
    private synchronized void end(List<Entry> group, Exception cause) {
        Refused refused = new Refused(
                Status.Code.UNAVAILABLE,
                "The commit could not be written to " + file + " (" + cause.getMessage()
                        + "). Nothing is written any more: make room there and start the emulator again.");
        ended = Optional.of(refused);
        waiting.drainTo(group);
        group.forEach(entry -> entry.done.completeExceptionally(refused));
    }

    /** Writes what waits, and gives the file free. */
    @Override
    public void close() {
        synchronized (this) {
            if (ended.isEmpty()) {
                ended = Optional.of(new Refused(Status.Code.UNAVAILABLE, "The emulator is being stopped."));
                waiting.add(new Entry(null, 0, List.of(), () -> {}, new CompletableFuture<>(), true));
            }
        }
        try {
            writer.join();
            connection.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            throw unusable(file, e);
        }
    }
}
