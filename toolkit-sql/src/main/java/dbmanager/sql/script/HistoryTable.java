package dbmanager.sql.script;

import dbmanager.backend.Drift;
import dbmanager.backend.Fingerprint;
import dbmanager.migration.Attribution;
import dbmanager.migration.History;
import dbmanager.migration.Migration;
import dbmanager.migration.Mode;
import dbmanager.migration.Repair;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Flyway's table in one database, with what we keep beside it. Writes belong to the transaction of the caller. */
public interface HistoryTable {
    /** Empty where there is no such table. */
    History read() throws SQLException;

    /** Adds a row with its details. */
    History.Entry append(HistoryRow row, Attribution by, Duration took, boolean success) throws SQLException;

    /** Marks what the row of this rank applied as no longer in force. */
    void appendDelete(int rank, Attribution by, Mode mode) throws SQLException;

    /** Removes the row of a step that did not end well, as Flyway's repair does. */
    void forget(int rank) throws SQLException;

    /** Records the text that the script has now for the row of this rank. */
    void accept(int rank, Migration migration) throws SQLException;

    /** Carries out one correction, and gives it back. */
    default Repair repair(Repair repair, Attribution by) throws SQLException {
        if (repair instanceof Repair.ForgetFailure failure) {
            forget(failure.entry().rank());
        } else if (repair instanceof Repair.AcceptChange change) {
            accept(change.entry().rank(), change.migration());
        } else if (repair instanceof Repair.MarkDeleted deleted) {
            appendDelete(deleted.entry().rank(), by, Mode.RECORD_ONLY);
        }
        return repair;
    }

    /** Whether any repeatable migration ever ran. */
    boolean hasRepeatables() throws SQLException;

    /**
     * What became of the definitions since the newest step.
     *
     * @param now what they look like
     */
    default Drift drift(Fingerprint now) throws SQLException {
        List<History.Entry> entries = read().entries();
        if (entries.isEmpty()) {
            return Drift.unknown(Optional.empty(), "nothing has been applied yet");
        }
        Map<Integer, String> fingerprints = fingerprints();
        History.Entry newest = entries.get(entries.size() - 1);
        for (int i = entries.size() - 1; i >= 0; i--) {
            History.Entry entry = entries.get(i);
            String digest = fingerprints.get(entry.rank());
            if (digest != null) {
                return Drift.of(new Drift.Kept(entry, digest), definitions(), now);
            }
            if (entry.mode() == Mode.EXECUTE) {
                break;
            }
        }
        return Drift.unknown(
                Optional.of(newest),
                newest.key()
                        + " was recorded without a fingerprint: by a script, by stock Flyway, by an older db-manager, or by a"
                        + " run that was killed; the next one keeps one");
    }

    /** By rank. */
    Map<Integer, String> fingerprints() throws SQLException;

    /**
     * The same, out of the tables.
     *
     * @param history the name of Flyway's table
     * @param details the name of ours beside it
     */
    static Map<Integer, String> fingerprints(Connection connection, String history, String details)
            throws SQLException {
        Map<Integer, String> fingerprints = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement("SELECT d.installed_rank, d.fingerprint FROM "
                        + details + " d JOIN " + history + " h ON h.installed_rank = d.installed_rank"
                        + " AND h.installed_on = d.installed_on WHERE d.fingerprint IS NOT NULL");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                fingerprints.put(rows.getInt(1), rows.getString(2));
            }
        }
        return fingerprints;
    }

    /** The {@link Fingerprint#listing} that was kept last. */
    Optional<String> definitions() throws SQLException;
}
