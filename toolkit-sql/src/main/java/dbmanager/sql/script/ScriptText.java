package dbmanager.sql.script;

import dbmanager.migration.Checksum;
import dbmanager.migration.Script;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** SQL as text: what can be seen of it without knowing its grammar. */
public final class ScriptText {
    /** Flyway and SQLite hold it several times over; with this they get by with the memory that the launcher gives them. */
    private static final long LARGEST = 24L << 20;

    /** A dollar and a tag, as PostgreSQL has them around texts and the bodies of functions. */
    private static final Pattern DOLLAR = Pattern.compile("\\$([\\p{L}_][\\p{L}\\p{N}_]*)?\\$");

    private static final Pattern COPY_DATA = Pattern.compile("(?is)COPY\\b.*\\bFROM\\s+STDIN\\b.*");
    private static final Pattern END_OF_DATA = Pattern.compile("(?m)^\\\\\\.\\s*$");

    private final String text;
    private final Quoting quoting;
    private int at;
    private int counted;
    private int line = 1;

    private ScriptText(String text, Quoting quoting) {
        this.text = text;
        this.quoting = quoting;
    }

    /** The script as it was when the folder was read. @throws ScriptRefused when it was edited since, or is not UTF-8 */
    static String of(Script script) {
        byte[] bytes;
        try {
            long size = Files.size(script.file());
            if (size > LARGEST) {
                throw new ScriptRefused(
                        script.path(),
                        "the file has %,d bytes, and a script has to fit into memory: at most %,d; make several of it, or keep the rows out of"
                                        .formatted(size, LARGEST)
                                + " the script and load them with `db-manager import`");
            }
            bytes = Files.readAllBytes(script.file());
        } catch (IOException e) {
            throw new ScriptRefused(script.path(), "the file cannot be read (" + e + ")", e);
        }
        if (!Checksum.of(bytes).equals(script.checksum())) {
            throw new ScriptRefused(script.path(), "the file was edited while the command ran");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new ScriptRefused(script.path(), "the file is not UTF-8; save it as UTF-8", e);
        }
    }

    /**
     * What begins in a script and never ends; everything behind it would be taken for a part of it.
     *
     * @param line from 1
     * @param end what is missing
     */
    public record Open(int line, String end) {}

    /** The block comment, string or quoted name without an end; parsers and databases read over some of them silently. */
    public static Optional<Open> open(String text, Quoting quoting) {
        ScriptText sql = new ScriptText(text, quoting);
        int statement = 0;
        while (sql.at < text.length()) {
            int start = sql.at;
            Optional<String> open = sql.skipToken();
            if (open.isPresent()) {
                return Optional.of(new Open(line(text, start), open.get()));
            }
            if (text.charAt(start) == ';') {
                sql.skipDataOf(text.substring(statement, start).strip());
                statement = sql.at;
            }
        }
        return Optional.empty();
    }

    /** What each {@code COPY … FROM STDIN} of a script for PostgreSQL reads, in order: lines, without the one that ends them. */
    static List<String> copyData(String text) {
        ScriptText sql = new ScriptText(text, Quoting.POSTGRESQL);
        List<String> data = new ArrayList<>();
        int statement = 0;
        while (sql.at < text.length()) {
            int start = sql.at;
            sql.skipToken();
            if (text.charAt(start) == ';') {
                sql.skipDataOf(text.substring(statement, start).strip()).ifPresent(data::add);
                statement = sql.at;
            }
        }
        return data;
    }

    /** What follows {@code COPY … FROM STDIN;} is no SQL. @return the lines of it, where this is such a statement */
    private Optional<String> skipDataOf(String statement) {
        if (quoting != Quoting.POSTGRESQL
                || !COPY_DATA.matcher(withoutComments(statement)).matches()) {
            return Optional.empty();
        }
        int from = Math.max(at, text.indexOf('\n', at) + 1);
        Matcher end = END_OF_DATA.matcher(text);
        boolean ended = end.find(at);
        at = ended ? end.end() : text.length();
        return Optional.of(text.substring(Math.min(from, at), ended ? Math.max(from, end.start()) : at));
    }

    private static String withoutComments(String statement) {
        String rest = statement;
        while (rest.startsWith("--") || rest.startsWith("/*")) {
            ScriptText comment = new ScriptText(rest, Quoting.POSTGRESQL);
            comment.skipToken();
            rest = rest.substring(comment.at).strip();
        }
        return rest;
    }

    /**
     * One statement of a script.
     *
     * @param line of its first word, from 1
     * @param sql without its semicolon and the comments before it
     */
    public record Piece(int line, String sql) {}

    /** The statements of a script for PostgreSQL, as {@code psql} would see their ends. */
    public static List<Piece> statementsForPostgresql(String text) {
        ScriptText sql = new ScriptText(text, Quoting.POSTGRESQL);
        List<Piece> pieces = new ArrayList<>();
        int start = -1;
        int brackets = 0;
        int blocks = 0;
        String before = "";
        while (sql.at < text.length()) {
            int at = sql.at;
            sql.skipToken();
            String token = text.substring(at, sql.at);
            if (token.isBlank() || token.startsWith("--") || token.startsWith("/*")) {
                continue;
            }
            if (token.equals(";") && brackets == 0 && blocks == 0) {
                sql.add(start, at, pieces);
                start = -1;
                continue;
            }
            start = start < 0 ? at : start;
            String word = token.toUpperCase(Locale.ROOT);
            switch (word) {
                case "(" -> brackets++;
                case ")" -> brackets--;
                case "ATOMIC" -> blocks += before.equals("BEGIN") ? 1 : 0;
                case "CASE" -> blocks += blocks > 0 ? 1 : 0;
                case "END" -> blocks -= blocks > 0 ? 1 : 0;
                default -> {}
            }
            before = word;
        }
        sql.add(start, text.length(), pieces);
        return pieces;
    }

