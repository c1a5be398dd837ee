package dbmanager.sql.postgres;

import java.util.regex.Pattern;

/** Keeps what a script or a server says about a password out of every text. */
final class Passwords {
    private static final Pattern IN_STATEMENT = Pattern.compile(
            "(?i)(password\\s*(?:=\\s*)?)(?:E?'(?:[^']|'')*'?|\\$(\\w*)\\$.*?(?:\\$\\2\\$|$)|(?<==\\s{0,9})[^'\\s]+)");

    private Passwords() {}

    /** {@code CREATE ROLE x PASSWORD '***'}. */
    static String masked(String text) {
        return IN_STATEMENT.matcher(text).replaceAll("$1'***'");
    }
}
