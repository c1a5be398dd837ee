package dbmanager.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names and texts of servers, databases and backups may hold what a terminal obeys: it can hide lines, forge them, or fill a clipboard. They are shown
 * instead, as {@code \x1b}. Tabs, ends of lines and our own colours stay.
 */
final class Visible {
    private static final Pattern ORDER =
            Pattern.compile("\u001b(?!\\[(?:0|3[123])m)|[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1a\\x1c-\\x1f\\x7f-\\x9f]");

    private Visible() {}

    static String text(String text) {
        return ORDER.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        String.format("\\x%02x", (int) found.group().charAt(0))));
    }
}
