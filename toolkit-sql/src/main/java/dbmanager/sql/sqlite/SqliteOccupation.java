package dbmanager.sql.sqlite;

import dbmanager.backend.DatabaseUnavailable;
import dbmanager.backend.Progress;
import dbmanager.backend.Safety;
import dbmanager.backend.TargetInUse;
import dbmanager.problem.Finding;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The place of a database that is about to be replaced, with everybody else kept out of it. Where there is nothing, or nothing that SQLite can
 * read, there is no lock to take; then only the processes that have the file open are looked for.
 */
final class SqliteOccupation implements AutoCloseable {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final SqliteDatabase database;
    private final Path target;
    private final Optional<Connection> lock;
    private final boolean wal;

    /** Whether the old file is set aside as it is, because SQLite cannot read all of it. */
    private boolean damaged;

    private SqliteOccupation(SqliteDatabase database, Path target, Optional<Connection> lock, boolean wal) {
        this.database = database;
        this.target = target;
        this.lock = lock;
        this.wal = wal;
        this.damaged = lock.isEmpty();
    }

    /** @throws TargetInUse when somebody has the database open */
    static SqliteOccupation of(SqliteDatabase database, Path target) throws SQLException {
        if (!Files.exists(target)) {
            return new SqliteOccupation(database, target, Optional.empty(), false);
        }
        refuseOthers(database, target);
        SqliteDatabase place = new SqliteDatabase(target, database.shown(), database.busy());
        if (!isReadable(place)) {
            return new SqliteOccupation(database, target, Optional.empty(), false);
        }
        Connection lock = place.exclusive();
        try {
            return new SqliteOccupation(database, target, Optional.of(lock), SqliteJournal.isWal(lock));
        } catch (SQLException e) {
            lock.close();
            throw e;
        }
    }

    /** Asked without the right to write: SQLite would bring the log of what it cannot read into it, and delete the log. */
    private static boolean isReadable(SqliteDatabase place) throws SQLException {
        try (Connection connection = place.read()) {
            SqliteSchema.listAll(connection, "main"); // a header alone is not yet a database
            return true;
        } catch (SQLException e) {
            return isReadable(place.problem(e));
        } catch (DatabaseUnavailable e) {
            return isReadable(e);
        }
    }

    private static boolean isReadable(Problem problem) {
        if (problem.kind() == Problem.Kind.NEGATIVE) {
            return false;
        }
        throw problem;
    }

    /** @throws TargetInUse when it can be seen that another process has the file open */
    static void refuseOthers(SqliteDatabase database, Path target) {
        OpenFiles.othersWith(target).ifPresent(who -> {
            throw new TargetInUse(database.shown(), who);
        });
    }

    /** Who may still have the old file open: in WAL mode every connection holds a lock, otherwise one that is idle holds none. */
    List<Finding> unseen() {
        Set<String> users = wal || lock.isEmpty() ? Set.of() : OpenFiles.unseenUsersOf(target);
        return users.isEmpty()
                ? List.of()
                : List.of(new Finding(
                        database.shown(),
                        "a process of " + String.join(", ", users)
                                + " may have had it open, which this user cannot see: it would go on writing into the old"
                                + " file, so restart the application"));
    }

    /** Whether the database is in WAL mode. */
    boolean wal() {
        return wal;
    }

    /** Keeps what is there. Damage that is found only now does not stand in the way: the file is set aside then. */
    void keep(SqliteSnapshot snapshot, Safety safety, Progress progress) throws SQLException {
        if (lock.isEmpty() || safety.setsAside()) {
            damaged = true;
            return;
        }
        try {
            snapshot.keep(lock.get(), safety, progress).run();
        } catch (SQLException e) {
            damaged = !isReadable(database.problem(e));
        } catch (DatabaseUnavailable e) {
            damaged = !isReadable(e);
        }
    }

    /**
     * Renames the file onto the place. What the old database left beside it goes before, and durably: a journal of the old one beside the new
     * one would be played into it.
     *
     * @return where the old file lies now, if it was not one that SQLite could read
     */
    Optional<String> replaceBy(Path file, Clock clock) throws IOException, SQLException {
        refuseOthers(database, target);
        Optional<Path> aside = Optional.empty();
        if (SqliteRestore.WINDOWS && damaged) {
            close(); // nobody can rename an open file there
        }
        if (!damaged) {
            emptyJournals(lock.orElseThrow());
        } else if (Files.exists(target) || SqliteJournal.exist(target)) {
            aside = Optional.of(keepAside(clock));
        }
        SqliteJournal.force(target.getParent());
        if (SqliteRestore.WINDOWS || damaged) {
            // Nobody can rename onto an open file there: the same rule keeps everybody else out. A damaged database's
            // log is aside by now: closed
            // later, SQLite would delete that of the new one.
            close();
        }
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        SqliteJournal.force(target.getParent());
        return aside.map(Path::toString);
    }

    /** Brings everything into the old file, which stays whole, and removes what lies beside it. */
    private void emptyJournals(Connection connection) throws IOException, SQLException {
        if (wal) {
            try (Statement statement = connection.createStatement()) {
                try (var rows = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
                    if (rows.next() && rows.getInt(1) != 0) {
                        throw new TargetInUse(database.shown(), "its write-ahead log cannot be brought in");
                    }
                }
            }
        }
        // On Windows SQLite removes them itself when it closes, and nobody else can while it is open.
        if (!SqliteRestore.WINDOWS) {
            SqliteJournal.delete(target);
        }
    }

    /** Gives the old file a second name before its journals leave it, so that at no time the place is empty. */
    private Path keepAside(Clock clock) throws IOException {
        Path aside = free(target.getFileName() + ".damaged-" + STAMP.format(clock.instant()));
        if (Files.exists(target)) {
            try {
                Files.createLink(aside, target);
            } catch (UnsupportedOperationException | IOException e) {
                if (e instanceof FileAlreadyExistsException taken) {
                    throw taken;
                }
                Files.copy(target, aside, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        SqliteJournal.move(target, aside);
        return aside;
    }

    private Path free(String name) {
        Path path = target.resolveSibling(name);
        for (int i = 2; Files.exists(path) || SqliteJournal.exist(path); i++) {
            path = target.resolveSibling(name + "-" + i);
        }
        return path;
    }

    @Override
    public void close() throws SQLException {
        if (lock.isPresent()) {
            lock.get().close();
        }
    }
}
