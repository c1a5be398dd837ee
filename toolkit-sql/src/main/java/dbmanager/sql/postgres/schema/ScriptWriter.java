package dbmanager.sql.postgres.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;

/** Knows how one database becomes another. */
public interface ScriptWriter {
    /** A database as it was when it was read. */
    interface Side {}

    /** The one that is used; nothing of it is loaded before. */
    static ScriptWriter standard() {
        return new CodeKeeper();
    }

    /**
     * @param session opens one in the database
     * @throws Unwritable when it does not understand what is there
     */
    Side read(Supplier<Connection> session) throws SQLException;

    /**
     * The statements that make one side of the other, in an order in which they can be run, each without its semicolon.
     *
     * @throws Unwritable when it knows none
     */
    List<String> statements(Side from, Side to);

    /** A script that nobody can write. */
    final class Unwritable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unwritable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
