package dbmanager.sql.postgres;

import dbmanager.problem.Masked;
import java.sql.SQLException;
import java.util.Set;
import java.util.regex.Matcher;
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

    /** What the server looks for in its catalogs and does not find, in words that it does not translate. */
    private static final Pattern LOST = Pattern.compile(
            "(?:cache lookup failed for .*|could not open relation with OID|catalog is missing \\d+ attribute\\(s\\) for rel(?:ation OID|id)) (?<oid>\\d{1,10})$");

    /** What has a lower number, and has one, is written down in the sources of the server, and nobody can drop it (FirstGenbkiObjectId of transam.h). */
    private static final long FIRST_OF_GENBKI = 10000;

    /** But schema public, which has a number of theirs (pg_namespace.dat). */
    private static final long PUBLIC = 2200;

    /**
     * Read the map of a database's files (relmapper.c). What they find wrong in it has no code of its own, and no more has whatever else opening, reading or
     * writing a file can fail with that has none, such as a quota (errcode_for_file_access of elog.c).
     */
    private static final Set<String> MAP_READERS = Set.of("read_relmap_file", "load_relmap_file");

    /** Compares the PG_VERSION of a database with the server's own version (miscinit.c). */
    private static final String VERSION_LOOK = "ValidatePgVersion";

    /** Looks, among other things, whether a database accepts connections (postinit.c). */
    private static final String ENTRANCE = "CheckMyDatabase";

    static PostgresErrors of(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        Said said = Said.by(e);
        return switch (state) {
            case "28000", "28P01", "08004" -> LOGIN;
            case "3D000" -> namesServerFile(said.detail()) ? DAMAGE : ABSENT; // or its folder is
            case "53300", "57P03" -> NO_ROOM;
            case "22023" -> said.routine().equals(VERSION_LOOK) ? DAMAGE : STATEMENT;
            case "55000" -> said.routine().equals(ENTRANCE) ? NO_ROOM : STATEMENT;
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
            case "XX000" -> isOfMap(said) || isOfSystemLost(said.sentence()) ? DAMAGE : STATEMENT;
            case "58P01", "58030" -> namesContentFile(reason(e)) ? DAMAGE : STATEMENT;
            default -> state.startsWith("08") ? CONNECTION : STATEMENT;
        };
    }

    /** Whether this is about a file of the cluster; sentences are in the server's language, and names are not. */
    static boolean namesServerFile(String sentence) {
        return SERVER_FILE.matcher(sentence).find();
    }

    private static boolean isOfSystemLost(String sentence) {
        Matcher lost = LOST.matcher(sentence);
        if (!lost.find()) {
            return false;
        }
        long oid = Long.parseLong(lost.group("oid"));
        return oid > 0 && oid < FIRST_OF_GENBKI && oid != PUBLIC;
    }

    private static boolean isOfMap(Said said) {
        return MAP_READERS.contains(said.routine()) && namesContentFile(said.sentence());
    }

    /**
     * A value is no value, or breaks a rule of the database that it is put into. Code 22023 is not among them: it is also what a server says of a locale that
     * it does not have.
     */
    static boolean isOfValue(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return (state.startsWith("22") || state.startsWith("23")) && !state.equals("22023");
    }

    /** A function or a type of the server itself is not there, for a statement that names no others: only a catalog that is damaged lacks it. */
    static boolean isOfSystemUndefined(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.equals("42883")
                || (state.equals("42704") && Said.by(e).sentence().contains("\"pg_catalog."));
    }

    private static boolean namesContentFile(String sentence) {
        return namesServerFile(sentence) && !PASSING_FILE.matcher(sentence).find();
    }

    /** Damage, or a mistake of the server's own: whatever it calls an internal error. */
    static boolean mayBeDamage(SQLException e) {
        return of(e) == DAMAGE || String.valueOf(e.getSQLState()).startsWith("XX");
    }

    /**
     * What the server says besides its code, each empty where it does not.
     *
     * @param routine the function of the server that says it, which has one name in all languages
     */
    private record Said(String sentence, String detail, String routine) {
        static Said by(SQLException e) {
            ServerErrorMessage said = e instanceof PSQLException server ? server.getServerErrorMessage() : null;
            if (said == null) {
                return new Said("", "", "");
            }
            String sentence = said.getMessage();
            String detail = said.getDetail();
            String routine = said.getRoutine();
            return new Said(
                    sentence == null ? "" : sentence, detail == null ? "" : detail, routine == null ? "" : routine);
        }
    }

    /** The server's sentence with its detail, on one line; the driver's where the server said nothing. */
    static String reason(SQLException e) {
        Said said = Said.by(e);
        String text = said.sentence().isEmpty()
                ? String.valueOf(e.getMessage())
                : said.sentence() + (said.detail().isEmpty() ? "" : " (" + said.detail() + ")");
        return Masked.text(text.replaceAll("\\s+", " ").strip());
    }
}
