package dbmanager.emulator.embedded.store;

import dbmanager.emulator.embedded.model.DatabaseName;
import dbmanager.emulator.embedded.model.Key;
import dbmanager.emulator.embedded.store.FileUnusable.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.zip.CRC32C;
import org.sqlite.JDBC;

/**
 * The newest versions of all databases in one SQLite file, which belongs to this process until it is closed. Each document has a sum over all that makes
 * it up: SQLite finds broken pages, but not a changed byte in a document.
 */
final class JournalFile implements AutoCloseable {
    private static final int APPLICATION = 0x64626d65;
    /** 1 had no sums. */
    private static final int VERSION = 2;

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.ISO_8859_1);
    /** Where a SQLite file says whose it is; <a href="https://www.sqlite.org/fileformat2.html#the_database_header">the header</a>. */
    private static final int APPLICATION_OFFSET = 68;

    private static final int HEADER = 100;
    private static final int BUSY = 5;
    private static final int CORRUPT = 11;
    private static final int NO_DATABASE = 26;

    private final Path file;
    private final Connection connection;
    private final Map<DatabaseName, Long> ids = new HashMap<>();
    private List<Kept> kept = List.of();

    private JournalFile(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /** What a database was when the file was last closed, or its process killed. */
    record Kept(DatabaseName name, long newest, Documents documents) {}

    /** @param versions what is there from {@code time} on, or is gone */
    record Change(DatabaseName database, long time, List<Stored> versions) {}

    /**
     * Takes it, or makes it where there is none, and reads everything.
     *
     * @param patience how long to wait where another process has it
     * @throws FileUnusable where another server has it, or it is not one of ours or damaged, or the disk says no
     */
    static JournalFile open(Path file, Duration patience, Instant now) {
        Path absolute = file.toAbsolutePath();
        try {
            recognise(absolute);
            Connection connection = JDBC.createConnection("jdbc:sqlite:" + absolute, new Properties());
            JournalFile opened = new JournalFile(absolute, connection);
            try {
                opened.take(patience, now);
                return opened;
            } catch (SQLException | IOException | FileUnusable e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw unusable(absolute, e);
        } catch (IOException e) {
            throw new FileUnusable(absolute, Reason.OTHER, e.toString(), "look at the file and its folder", e);
        }
    }

    /** Before SQLite sees it, which may write to what it only opens. */
    private static void recognise(Path file) throws IOException {
        if (!Files.isDirectory(file.getParent())) {
            throw new FileUnusable(
                    file, Reason.OTHER, "there is no folder " + file.getParent(), "make that folder", null);
        }
        if (Files.notExists(file) || Files.exists(beside(file, "-journal"))) {
            return;
        }
        if (Files.size(file) == 0) {
            if (Owner.wasThere(file) || Files.exists(beside(file, "-wal"))) {
                // SQLite would take it for a new one, and throw the log beside it away
                throw damaged(file, "it is empty, and was a database before", null);
            }
            return;
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] header = in.readNBytes(HEADER);
            if (header.length < HEADER || !Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
                throw foreign(file, "it is not a file that an emulator has written");
            }
            if (ByteBuffer.wrap(header).getInt(APPLICATION_OFFSET) != APPLICATION) {
                throw foreign(file, "it is a database of another program");
            }
        }
    }

    private static Path beside(Path file, String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }

    private static FileUnusable foreign(Path file, String why) {
        return Owner.wasThere(file)
                ? damaged(file, "it was an emulator's, but " + why, null)
                : new FileUnusable(file, Reason.OTHER, why, "name another file", null);
    }

    private void take(Duration patience, Instant now) throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA locking_mode = EXCLUSIVE");
            statement.execute("PRAGMA busy_timeout = " + patience.toMillis());
            int version = number(statement, "PRAGMA user_version");
            if (number(statement, "SELECT count(*) FROM sqlite_master") == 0) {
                create(statement);
            } else if (number(statement, "PRAGMA application_id") != APPLICATION) {
                throw foreign(file, "it is a database of another program");
            } else if (version < 1 || version > VERSION) {
                throw new FileUnusable(
                        file,
                        Reason.OTHER,
                        "it has format " + version + ", this program knows formats up to " + VERSION,
                        "name another file",
                        null);
            }
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = FULL");
            statement.execute("PRAGMA cache_size = -16000");
            if (version == 1) {
                addSums(statement);
            }
            // not before the lock is held for good, which WAL brings
            Owner.leave(file, now);
            kept = read(statement);
        }
        connection.setAutoCommit(false);
    }

    /** Not in WAL yet, so that the first page of the file itself says whose it is, from the first moment on. */
    private static void create(Statement statement) throws SQLException {
        statement.execute("BEGIN IMMEDIATE");
        statement.execute("PRAGMA application_id = " + APPLICATION);
        statement.execute("PRAGMA user_version = " + VERSION);
        statement.execute("CREATE TABLE databases (id INTEGER PRIMARY KEY, project TEXT NOT NULL,"
                + " name TEXT NOT NULL, newest INTEGER NOT NULL, UNIQUE (project, name))");
        statement.execute("CREATE TABLE documents (database INTEGER NOT NULL, path TEXT NOT NULL,"
                + " bytes BLOB NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL, sum INTEGER,"
                + " PRIMARY KEY (database, path)) WITHOUT ROWID");
        statement.execute("COMMIT");
    }

    private static void addSums(Statement statement) throws SQLException {
        statement.execute("BEGIN IMMEDIATE");
        statement.execute("ALTER TABLE documents ADD COLUMN sum INTEGER");
        statement.execute("PRAGMA user_version = " + VERSION);
        statement.execute("COMMIT");
    }

    private static int number(Statement statement, String query) throws SQLException {
        try (ResultSet answer = statement.executeQuery(query)) {
            return answer.getInt(1);
        }
    }

    private static FileUnusable unusable(Path file, SQLException e) {
        return switch (e.getErrorCode() & 0xff) {
            case BUSY -> FileUnusable.inUse(file, Owner.of(file), e);
            case NO_DATABASE -> foreign(file, "it is not a file that an emulator has written");
            case CORRUPT -> damaged(file, "it is damaged (" + e.getMessage() + ")", e);
            default -> new FileUnusable(file, Reason.OTHER, e.getMessage(), "look at the file and its folder", e);
        };
    }

    private static FileUnusable damaged(Path file, String what, Exception cause) {
        return new FileUnusable(
                file,
                Reason.DAMAGED,
                what,
                "bring " + file
                        + " back from a copy; or move it away with all whose names begin with its own, and fill the new one"
                        + " from a backup",
                cause);
    }

    private List<Kept> read(Statement statement) throws SQLException {
        Map<Long, Kept> all = new HashMap<>();
        try (ResultSet rows = statement.executeQuery("SELECT id, project, name, newest FROM databases")) {
            while (rows.next()) {
                DatabaseName name = new DatabaseName(rows.getString(2), rows.getString(3));
                ids.put(name, rows.getLong(1));
                all.put(rows.getLong(1), new Kept(name, rows.getLong(4), new Documents()));
            }
        }
        try (ResultSet rows =
                statement.executeQuery("SELECT database, path, bytes, created, updated, sum FROM documents")) {
            while (rows.next()) {
                Kept database = all.get(rows.getLong(1));
                String path = rows.getString(2);
                if (database == null) {
                    throw damaged(file, "it is damaged (" + path + " is in no database)", null);
                }
                database.documents().put(document(database.name(), path, rows));
            }
        }
        return List.copyOf(all.values());
    }

    private Stored document(DatabaseName database, String path, ResultSet row) throws SQLException {
        byte[] bytes = row.getBytes(3);
        long created = row.getLong(4);
        long updated = row.getLong(5);
        long written = row.getLong(6);
        boolean known = !row.wasNull();
        if (known && written != sum(database, path, bytes, created, updated)) {
            throw damaged(file, "it is damaged (" + database.of(Key.of(path)) + " is not what was written)", null);
        }
        return new Stored(Key.of(path), bytes, created, updated, null);
    }

    private static long sum(DatabaseName database, String path, byte[] bytes, long created, long updated) {
        CRC32C sum = new CRC32C();
        sum.update((database.root() + "/" + path).getBytes(StandardCharsets.UTF_8));
        sum.update(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(created)
                .putLong(updated)
                .flip());
        sum.update(bytes);
        return sum.getValue();
    }

    /** What it held when it was opened; once, so that it is not kept in memory for the sake of the file. */
    List<Kept> kept() {
        List<Kept> all = kept;
        kept = List.of();
        return all;
    }

    Path path() {
        return file;
    }

    /** All or nothing, on the disk when this returns. */
    void write(List<Change> changes) throws SQLException {
        try (PreparedStatement put =
                        connection.prepareStatement("INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?, ?)");
                PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM documents WHERE database = ? AND path = ?");
                PreparedStatement time = connection.prepareStatement("UPDATE databases SET newest = ? WHERE id = ?")) {
            for (Change change : changes) {
                long database = id(change.database());
                for (Stored version : change.versions()) {
                    String path = version.key().path();
                    PreparedStatement statement = version.isGone() ? delete : put;
                    statement.setLong(1, database);
                    statement.setString(2, path);
                    if (!version.isGone()) {
                        byte[] bytes = version.bytes().toByteArray();
                        long created = version.createdMicros();
                        long updated = version.updatedMicros();
                        put.setBytes(3, bytes);
                        put.setLong(4, created);
                        put.setLong(5, updated);
                        put.setLong(6, sum(change.database(), path, bytes, created, updated));
                    }
                    statement.executeUpdate();
                }
                time.setLong(1, change.time());
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

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
