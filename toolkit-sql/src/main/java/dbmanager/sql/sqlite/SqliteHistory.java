package dbmanager.sql.sqlite;

import dbmanager.backend.Fingerprint;
import dbmanager.migration.Attribution;
import dbmanager.migration.History;
import dbmanager.migration.History.Entry;
import dbmanager.migration.Migration;
import dbmanager.migration.Mode;
import dbmanager.migration.Version;
import dbmanager.sql.script.HistoryRow;
import dbmanager.sql.script.HistoryTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Flyway's history table, and our details of its rows. A row of details belongs to the row of the same rank and time; its SHA-256 counts only
 * as long as Flyway's checksum is the one that it was recorded with, since stock Flyway can delete, renumber and mend rows without knowing of it.
 *
 * <p>Writes belong to the transaction of the caller.
 */
final class SqliteHistory implements HistoryTable {
    static final String INSERT = """
            INSERT INTO "main"."flyway_schema_history" ("installed_rank", "version", "description", "type", "script", "checksum", \
            "installed_by", "execution_time", "success") \
            VALUES ((SELECT COALESCE(MAX("installed_rank"), 0) + 1 FROM "main"."flyway_schema_history"), ?, ?, ?, ?, ?, ?, ?, ?)""";

    static final String INSERT_DETAILS = """
            INSERT OR REPLACE INTO main._dbm_history (installed_rank, installed_on, checksum, sha256, mode, note) \
            SELECT installed_rank, installed_on, checksum, ?, ?, ? FROM main.flyway_schema_history \
            ORDER BY installed_rank DESC LIMIT 1""";

    /** Who, and the rank of the row whose effect is gone. */
    static final String INSERT_DELETE = """
            INSERT INTO "main"."flyway_schema_history" ("installed_rank", "version", "description", "type", "script", "checksum", \
            "installed_by", "execution_time", "success") \
            SELECT (SELECT MAX("installed_rank") + 1 FROM "main"."flyway_schema_history"), version, description, 'DELETE', script, \
            checksum, ?, 0, 1 FROM "main"."flyway_schema_history" WHERE "installed_rank" = ?""";

    private static final String COLUMNS =
            "h.installed_rank, h.version, h.description, h.type, h.checksum, h.installed_by, h.installed_on, h.execution_time, h.success, ";

    private static final String WITH_DETAILS = "SELECT " + COLUMNS + """
            CASE WHEN d.checksum IS h.checksum THEN d.sha256 END AS sha256, d.mode, d.note FROM main.flyway_schema_history h \
            LEFT JOIN main._dbm_history d ON d.installed_rank = h.installed_rank AND d.installed_on = h.installed_on""";

    private static final String WITHOUT_DETAILS =
            "SELECT " + COLUMNS + "NULL AS sha256, NULL AS mode, NULL AS note FROM main.flyway_schema_history h";

    private final Connection connection;

    SqliteHistory(Connection connection) {
        this.connection = connection;
    }

