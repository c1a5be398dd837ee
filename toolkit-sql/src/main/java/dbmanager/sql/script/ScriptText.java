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

/** SQL as text: what can be seen of it without knowing its grammar. */
public final class ScriptText {
    /** Flyway and SQLite hold it several times over; with this they get by with the memory that the launcher gives them. */
    private static final long LARGEST = 24L << 20;

    private final String text;
    private int at;

    private ScriptText(String text) {
        this.text = text;
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
    public static Optional<Open> open(String text) {
        ScriptText sql = new ScriptText(text);
        while (sql.at < text.length()) {
            int start = sql.at;
            String end = end(text, start);
            sql.skipToken();
            int shortest = text.startsWith("/*", start) ? start + 4 : start + 2;
            if (!end.isEmpty() && (sql.at < shortest || !text.startsWith(end, sql.at - end.length()))) {
                return Optional.of(new Open(line(text, start), end));
            }
        }
        return Optional.empty();
    }

    /** From 1. */
    static int line(String text, int at) {
        return 1 + (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
    }

    private static String end(String text, int at) {
        char first = text.charAt(at);
        return switch (first) {
            case '\'', '"', '`' -> String.valueOf(first);
            case '[' -> "]";
            default -> text.startsWith("/*", at) ? "*/" : "";
        };
    }

    /** The first words of a statement in upper case, names without quotes; punctuation counts as a word. */
    public static List<String> firstWords(String statement, int limit) {
        ScriptText sql = new ScriptText(statement);
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

    private static String unquoted(String token) {
        return token.length() >= 2 && "\"`[".indexOf(token.charAt(0)) >= 0
                ? token.substring(1, token.length() - 1)
                : token;
    }

    private void skipToken() {
        char first = text.charAt(at);
        switch (first) {
            case '\'', '"', '`' -> skipPast(String.valueOf(first), at + 1);
            case '[' -> skipPast("]", at + 1);
            case '-' -> skipIf("--", "\n");
            case '/' -> skipIf("/*", "*/");
            default -> {
                at++;
                if (Character.isLetter(first) || first == '_') {
                    while (at < text.length()
                            && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
                        at++;
                    }
                }
            }
        }
    }

    private void skipIf(String opening, String closing) {
        if (text.startsWith(opening, at)) {
            skipPast(closing, at + opening.length());
        } else {
            at++;
        }
    }

    private void skipPast(String end, int from) {
        int found = text.indexOf(end, from);
        at = found < 0 ? text.length() : found + end.length();
    }
}
