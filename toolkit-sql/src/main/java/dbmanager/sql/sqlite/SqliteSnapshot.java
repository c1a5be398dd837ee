package dbmanager.sql.sqlite;

import static dbmanager.sql.sqlite.SqliteSchema.quote;

import dbmanager.backend.Progress;
import dbmanager.backend.Safety;
import dbmanager.backend.Selection;
import dbmanager.backend.UnknownTable;
import dbmanager.backup.BackupWriter;
import dbmanager.backup.Part;
import dbmanager.backup.Part.Compression;
import dbmanager.backup.SchemaVersion;
import dbmanager.migration.History;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.sqlite.JDBC;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;

/**
 * Writes a database into a backup as of one moment, while others go on writing. {@code VACUUM INTO} is one read transaction, and unlike the
 * backup API it never starts over. Everything said about the copy is read from the copy.
 *
 * @param history how the history is read from a connection
 * @param limit how long the copying may take
 */
record SqliteSnapshot(SqliteDatabase database, Function<Connection, History> history, Duration limit) {
    static final Duration USUAL_LIMIT = Duration.ofMinutes(30);

    /** Steps of SQLite's virtual machine between two looks at the clock: some milliseconds. */
    private static final int STEPS = 100_000;

    /** In KiB, as a negative number of pages is understood. */
    private static final String CACHE = "PRAGMA cache_size = -32768";

    /** How many bytes of the database are in use, which is what a copy of it needs at most. */
    long bytes() {
        try (Connection live = database.read()) {
            return usedBytes(live);
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    /** Adds the part with the database and describes it; the caller commits the backup. */
    void write(Selection what, BackupWriter into, Progress progress) {
        try (Connection live = database.read()) {
            write(live, what, into, progress);
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    /** Writes all of it into a file that is not there yet. */
    void copyTo(Path into, Progress progress) {
        try (Connection live = database.read()) {
            long bytes = usedBytes(live);
            NoSpace.require(folder(into), "two copies of " + database.shown(), 2 * bytes);
            copy(live, into, bytes, progress);
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    /** Keeps all of it before it is replaced, if anything is there; with a connection that has no transaction open. */
    Runnable keep(Connection live, Safety safety, Progress progress) throws SQLException {
        return Bookkeeping.hasContent(live)
                ? safety.keep(into -> write(live, Selection.all(), into, progress))
                : () -> {};
    }

    private void write(Connection live, Selection what, BackupWriter into, Progress progress) {
        String name = into.id().database() + ".db";
        try (BackupWriter.PartWriter part = into.part(name, Part.Kind.DATABASE, Compression.NONE, Optional.empty())) {
            List<String> wanted = resolve(live, what);
            Path copy = part.file();
            long bytes = usedBytes(live);
            NoSpace.require(folder(copy), "a copy of " + database.shown(), what.isAll() ? bytes : 2 * bytes);
            boolean wal = SqliteJournal.isWal(live);
            copy(live, copy, bytes, progress);
            SchemaVersion schema = finish(copy, wal, what.isAll() ? Optional.empty() : Optional.of(wanted));
            SqliteSchema.Counts counts = counts(copy);
            part.commit(counts.rows(), counts.unknown());
            into.describe(schema, Optional.empty());
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    private void copy(Connection live, Path copy, long bytes, Progress progress) throws SQLException {
        long begun = System.nanoTime();
        try (Statement cache = live.createStatement();
                PreparedStatement vacuum = live.prepareStatement("VACUUM INTO ?")) {
            cache.execute(CACHE);
            vacuum.setString(1, copy.toString());
            ProgressHandler.setHandler(live, STEPS, new ProgressHandler() {
                @Override
                protected int progress() {
                    progress.at("snapshot", Math.min(bytes, copy.toFile().length()), bytes);
                    return isOver(begun) ? 1 : 0;
                }
            });
            vacuum.execute();
            progress.at("snapshot", bytes, bytes);
        } catch (SQLException e) {
            if (isOver(begun)) {
                throw new SnapshotTimeout(database.shown(), limit);
            }
            throw e;
        } finally {
            ProgressHandler.clearHandler(live);
        }
    }

    private boolean isOver(long begun) {
        return System.nanoTime() - begun > TimeUnit.NANOSECONDS.convert(limit);
    }

    /**
     * Makes the copy what was asked for, and gives it the journal mode of the database, which VACUUM INTO does not take along: a file knows
     * its mode itself, so a restore, and anybody who copies the part by hand, gets it back.
     */
    private SchemaVersion finish(Path copy, boolean wal, Optional<List<String>> only) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.enforceForeignKeys(false);
        config.setSynchronous(SQLiteConfig.SynchronousMode.OFF); // the store makes the part durable
        config.setJournalMode(SQLiteConfig.JournalMode.OFF); // after a failure the part is thrown away
        try (Connection connection = JDBC.createConnection(SqliteDatabase.url(copy, ""), config.toProperties());
                Statement statement = connection.createStatement()) {
            SchemaVersion schema = SchemaVersion.of(history.apply(connection));
            if (only.isPresent()) {
                dropOthers(connection, only.get());
                statement.executeUpdate("VACUUM");
            }
            if (wal) {
                statement.execute("PRAGMA journal_mode = WAL");
            }
            return schema;
        }
    }

    private static SqliteSchema.Counts counts(Path copy) throws SQLException {
        try (Connection connection = SqliteCopy.open(copy)) {
            return SqliteSchema.counts(connection);
        }
    }

    /** Leaves these tables with their indexes and triggers, and for virtual ones what they keep their data in. */
    private static void dropOthers(Connection copy, List<String> keep) throws SQLException {
        try (Statement statement = copy.createStatement()) {
            for (String view : names(copy, "SELECT name FROM sqlite_schema WHERE type = 'view'")) {
                statement.executeUpdate("DROP VIEW " + quote(view));
            }
            for (SqliteSchema.Listed table : SqliteSchema.listAll(copy, "main")) {
                boolean droppable = table.type().equals("table") || table.isVirtual();
                if (droppable && !keep.contains(table.name()) && !table.name().startsWith("sqlite_")) {
                    statement.executeUpdate("DROP TABLE " + quote(table.name()));
                }
            }
        }
    }

    private List<String> resolve(Connection live, Selection what) throws SQLException {
        List<String> known = SqliteSchema.list(live, "main").stream()
                .map(SqliteSchema.Listed::name)
                .toList();
        return resolve(what, known, database.shown());
    }

    /** The tables that are meant, as the database spells them; SQLite does not tell {@code Orders} from {@code orders}. */
    static List<String> resolve(Selection what, List<String> known, String where) {
        if (what.isAll()) {
            return known;
        }
        List<String> tables = new ArrayList<>();
        for (String name : what.names()) {
            tables.add(known.stream()
                    .filter(name::equalsIgnoreCase)
                    .findFirst()
                    .orElseThrow(() -> new UnknownTable(name, where, known)));
        }
        return tables.stream().distinct().toList();
    }

    private static long usedBytes(Connection live) throws SQLException {
        return SqliteSchema.number(live, """
                SELECT (page_count - freelist_count) * page_size
                  FROM pragma_page_count, pragma_freelist_count, pragma_page_size""");
    }

    private static List<String> names(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> names = new ArrayList<>();
            while (rows.next()) {
                names.add(rows.getString(1));
            }
            return names;
        }
    }

    private static Path folder(Path file) {
        return file.toAbsolutePath().getParent();
    }
}
