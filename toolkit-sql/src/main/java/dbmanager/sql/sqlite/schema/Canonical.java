package dbmanager.sql.sqlite.schema;

import dbmanager.sql.schema.Token;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One spelling for definitions that mean the same: white space, comments, the case of bare words and quotes that a name does not need are nothing to
 * SQLite.
 *
 * @param columns folded names that are certainly columns: quoted or in another case, they are the same. Any other name in double quotes can be a text
 *     that SQLite lets pass (sqlite.org/quirks.html#dblquote), so its case counts
 */
record Canonical(Set<String> columns) {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    static Canonical text() {
        return new Canonical(Set.of());
    }

    String of(List<Token> tokens) {
        StringBuilder text = new StringBuilder();
        String previous = "(";
        for (Token token : tokens) {
            boolean closed = token.is(",") || token.is(")") || token.is(".");
            if (!closed && !previous.equals("(") && !previous.equals(".")) {
                text.append(' ');
            }
            previous = of(token);
            text.append(previous);
        }
        return text.toString();
    }

    private String of(Token token) {
        return switch (token.kind()) {
            case QUOTED -> {
                String folded = Token.folded(token.name());
                boolean bare = PLAIN.matcher(token.name()).matches();
                yield columns.contains(folded) ? name(token.name()) : bare ? token.name() : Token.quote(token.name());
            }
            case STRING -> token.text().startsWith("X'") ? token.text().toLowerCase(Locale.ROOT) : token.text();
            default -> Token.folded(token.text());
        };
    }

    /** A name that stands where only a name can stand. */
    static String name(String name) {
        String folded = Token.folded(name);
        return PLAIN.matcher(folded).matches() ? folded : Token.quote(folded);
    }

    /** Without parentheses that hold all of it. */
    static List<Token> unwrapped(List<Token> tokens) {
        List<Token> inner = tokens;
        while (inner.size() > 2 && inner.get(0).is("(") && closing(inner, 0) == inner.size() - 1) {
            inner = inner.subList(1, inner.size() - 1);
        }
        return inner;
    }

    /** Where the parenthesis that opens here is closed; the last token if it is not. */
    static int closing(List<Token> tokens, int open) {
        int depth = 0;
        for (int i = open; i < tokens.size(); i++) {
            if (tokens.get(i).is("(")) {
                depth++;
            } else if (tokens.get(i).is(")") && --depth == 0) {
                return i;
            }
        }
        return tokens.size() - 1;
    }
}