    private void add(int start, int end, List<Piece> pieces) {
        if (start >= 0) {
            pieces.add(new Piece(lineAt(start), text.substring(start, end).strip()));
        }
    }

    /** From 1; never asked for a place before the last one, so that nothing is counted twice. */
    private int lineAt(int place) {
        for (; counted < place; counted++) {
            line += text.charAt(counted) == '\n' ? 1 : 0;
        }
        return line;
    }

    /** From 1. */
    static int line(String text, int at) {
        return 1 + (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
    }

    /** The first words of a statement in upper case, names without quotes; punctuation counts as a word. */
    public static List<String> firstWords(String statement, int limit) {
        return firstWords(statement, limit, Quoting.SQLITE);
    }

    /** {@link #firstWords} of a statement for PostgreSQL. */
    public static List<String> firstWordsForPostgresql(String statement, int limit) {
        return firstWords(statement, limit, Quoting.POSTGRESQL);
    }

    private static List<String> firstWords(String statement, int limit, Quoting quoting) {
        ScriptText sql = new ScriptText(statement, quoting);
        List<String> words = new ArrayList<>();
        while (sql.at < statement.length() && words.size() < limit) {
            int start = sql.at;
            sql.skipToken();
            String token = statement.substring(start, sql.at);
            if (!token.isBlank() && !token.startsWith("--") && !token.startsWith("/*") && !token.equals("\uFEFF")) {
                words.add(unquoted(token).toUpperCase(Locale.ROOT));
            }
        }
        return words;
    }

    /** With one blank for all white space and comments that stand together. */
    public static String compact(String sql, Quoting quoting) {
        ScriptText text = new ScriptText(sql, quoting);
        StringBuilder compact = new StringBuilder(sql.length());
        boolean gap = false;
        while (text.at < sql.length()) {
            int start = text.at;
            boolean comment = sql.startsWith("--", start) || sql.startsWith("/*", start);
            text.skipToken();
            if (comment || Character.isWhitespace(sql.charAt(start))) {
                gap = true;
            } else {
                compact.append(gap && compact.length() > 0 ? " " : "").append(sql, start, text.at);
                gap = false;
            }
        }
        return compact.toString();
    }

    private static String unquoted(String token) {
        return token.length() >= 2 && "\"`[".indexOf(token.charAt(0)) >= 0
                ? token.substring(1, token.length() - 1)
                : token;
    }

    /** @return what is missing, where the token has no end */
    private Optional<String> skipToken() {
        char first = text.charAt(at);
        switch (first) {
            case '\'', '"' -> {
                return skipQuoted(first);
            }
            case '`' -> {
                return quoting == Quoting.SQLITE ? skipQuoted(first) : skip();
            }
            case '[' -> {
                return quoting == Quoting.SQLITE ? skipPast("]", at + 1) : skip();
            }
            case '-' -> {
                if (text.startsWith("--", at)) {
                    skipPast("\n", at);
                    return Optional.empty();
                }
                return skip();
            }
            case '/' -> {
                return text.startsWith("/*", at) ? skipComment() : skip();
            }
            case '$' -> {
                return quoting == Quoting.POSTGRESQL ? skipDollar() : skip();
            }
            default -> {
                return Character.isLetter(first) || first == '_' ? skipWord() : skip();
            }
        }
    }

    private Optional<String> skip() {
        at++;
        return Optional.empty();
    }

    /** A quote in it is doubled, so that it looks like two of them. */
    private Optional<String> skipQuoted(char quote) {
        return skipPast(String.valueOf(quote), at + 1);
    }

    private Optional<String> skipWord() {
        int start = at;
        while (at < text.length() && isWordPart(text.charAt(at))) {
            at++;
        }
        boolean escapes = at - start == 1 && "eE".indexOf(text.charAt(start)) >= 0;
        return quoting == Quoting.POSTGRESQL && escapes && text.startsWith("'", at) ? skipEscaped() : Optional.empty();
    }

    /** PostgreSQL's names may hold a dollar, which then begins no quote. */
    private boolean isWordPart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || (c == '$' && quoting == Quoting.POSTGRESQL);
    }

    /** {@code E'…'}, in which a backslash takes the next character along. */
    private Optional<String> skipEscaped() {
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '\'') {
                return Optional.empty();
            }
            if (c == '\\') {
                at++;
            }
        }
        at = text.length();
        return Optional.of("'");
    }

    private Optional<String> skipDollar() {
        Matcher tag = DOLLAR.matcher(text).region(at, text.length());
        return tag.lookingAt() ? skipPast(tag.group(), tag.end()) : skip();
    }

    /** PostgreSQL's comments nest. */
    private Optional<String> skipComment() {
        if (quoting == Quoting.SQLITE) {
            return skipPast("*/", at + 2);
        }
        int depth = 0;
        while (at < text.length()) {
            if (text.startsWith("/*", at)) {
                depth++;
                at += 2;
            } else if (text.startsWith("*/", at)) {
                at += 2;
                if (--depth == 0) {
                    return Optional.empty();
                }
            } else {
                at++;
            }
        }
        return Optional.of("*/");
    }

    /** @return the end, where it is missing */
    private Optional<String> skipPast(String end, int from) {
        int found = text.indexOf(end, from);
        at = found < 0 ? text.length() : found + end.length();
        return found < 0 ? Optional.of(end) : Optional.empty();
    }
}
