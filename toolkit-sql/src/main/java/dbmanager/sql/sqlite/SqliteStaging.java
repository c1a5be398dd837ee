package dbmanager.sql.sqlite;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;

/**
 * A file beside a database that is to take its place. Closing removes it, if it did not. Its name carries the process that makes it, so that
 * what a killed one left is swept away by the next.
 */
final class SqliteStaging implements AutoCloseable {
    private final Path file;

    private SqliteStaging(Path file) {
        this.file = file;
    }

    /** @throws NoSpace when that many bytes do not fit */
    static SqliteStaging beside(Path target, String shown, long bytes) throws IOException {
        String prefix = "." + target.getFileName() + ".restoring-";
        sweep(target.getParent(), prefix);
        NoSpace.require(target.getParent(), "the new file of " + shown, bytes);
        Path file = target.resolveSibling(prefix + ProcessHandle.current().pid());
        Files.deleteIfExists(file);
        return new SqliteStaging(Files.createFile(file, ownerOnly(target)));
    }

    private static void sweep(Path folder, String prefix) throws IOException {
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(
                folder, path -> path.getFileName().toString().startsWith(prefix))) {
            for (Path leftover : leftovers) {
                String pid = leftover.getFileName()
                        .toString()
                        .substring(prefix.length())
                        .replaceAll("\\D.*", "");
                if (!isAlive(pid)) {
                    Files.deleteIfExists(leftover);
                }
            }
        }
    }

    private static boolean isAlive(String pid) {
        return !pid.isEmpty()
                && pid.length() < 19
                && ProcessHandle.of(Long.parseLong(pid))
                        .filter(ProcessHandle::isAlive)
                        .isPresent();
    }

    private static FileAttribute<?>[] ownerOnly(Path target) {
        return Files.getFileAttributeView(target, PosixFileAttributeView.class) == null
                ? new FileAttribute<?>[0]
                : new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                };
    }

    Path file() {
        return file;
    }

    /** Takes over who may do what with the old file. Its owner too, as far as this user may give files away. */
    void take(Path target) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null || !Files.exists(target)) {
            return;
        }
        PosixFileAttributes old = Files.readAttributes(target, PosixFileAttributes.class);
        PosixFileAttributes now = view.readAttributes();
        try {
            if (!old.group().equals(now.group())) {
                view.setGroup(old.group());
            }
            if (!old.owner().equals(now.owner())) {
                view.setOwner(old.owner());
            }
        } catch (IOException e) {
            System.getLogger(SqliteStaging.class.getName())
                    .log(System.Logger.Level.WARNING, "{0} cannot be given to {1}", target, old.owner());
        }
        view.setPermissions(old.permissions());
    }

    /** Puts the file into WAL mode, if it is not. */
    void enableWal() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        try (Connection connection = JDBC.createConnection(SqliteDatabase.url(file, ""), config.toProperties());
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
            SqliteJournal.delete(file);
        } catch (IOException e) {
            System.getLogger(SqliteStaging.class.getName()).log(System.Logger.Level.WARNING, "left behind: {0}", file);
        }
    }
}
