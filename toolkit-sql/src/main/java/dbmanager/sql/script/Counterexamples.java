package dbmanager.sql.script;

import dbmanager.backend.StepFailed;
import dbmanager.migration.Direction;
import dbmanager.migration.MigrationKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Rows of a query in a verify script, of which there should be none. */
public final class Counterexamples {
    private static final int SHOWN = 3;

    private Counterexamples() {}

    /**
     * Reads them all.
     *
     * @param where the query stands
     * @param state what is left of the step
     * @throws StepFailed with how many there are, and the first of them
     */
    public static void refuse(ResultSet rows, MigrationKey migration, Direction direction, String where, String state)
            throws SQLException {
        List<String> shown = new ArrayList<>();
        long total = 0;
        while (rows.next()) {
            total++;
            if (shown.size() < SHOWN) {
                shown.add(text(rows));
            }
        }
        if (total > 0) {
            throw StepFailed.verification(migration, direction, where, shown, total, state);
        }
    }

    private static String text(ResultSet row) throws SQLException {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
            values.add(row.getMetaData().getColumnLabel(i) + "=" + row.getString(i));
        }
        return String.join(", ", values);
    }
}
