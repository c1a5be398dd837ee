package dbmanager.sql.sqlite;

import dbmanager.backend.DatabaseUnavailable;
import dbmanager.backup.BackupId;
import dbmanager.backup.BackupReader;
import dbmanager.backup.ForeignBackup;
import dbmanager.backup.Manifest;
import dbmanager.backup.Part;
import dbmanager.backup.PartDamaged;
import dbmanager.backup.StagedPart;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;

/**
 * A SQLite file that came out of a backup and that nobody writes. Its bytes are those of the manifest; its schema is a stranger's all the
 * same, so it is opened immutable and untrusted.
 */
final class SqliteCopy implements AutoCloseable {
    /**
     * Together they save half of the time. Should somebody cut the file short, or the disk fail meanwhile, a mapped file ends the process.
     * Checking cells at every access as well would cost several times the check, which looks at each of them anyway.
     */
    private static final String[] FOR_ONE_CHECK = {"PRAGMA mmap_size = 1099511627776", "PRAGMA cell_size_check = OFF"};

    private final Part part;
    private final StagedPart staged;
    private final boolean kept;

    /** @param kept whether the file is one of ours, which nobody writes */
    private SqliteCopy(Part part, StagedPart staged, boolean kept) {
        this.part = part;
        this.staged = staged;
        this.kept = kept;
    }

    /**
     * The database of a backup where it lies, or where this machine does not have it as a plain file, as a temporary copy.
     *
     * @throws PartDamaged when its bytes are not those of the manifest
     */
    static SqliteCopy of(BackupReader backup, Part part) {
        return new SqliteCopy(part, backup.stage(part), backup.manifest().format() != ForeignBackup.FORMAT);
    }

    /** The one part with the database. @throws PartDamaged when there is none */
    static Part databasePart(Manifest manifest) {
        return manifest.parts().stream()
                .filter(part -> part.kind() == Part.Kind.DATABASE)
                .findFirst()
                .orElseThrow(() -> DatabaseUnavailable.unreadable(
                        "backup " + manifest.id(), "there is no SQLite database in it", null));
    }

    Part part() {
        return part;
    }

    PartDamaged unreadable(BackupId id, SQLException e) {
        return PartDamaged.unreadable(id, part, SqliteDatabase.message(e), e);
    }

    Path file() {
        return staged.file();
    }

    Connection open() throws SQLException {
        return open(file());
    }

    /** Also for a file of ours that is not yet anybody else's. */
    static Connection open(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        Connection connection = JDBC.createConnection(SqliteDatabase.url(file, "immutable=1"), config.toProperties());
        try (var statement = connection.createStatement()) {
            statement.execute("PRAGMA trusted_schema = OFF");
            statement.execute("PRAGMA cell_size_check = ON");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** The same, to look at every page once. */
    Connection openForOneCheck() throws SQLException {
        return kept ? openForOneCheck(file()) : open();
    }

    /** Also for a file of ours that is not yet anybody else's, and that was just read or written to its end. */
    static Connection openForOneCheck(Path file) throws SQLException {
        Connection connection = open(file);
        try (var statement = connection.createStatement()) {
            for (String pragma : FOR_ONE_CHECK) {
                statement.execute(pragma);
            }
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** The same as {@link #open}, for the last time: where it is a copy, it has no name any more, and ends with the connection. */
    Connection openAndHide() throws SQLException {
        Connection connection = open();
        staged.hide();
        return connection;
    }

    @Override
    public void close() {
        staged.close();
    }
}
