package dbmanager.sql.schema;

import dbmanager.backend.Rename;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a model says in comments about the names of yesterday:
 *
 * <pre>
 * -- renamed_from: emp
 * CREATE TABLE staff (
 *     id INTEGER PRIMARY KEY,
 *     email TEXT -- renamed_from: mail
 * );
 * </pre>
 *
 * A comment that stands alone on its line speaks of the table or column that follows, one behind something of what stands before it on its line.
 */
public final class RenameHints {
    private static final Pattern HINT =
            Pattern.compile("(?:--|/\\*)\\s*renamed_from:\\s*(?<old>.*?)\\s*(?:\\*/)?\\s*", Pattern.DOTALL);

    private final List<Token> tokens;
    private final String text;
    private final List<Rename> found = new ArrayList<>();

    private Optional<String> table = Optional.empty();
    private Optional<String> column = Optional.empty();

    /** Said, but not yet of whom. */
    private Optional<String> open = Optional.empty();

    private int depth;
    private boolean columnDue;

    private RenameHints(String ddl) {
        this.text = ddl;
        this.tokens = Token.all(ddl);
    }

    /** All of them, in the order of the text. A column's old name stands behind the name that its table has in the model. */
    public static List<Rename> in(String ddl) {
        return ddl.contains("renamed_from") ? new RenameHints(ddl).read() : List.of();
    }

    private List<Rename> read() {
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            switch (token.kind()) {
                case COMMENT -> comment(token);
                case SPACE -> {}
                default -> {
                    if (depth == 0 && token.is("CREATE")) {
                        createTable(i).ifPresent(this::begin);
                    }
                    word(token);
                }
            }
        }
        return found;
    }

    private void begin(String name) {
        table = Optional.of(name);
        column = Optional.empty();
        take(name);
    }

    private void word(Token token) {
        if (columnDue && token.isName()) {
            columnDue = false;
            column = Optional.of(token.name());
            take(token.name());
        }
        if (token.is("(")) {
            depth++;
            columnDue = depth == 1 && table.isPresent();
        } else if (token.is(")")) {
            depth--;
        } else if (token.is(",") && depth == 1) {
            columnDue = table.isPresent();
        } else if (token.is(";") && depth <= 0) {
            depth = 0;
            table = Optional.empty();
            column = Optional.empty();
        }
    }

    private void comment(Token token) {
        Matcher hint = HINT.matcher(token.text());
        if (!hint.matches()) {
            return;
        }
        Token unquoted = Token.of(hint.group("old")).stream().findFirst().orElse(token);
        open = Optional.of(unquoted.isName() ? unquoted.name() : hint.group("old"));
        if (!standsAlone(token)) {
            column.or(() -> table).ifPresent(this::take);
        }
    }

    /** The hint that is open, if there is one, speaks of this. */
    private void take(String name) {
        open.ifPresent(old -> {
            List<String> from = column.isPresent() ? List.of(table.orElseThrow(), old) : List.of(old);
            found.add(new Rename(from, name));
            open = Optional.empty();
        });
    }

    private boolean standsAlone(Token token) {
        int lineStart = text.lastIndexOf('\n', token.at()) + 1;
        return text.substring(lineStart, token.at()).isBlank();
    }

    /** The name in {@code CREATE TABLE [IF NOT EXISTS] [schema.]name}, if it is that. */
    private Optional<String> createTable(int at) {
        List<Token> words = tokens.subList(at, tokens.size()).stream()
                .filter(t -> t.kind() != Token.Kind.SPACE && t.kind() != Token.Kind.COMMENT)
                .limit(8)
                .toList();
        int next = 1;
        if (words.size() < 3 || !words.get(next++).is("TABLE")) {
            return Optional.empty();
        }
        if (words.get(next).is("IF")) {
            next += 3;
        }
        if (next + 2 < words.size() && words.get(next + 1).is(".")) {
            next += 2;
        }
        return next < words.size() && words.get(next).isName()
                ? Optional.of(words.get(next).name())
                : Optional.empty();
    }
}
