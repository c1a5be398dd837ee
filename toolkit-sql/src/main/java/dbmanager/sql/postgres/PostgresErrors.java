package dbmanager.sql.postgres;

import dbmanager.problem.Masked;
import java.sql.SQLException;
import java.util.regex.Pattern;
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
    EXHAUSTED,
    DAMAGE,
    /** The statement's own fault: syntax, a constraint, a value. */
    STATEMENT;

    /** Of what a cluster is made of, as its own messages name it: from its folder on. The library of an extension is no such file. */
    private static final Pattern SERVER_FILE =
            Pattern.compile("(?<![/\\w])(base/\\d|global/\\w|pg_tblspc/\\d|pg_wal/|pg_xact/|pg_multixact/)");

    /** What need not outlive the server, or is not content. */
    private static final Pattern PASSING_FILE = Pattern.compile("/pgsql_tmp|pg_wal/");

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
            case "53000", "53200", "53400" -> EXHAUSTED;
            case "57P01", "57P02", "57P04", "57P05", "25P03", "25P04" -> CONNECTION;
            case "XX001", "XX002" -> DAMAGE;
            case "58P01", "58030" -> namesContentFile(reason(e)) ? DAMAGE : STATEMENT;
            default -> state.startsWith("08") ? CONNECTION : STATEMENT;
        };
    }

    /** Whether this is about a file of the cluster; sentences are in the server's language, and names are not. */
    static boolean namesServerFile(String sentence) {
        return SERVER_FILE.matcher(sentence).find();
    }

    private static boolean namesContentFile(String sentence) {
        return namesServerFile(sentence) && !PASSING_FILE.matcher(sentence).find();
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
