package dbmanager.sql.sqlite;

import dbmanager.backend.DatabaseUnavailable;
import dbmanager.backup.BackupId;
import dbmanager.backup.BackupReader;
import dbmanager.backup.Manifest;
import dbmanager.backup.Part;
import dbmanager.backup.PartDamaged;
import dbmanager.backup.StoreFailure;
import dbmanager.file.Temporary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;

/**
 * A SQLite file that came out of a backup and that nobody writes. Its bytes are those of the manifest; its schema is a stranger's all the
 * same, so it is opened immutable and untrusted.
 */
final class SqliteCopy implements AutoCloseable {
    private final Part part;
    private final Path file;
    private final Optional<Temporary> temporary;

    private SqliteCopy(Part part, Path file, Optional<Temporary> temporary) {
        this.part = part;
        this.file = file;
        this.temporary = temporary;
    }

    /**
     * The database of a backup where it lies, or where this machine does not have it as a file, as a temporary copy.
     *
     * @throws PartDamaged when its bytes are not those of the manifest
     */
    static SqliteCopy of(BackupReader backup, Part part) {
        var local = backup.file(part);
        if (local.isPresent()) {
            backup.verify(part);
            return new SqliteCopy(part, local.get(), Optional.empty());
        }
        try {
            Temporary temporary = Temporary.file("db-manager-", ".db");
            Path file = temporary.path();
            SqliteCopy copy = new SqliteCopy(part, file, Optional.of(temporary));
            try (InputStream in = backup.open(part);
                    var out = Files.newOutputStream(file)) {
                in.transferTo(out);
                return copy;
            } catch (IOException | RuntimeException e) {
                copy.close();
                throw e;
            }
        } catch (IOException e) {
            throw StoreFailure.reading(backup.manifest().id() + "/" + part.name(), e);
        }
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
        return file;
    }

    Connection open() throws SQLException {
        return open(file);
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

    @Override
    public void close() {
        if (temporary.isPresent()) {
            try {
                temporary.get().close();
            } catch (IOException e) {
                System.getLogger(SqliteCopy.class.getName()).log(System.Logger.Level.WARNING, "left behind: {0}", file);
            }
        }
    }
}
