package dbmanager.cli;

import java.util.regex.Pattern;

/**
 * The last line of defence: settings hide their secrets themselves, but what a user types by mistake, such as a URL where a name should be, and
 * what a driver says, comes into messages as it is.
 */
final class Masked {
    private static final Pattern LOGIN = Pattern.compile("(?<=://)[^\\s/?#\"'`]*(:[^\\s\"'`]*)?@");
    private static final Pattern PARAMETER =
            Pattern.compile("(?i)((?:password|passwd|pwd|secret|token|access_key|api_key)\\s*[=:]\\s*)[^\\s&;,\"'`]+");

    private Masked() {}

    static String text(String text) {
        return PARAMETER.matcher(LOGIN.matcher(text).replaceAll("***@")).replaceAll("$1***");
    }
}