    /** Empty where there is no such table. Reads histories of stock Flyway too. */
    static History read(Connection connection) throws SQLException {
        if (!Bookkeeping.has(connection, Bookkeeping.HISTORY)) {
            return History.empty();
        }
        boolean details = Bookkeeping.has(connection, Bookkeeping.DETAILS);
        String sql = (details ? WITH_DETAILS : WITHOUT_DETAILS) + " WHERE h.type <> 'SCHEMA'";
        List<Entry> entries = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(sql);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                entries.add(entry(rows));
            }
        }
        return new History(entries);
    }

    @Override
    public History read() throws SQLException {
        return read(connection);
    }

    @Override
    public Entry append(HistoryRow row, Attribution by, Duration took, boolean success) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, row.version().map(Version::toString).orElse(null));
            insert.setString(2, row.description());
            insert.setString(3, row.type());
            insert.setString(4, row.script());
            insert.setObject(5, row.checksum().orElse(null));
            insert.setString(6, by.who());
            insert.setLong(7, took.toMillis());
            insert.setBoolean(8, success);
            insert.executeUpdate();
        }
        addDetails(row.sha256(), row.mode(), by.note());
        return newest();
    }

    @Override
    public void appendDelete(int rank, Attribution by, Mode mode) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT_DELETE)) {
            insert.setString(1, by.who());
            insert.setInt(2, rank);
            insert.executeUpdate();
        }
        addDetails(Optional.empty(), mode, by.note());
    }

    /** Ends a row that was added as failed. */
    Entry succeed(int rank, Duration took) throws SQLException {
        update(
                "UPDATE main.flyway_schema_history SET success = 1, execution_time = ? WHERE installed_rank = ?",
                took.toMillis(),
                rank);
        return only(rank);
    }

    @Override
    public void forget(int rank) throws SQLException {
        update("DELETE FROM main.flyway_schema_history WHERE installed_rank = ? AND success = 0", rank);
        update("DELETE FROM main._dbm_history WHERE installed_rank = ?", rank);
    }

    @Override
    public void accept(int rank, Migration migration) throws SQLException {
        HistoryRow now = HistoryRow.up(migration, migration.script().checksum().crc32(), Mode.EXECUTE);
        update(
                "UPDATE main.flyway_schema_history SET description = ?, checksum = ? WHERE installed_rank = ?",
                now.description(),
                now.checksum().orElse(null),
                rank);
        update("""
                INSERT INTO main._dbm_history (installed_rank, installed_on, checksum, sha256, mode, note) \
                SELECT installed_rank, installed_on, checksum, ?, ?, '' FROM main.flyway_schema_history WHERE installed_rank = ? \
                ON CONFLICT (installed_rank) DO UPDATE SET installed_on = excluded.installed_on, checksum = excluded.checksum, \
                sha256 = excluded.sha256""", now.sha256().orElse(null), now.mode().name(), rank);
    }

    @Override
    public boolean hasRepeatables() throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                        "SELECT EXISTS (SELECT 1 FROM main.flyway_schema_history WHERE version IS NULL AND type <> 'SCHEMA')");
                ResultSet rows = query.executeQuery()) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    /** Keeps what the definitions look like now with the newest row. */
    void keepFingerprint() throws SQLException {
        Fingerprint now = SqliteFingerprint.of(connection);
        update(
                "UPDATE main._dbm_history SET fingerprint = ? WHERE installed_rank ="
                        + " (SELECT max(installed_rank) FROM main.flyway_schema_history)",
                now.digest());
        update("INSERT OR REPLACE INTO main._dbm_meta VALUES ('definitions', ?)", now.listing());
    }

    @Override
    public Map<Integer, String> fingerprints() throws SQLException {
        return Bookkeeping.hasFingerprints(connection)
                ? HistoryTable.fingerprints(connection, "main.flyway_schema_history", "main._dbm_history")
                : Map.of();
    }

    @Override
    public Optional<String> definitions() throws SQLException {
        return Bookkeeping.value(connection, "definitions");
    }

    private void addDetails(Optional<String> sha256, Mode mode, String note) throws SQLException {
        update(INSERT_DETAILS, sha256.orElse(null), mode.name(), note);
    }

    private void update(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    private Entry newest() throws SQLException {
        try (PreparedStatement query =
                        connection.prepareStatement(WITH_DETAILS + " ORDER BY h.installed_rank DESC LIMIT 1");
                ResultSet rows = query.executeQuery()) {
            rows.next();
            return entry(rows);
        }
    }

    private Entry only(int rank) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(WITH_DETAILS + " WHERE h.installed_rank = ?")) {
            query.setInt(1, rank);
            try (ResultSet rows = query.executeQuery()) {
                rows.next();
                return entry(rows);
            }
        }
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return HistoryRow.read(row, when(row.getString("installed_on")), false);
    }

    /** Flyway's default is UTC to the millisecond, without a zone; somebody else's format is worth no failure. */
    private static Instant when(String text) {
        try {
            return LocalDateTime.parse(text.strip().replace(' ', 'T')).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }
}
