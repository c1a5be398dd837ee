package dbmanager.cli;

import java.util.regex.Pattern;

/**
 * The last line of defence: settings hide their secrets themselves, but what a user types by mistake, such as a URL where a name should be, and
 * what a driver says, comes into messages as it is.
 */
final class Masked {
    private static final Pattern LOGIN = Pattern.compile("(?<=://)[^\\s/?#\"'`]*(:[^\\s\"'`]*)?@");
    /** The same after somebody took it for a path, which has one slash where a URL has two. */
    private static final Pattern LOGIN_OF_PATH = Pattern.compile("(?<=[a-z]:/)[^\\s/:@]+:[^\\s\"'`]*@");

    private static final Pattern PARAMETER =
            Pattern.compile("(?i)((?:password|passwd|pwd|secret|token|access_key|api_key)\\s*[=:]\\s*)[^\\s&;,\"'`]+");

    private Masked() {}

    static String text(String text) {
        String noLogin =
                LOGIN_OF_PATH.matcher(LOGIN.matcher(text).replaceAll("***@")).replaceAll("***@");
        return PARAMETER.matcher(noLogin).replaceAll("$1***");
    }
}
