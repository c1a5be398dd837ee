package dbmanager.problem;

import java.util.regex.Pattern;

/**
 * The last line of defence: settings hide their secrets themselves, but what a user types by mistake, such as a URL where a name should be, and
 * what a driver, a server or a script says, comes into messages as it is.
 */
public final class Masked {
    private static final Pattern LOGIN = Pattern.compile("(?<=://)[^\\s/?#\"'`]*(:[^\\s\"'`]*)?@");
    /** The same after somebody took it for a path, which has one slash where a URL has two. */
    private static final Pattern LOGIN_OF_PATH = Pattern.compile("(?<=[a-z]:/)[^\\s/:@]+:[^\\s\"'`]*@");

    /** {@code CREATE ROLE x PASSWORD 'secret'}; the end may be cut off. */
    private static final Pattern IN_STATEMENT =
            Pattern.compile("(?i)(password\\s*(?:=\\s*)?)(?:E?'(?:[^']|'')*'?|\\$(\\w*)\\$.*?(?:\\$\\2\\$|$))");

    private static final Pattern PARAMETER =
            Pattern.compile("(?i)((?:password|passwd|pwd|secret|token|access_key|api_key)\\s*[=:]\\s*)[^\\s&;\"'`]+");

    private Masked() {}

    public static String text(String text) {
        String noLogin =
                LOGIN_OF_PATH.matcher(LOGIN.matcher(text).replaceAll("***@")).replaceAll("***@");
        return PARAMETER
                .matcher(IN_STATEMENT.matcher(noLogin).replaceAll("$1'***'"))
                .replaceAll("$1***");
    }
}
