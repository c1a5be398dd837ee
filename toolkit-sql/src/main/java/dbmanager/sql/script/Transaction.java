package dbmanager.sql.script;

import java.sql.Connection;
import java.sql.SQLException;

/** A piece of work of which everything is kept, or nothing. */
@FunctionalInterface
public interface Transaction<T> {
    T run() throws SQLException;

    /** Whatever the work throws, what it did is rolled back. */
    static <T> T in(Connection connection, Transaction<T> work) throws SQLException {
        connection.setAutoCommit(false);
        T result;
        try {
            result = work.run();
            connection.commit();
        } catch (SQLException | RuntimeException | Error e) {
            rollBack(connection, e);
            throw e;
        }
        connection.setAutoCommit(true);
        return result;
    }

    /** A connection that cannot roll back is closed, which does it too; leaving the transaction mode would commit. */
    private static void rollBack(Connection connection, Throwable cause) throws SQLException {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            cause.addSuppressed(e);
            connection.close();
        }
    }
}
