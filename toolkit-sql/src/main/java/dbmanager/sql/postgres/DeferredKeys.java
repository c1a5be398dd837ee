package dbmanager.sql.postgres;

import static dbmanager.sql.postgres.PostgresDatabase.quote;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts the foreign keys of tables off to the end of the transaction. One that was not made to be put off is made so, and back again before the
 * commit, which its owner alone may; for others it is judged row by row.
 */
final class DeferredKeys {
    private static final String CONSTRAINTS =
            "SELECT conname, contype = 'p', condeferrable, condeferred FROM pg_constraint WHERE conrelid = ? AND contype IN ('f', 'p')";

    private final Connection connection;
    private final List<String> back = new ArrayList<>();
    private final Map<Long, String> primaryKeys = new HashMap<>();

    DeferredKeys(Connection connection) {
        this.connection = connection;
    }

    void defer(Relation relation) throws SQLException {
        List<String> rigid = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(CONSTRAINTS)) {
            query.setLong(1, relation.oid());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    if (rows.getBoolean(2)) {
                        primaryKeys.put(relation.oid(), rows.getString(1));
                    } else if (!rows.getBoolean(3)) {
                        rigid.add(rows.getString(1));
                    }
                }
            }
        }
        for (String constraint : rigid) {
            makeDeferrable("ALTER TABLE " + relation.qualified() + " ALTER CONSTRAINT " + quote(constraint));
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET CONSTRAINTS ALL DEFERRED");
        }
    }

    private void makeDeferrable(String alter) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try (Statement statement = connection.createStatement()) {
            statement.execute(alter + " DEFERRABLE INITIALLY DEFERRED");
            back.add(alter + " NOT DEFERRABLE");
        } catch (SQLException e) {
            if (PostgresErrors.of(e) != PostgresErrors.NOT_PERMITTED) {
                throw e;
            }
            connection.rollback(before);
        }
    }

    boolean isPrimaryKey(Relation relation, String constraint) {
        return constraint != null && constraint.equals(primaryKeys.get(relation.oid()));
    }

    /** Judges them, and makes them what they were. */
    void check() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET CONSTRAINTS ALL IMMEDIATE");
            for (String alter : back) {
                statement.execute(alter);
            }
        }
    }
}
