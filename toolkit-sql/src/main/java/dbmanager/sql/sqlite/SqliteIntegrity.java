package dbmanager.sql.sqlite;

import dbmanager.problem.Finding;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteErrorCode;

/** What SQLite itself finds wrong with a database. */
final class SqliteIntegrity {
    private static final int LINES = 100;

    private SqliteIntegrity() {}

    /** Damage; without any, rows that refer to nothing. */
    static List<Finding> check(Connection connection) throws SQLException {
        List<Finding> damage = damage(connection);
        return damage.isEmpty() ? orphans(connection) : damage;
    }

    /** Pages, indexes and constraints that contradict each other; at most 100 lines. */
    static List<Finding> damage(Connection connection) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA integrity_check(" + LINES + ")")) {
            while (rows.next()) {
                for (String line : rows.getString(1).split("\n")) {
                    if (!line.equals("ok") && findings.size() < LINES) {
                        findings.add(new Finding("database", line));
                    }
                }
            }
        } catch (SQLException e) {
            if (SqliteDatabase.primaryCode(e) != SQLiteErrorCode.SQLITE_CORRUPT) {
                throw e;
            }
            findings.add(new Finding("database", SqliteDatabase.message(e))); // too damaged to be checked further
        }
        return findings;
    }

    /** Rows whose parent is missing, one line per table and parent. */
    static List<Finding> orphans(Connection connection) throws SQLException {
        String sql = """
                SELECT "table", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2 ORDER BY 1, 2""";
        List<Finding> findings = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                findings.add(new Finding(
                        rows.getString(1),
                        "%,d rows refer to rows of %s that are not there"
                                .formatted(rows.getLong(3), rows.getString(2))));
            }
        }
        return findings;
    }
}
