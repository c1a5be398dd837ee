package dbmanager.sql.postgres;

import dbmanager.problem.Masked;
import java.sql.SQLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What the server's error codes mean (postgresql.org/docs/current/errcodes-appendix.html). */
enum PostgresErrors {
    CONNECTION,
    LOGIN,
    ABSENT,
    NO_ROOM,
    NOT_PERMITTED,
    READ_ONLY,
    IN_USE,
    LOCKED,
    TIMED_OUT,
    COLLISION,
    NO_SPACE,
    DAMAGE,
    /** The statement's own fault: syntax, a constraint, a value. */
    STATEMENT;

    static PostgresErrors of(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        return switch (state) {
            case "28000", "28P01", "08004" -> LOGIN;
            case "3D000" -> ABSENT;
            case "53300", "57P03" -> NO_ROOM;
            case "55000" -> isRefusedConnection(e) ? NO_ROOM : STATEMENT;
            case "42501" -> NOT_PERMITTED;
            case "25006" -> READ_ONLY;
            case "55006" -> IN_USE;
            case "55P03" -> LOCKED;
            case "57014" -> TIMED_OUT;
            case "40001", "40P01" -> COLLISION;
            case "53100" -> NO_SPACE;
            case "57P01", "57P02", "57P04" -> CONNECTION;
            case "XX001", "XX002" -> DAMAGE;
            default -> state.startsWith("08") ? CONNECTION : STATEMENT;
        };
    }

    /** {@code database "x" is not currently accepting connections} has the code of several other things. */
    private static boolean isRefusedConnection(SQLException e) {
        return reason(e).contains("accepting connections");
    }

    /** The server's sentence with its detail, on one line; the driver's where the server said nothing. */
    static String reason(SQLException e) {
        ServerErrorMessage said = e instanceof PSQLException server ? server.getServerErrorMessage() : null;
        String text = said == null || said.getMessage() == null
                ? String.valueOf(e.getMessage())
                : said.getMessage() + (said.getDetail() == null ? "" : " (" + said.getDetail() + ")");
        return Masked.text(text.replaceAll("\\s+", " ").strip());
    }
}
