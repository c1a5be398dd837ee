package dbmanager.sql.sqlite;

import dbmanager.sql.schema.Token;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** SQL as a row of tokens: enough to compare two definitions, and to tell one statement from two. */
final class SqlText {
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Set<String> CLOSING = Set.of(",", ")", ";");

    private SqlText() {}

    /**
     * The same text for definitions that differ only in white space, comments, or in how they quote a name ({@code ALTER TABLE … RENAME}
     * quotes it). For comparison: a quoted name that is a keyword comes out bare.
     */
    static String normalise(String sql) {
        StringBuilder text = new StringBuilder();
        String previous = "(";
        for (String token : tokens(sql)) {
            if (!previous.equals("(") && !CLOSING.contains(token)) {
                text.append(' ');
            }
            text.append(token);
            previous = token;
        }
        return text.toString();
    }

    /** Whether it is one query and nothing more. What the query does is for the connection to forbid. */
    static boolean isOneQuery(String sql) {
        List<String> tokens = tokens(sql);
        int end = tokens.indexOf(";");
        boolean ended = end < 0 || tokens.subList(end, tokens.size()).stream().allMatch(";"::equals);
        return ended && !tokens.isEmpty() && tokens.get(0).matches("(?i)select|with|values");
    }

    private static List<String> tokens(String sql) {
        return Token.of(sql).stream()
                .map(token -> token.kind() == Token.Kind.QUOTED ? bare(token.name()) : token.text())
                .toList();
    }

    private static String bare(String name) {
        return PLAIN_NAME.matcher(name).matches() ? name : Token.quote(name);
    }
}
