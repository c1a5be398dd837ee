package dbmanager.sql.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A piece of SQL that no grammar divides further. The text of all tokens in a row is the text that they were made of.
 *
 * @param at where it begins in that text, from 0
 */
public record Token(Kind kind, String text, int at) {
    public enum Kind {
        SPACE,
        COMMENT,
        /** {@code 'text'}, {@code x'00'}, {@code $tag$text$tag$}. */
        STRING,
        /** {@code "a name"}, {@code `a name`}, {@code [a name]}. */
        QUOTED,
        /** A keyword, a bare name or a number. */
        WORD,
        SIGN
    }

    private static final Pattern TOKEN = Pattern.compile("""
            (?<space>\\s+)\
            |(?<comment>--[^\\n]*|/\\*.*?(?:\\*/|\\z))\
            |(?<string>[xX]?'(?:[^']|'')*'|(?<tag>\\$[\\p{L}_]*\\$).*?\\k<tag>)\
            |(?<quoted>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\\[[^\\]]*])\
            |(?<word>0[xX]\\p{XDigit}+|(?:\\d[\\d_]*(?:\\.[\\d_]*)?|\\.\\d[\\d_]*)(?:[eE][+-]?\\d+)?\
            |[A-Za-z_$@:?#[^\\x00-\\x7F]][A-Za-z0-9_$@:?#[^\\x00-\\x7F]]*)\
            |(?<sign>\\|\\||<<|>>|<=|>=|<>|==|!=|->>|->|.)""", Pattern.DOTALL);

    /** Every piece of it, white space and comments too. */
    public static List<Token> all(String sql) {
        List<Token> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(sql);
        while (matcher.find()) {
            tokens.add(new Token(kind(matcher), matcher.group(), matcher.start()));
        }
        return tokens;
    }

    /** Those that mean something to a database. */
    public static List<Token> of(String sql) {
        return all(sql).stream()
                .filter(token -> token.kind != Kind.SPACE && token.kind != Kind.COMMENT)
                .toList();
    }

    private static Kind kind(Matcher matcher) {
        if (matcher.group("word") != null) {
            return Kind.WORD;
        }
        if (matcher.group("space") != null) {
            return Kind.SPACE;
        }
        if (matcher.group("quoted") != null) {
            return Kind.QUOTED;
        }
        if (matcher.group("string") != null) {
            return Kind.STRING;
        }
        return matcher.group("comment") != null ? Kind.COMMENT : Kind.SIGN;
    }

    /** Whether it is this keyword or sign, in whatever case. */
    public boolean is(String word) {
        return (kind == Kind.WORD || kind == Kind.SIGN) && text.equalsIgnoreCase(word);
    }

    /** Whether it can stand for a name; SQLite takes a string for one, too, where only a name can stand. */
    public boolean isName() {
        return kind == Kind.WORD || kind == Kind.QUOTED || kind == Kind.STRING;
    }

    /** The name that it stands for, without quotes. */
    public String name() {
        if (kind != Kind.QUOTED && kind != Kind.STRING) {
            return text;
        }
        char quote = text.charAt(0);
        String inner = text.substring(1, text.length() - 1);
        return quote == '[' ? inner : inner.replace("" + quote + quote, "" + quote);
    }

    /** Where the next token begins. */
    public int end() {
        return at + text.length();
    }

    /** For comparing names as databases do. */
    public static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** A name as SQL has it, whatever stands in it. */
    public static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A text as SQL has it. */
    public static String literal(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }
}
