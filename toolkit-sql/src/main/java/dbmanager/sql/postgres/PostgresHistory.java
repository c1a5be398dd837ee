package dbmanager.sql.postgres;

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
final class PostgresHistory implements HistoryTable {
    private static final String COLUMNS =
            "h.installed_rank, h.version, h.description, h.type, h.checksum, h.installed_by, h.installed_on, h.execution_time, h.success, ";

    private final Connection connection;
    private final Bookkeeping tables;
    private final String history;
    private final String details;

    PostgresHistory(Connection connection, Bookkeeping tables) {
        this.connection = connection;
        this.tables = tables;
        this.history = tables.table(Bookkeeping.HISTORY);
        this.details = tables.table(Bookkeeping.DETAILS);
    }

    /** Empty where there is no such table. Reads histories of stock Flyway too. */
    static History read(Connection connection) throws SQLException {
        return new PostgresHistory(connection, Bookkeeping.of(connection)).read();
    }

    @Override
    public History read() throws SQLException {
        if (!tables.has(connection, Bookkeeping.HISTORY)) {
            return History.empty();
        }
        String sql = select(tables.has(connection, Bookkeeping.DETAILS), tables.has(connection, Bookkeeping.LEDGER))
                + " WHERE h.type <> 'SCHEMA'";
        List<Entry> entries = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(sql);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                entries.add(entry(rows));
            }
        }
        return new History(entries);
    }

    private String select(boolean withDetails, boolean withLedger) {
        String ledger = tables.table(Bookkeeping.LEDGER);
        return "SELECT " + COLUMNS
                + (withDetails
                        ? "CASE WHEN d.checksum IS NOT DISTINCT FROM h.checksum THEN d.sha256 END AS sha256, d.mode, d.note, "
                        : "NULL AS sha256, NULL AS mode, NULL AS note, ")
                + (withLedger
                        ? "NOT h.success AND EXISTS (SELECT 1 FROM " + ledger
                                + " l WHERE l.installed_rank = h.installed_rank) AS resumable"
                        : "false AS resumable")
                + " FROM " + history + " h"
                + (withDetails
                        ? " LEFT JOIN " + details
                                + " d ON d.installed_rank = h.installed_rank AND d.installed_on = h.installed_on"
                        : "");
    }

    /** For the values of a row but rank and time. */
    static String insert(String history) {
        return "INSERT INTO " + history + """
                 ("installed_rank", "version", "description", "type", "script", "checksum", "installed_by", "execution_time", "success") \
                VALUES ((SELECT COALESCE(MAX("installed_rank"), 0) + 1 FROM %s), ?, ?, ?, ?, ?, ?, ?, ?)""".formatted(history);
    }

    /** For SHA-256, mode and note of the newest row. */
    static String insertDetails(String history, String details) {
        return "INSERT INTO " + details + """
                 (installed_rank, installed_on, checksum, sha256, mode, note) \
                SELECT installed_rank, installed_on, checksum, ?, ?, ? FROM %s ORDER BY installed_rank DESC LIMIT 1 \
                ON CONFLICT (installed_rank) DO UPDATE SET installed_on = excluded.installed_on, checksum = excluded.checksum, \
                sha256 = excluded.sha256, mode = excluded.mode, note = excluded.note, fingerprint = NULL""".formatted(history);
    }

    /** For who, and the rank of the row whose effect is gone. */
    static String insertDelete(String history) {
        return "INSERT INTO " + history + """
                 ("installed_rank", "version", "description", "type", "script", "checksum", "installed_by", "execution_time", "success") \
                SELECT (SELECT MAX("installed_rank") + 1 FROM %1$s), version, description, 'DELETE', script, checksum, ?, 0, true \
                FROM %1$s WHERE "installed_rank" = ?""".formatted(history);
    }

    @Override
    public Entry append(HistoryRow row, Attribution by, Duration took, boolean success) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(insert(history))) {
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
        try (PreparedStatement insert = connection.prepareStatement(insertDelete(history))) {
            insert.setString(1, by.who());
            insert.setInt(2, rank);
            insert.executeUpdate();
        }
        addDetails(Optional.empty(), mode, by.note());
    }

    /** Ends a row that was added as failed. */
    Entry succeed(int rank, Duration took) throws SQLException {
        update(
                "UPDATE " + history + " SET success = true, execution_time = ? WHERE installed_rank = ?",
                took.toMillis(),
                rank);
        return only(rank);
    }

    @Override
    public void forget(int rank) throws SQLException {
        update("DELETE FROM " + history + " WHERE installed_rank = ? AND NOT success", rank);
        update("DELETE FROM " + details + " WHERE installed_rank = ?", rank);
        update("DELETE FROM " + tables.table(Bookkeeping.LEDGER) + " WHERE installed_rank = ?", rank);
    }

    @Override
    public void accept(int rank, Migration migration) throws SQLException {
        HistoryRow now = HistoryRow.up(migration, migration.script().checksum().crc32(), Mode.EXECUTE);
        update(
                "UPDATE " + history + " SET description = ?, checksum = ? WHERE installed_rank = ?",
                now.description(),
                now.checksum().orElse(null),
                rank);
        update(
                "INSERT INTO " + details + " (installed_rank, installed_on, checksum, sha256, mode, note)"
                        + " SELECT installed_rank, installed_on, checksum, ?, ?, '' FROM " + history
                        + " WHERE installed_rank = ? ON CONFLICT (installed_rank) DO UPDATE SET installed_on = excluded.installed_on,"
                        + " checksum = excluded.checksum, sha256 = excluded.sha256",
                now.sha256().orElse(null),
                now.mode().name(),
                rank);
    }

    @Override
    public boolean hasRepeatables() throws SQLException {
        return PostgresDatabase.yes(
                connection, "SELECT EXISTS (SELECT 1 FROM " + history + " WHERE version IS NULL AND type <> 'SCHEMA')");
    }

    /** Keeps what the definitions look like now with the newest row. */
    void keepFingerprint() throws SQLException {
        Fingerprint now = PostgresFingerprint.of(connection, tables);
        update(
                "UPDATE " + details + " SET fingerprint = ? WHERE installed_rank = (SELECT max(installed_rank) FROM "
                        + history + ")",
                now.digest());
        update(
                "INSERT INTO " + tables.table(Bookkeeping.META)
                        + " VALUES ('definitions', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                now.listing());
    }

    @Override
    public Map<Integer, String> fingerprints() throws SQLException {
        return tables.hasFingerprints(connection) ? HistoryTable.fingerprints(connection, history, details) : Map.of();
    }

    @Override
    public Optional<String> definitions() throws SQLException {
        return tables.value(connection, "definitions");
    }

    private void addDetails(Optional<String> sha256, Mode mode, String note) throws SQLException {
        update(insertDetails(history, details), sha256.orElse(null), mode.name(), note);
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
        return one(" ORDER BY h.installed_rank DESC LIMIT 1");
    }

    Entry only(int rank) throws SQLException {
        return one(" WHERE h.installed_rank = " + rank);
    }

    private Entry one(String condition) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(select(true, true) + condition);
                ResultSet rows = query.executeQuery()) {
            rows.next();
            return entry(rows);
        }
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return HistoryRow.read(row, when(row.getString("installed_on")), row.getBoolean("resumable"));
    }

    /** Flyway's column has no zone; our sessions write it in UTC, stock Flyway in the zone of its own session. */
    private static Instant when(String text) {
        return LocalDateTime.parse(text.strip().replace(' ', 'T')).toInstant(ZoneOffset.UTC);
    }
}
