package dbmanager.sql.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** The files that SQLite keeps beside a database. One of an old database beside a new one would be played into it, and destroy it. */
final class SqliteJournal {
    private static final String[] WITH_DATA = {"-wal", "-journal"};
    private static final String SHARED_MEMORY = "-shm";

    private SqliteJournal() {}

    static boolean isWal(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                var rows = statement.executeQuery("PRAGMA journal_mode")) {
            return rows.next() && rows.getString(1).equalsIgnoreCase("wal");
        }
    }

    /** Whether something lies beside this place that a database put there would be mixed with. */
    static boolean exist(Path database) {
        for (String suffix : WITH_DATA) {
            if (Files.exists(beside(database, suffix))) {
                return true;
            }
        }
        return false;
    }

    /** Moves what may hold data beside another name. */
    static void move(Path database, Path to) throws IOException {
        for (String suffix : WITH_DATA) {
            try {
                Files.move(beside(database, suffix), beside(to, suffix));
            } catch (NoSuchFileException e) {
                // most databases have none
            }
        }
        Files.deleteIfExists(beside(database, SHARED_MEMORY));
    }

    static void delete(Path database) throws IOException {
        for (String suffix : WITH_DATA) {
            Files.deleteIfExists(beside(database, suffix));
        }
        Files.deleteIfExists(beside(database, SHARED_MEMORY));
    }

    private static Path beside(Path database, String suffix) {
        return database.resolveSibling(database.getFileName() + suffix);
    }

    /** Makes names in a folder durable, where the system has folders that can be opened. */
    static void force(Path folder) throws IOException {
        if (!SqliteRestore.WINDOWS) {
            try (FileChannel channel = FileChannel.open(folder)) {
                channel.force(true);
            }
        }
    }
}
