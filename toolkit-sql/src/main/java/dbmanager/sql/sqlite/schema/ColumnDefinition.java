package dbmanager.sql.sqlite.schema;

import dbmanager.sql.schema.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A column, without the constraints that belong to the table.
 *
 * @param text all of it, constraints too, as it was written
 * @param type in capitals; empty for none
 * @param notNull {@code NOT NULL}, with its conflict clause
 * @param defaultText the value as it was written, if that is not NULL
 * @param collation in capitals, if it is not BINARY
 * @param expression of a generated column, canonical, and how it is kept
 * @param names folded, of everything that its text mentions, itself left out
 */
record ColumnDefinition(
        String name,
        String text,
        String type,
        Optional<String> notNull,
        Optional<Default> defaultText,
        Optional<String> collation,
        Optional<String> expression,
        Set<String> names) {

    /**
     * @param canonical for comparison
     * @param constant whether it is the same value for every row, known before there is any
     */
    record Default(String text, String canonical, boolean constant) {}

    String folded() {
        return Token.folded(name);
    }

    boolean isGenerated() {
        return expression.isPresent();
    }

    boolean isStored() {
        return expression.filter(e -> e.endsWith("STORED")).isPresent();
    }

    boolean isText() {
        Set<String> words = Set.of("CHAR", "CLOB", "TEXT");
        return !type.contains("INT") && words.stream().anyMatch(type::contains);
    }

    /** A value of its type that says nothing. */
    String standIn() {
        boolean bytes = type.isEmpty() || type.contains("BLOB");
        return isText() ? "''" : bytes ? "x''" : "0";
    }

    /** Whether it is defined as this one, the name aside. */
    boolean isLike(ColumnDefinition other) {
        return differences(other).isEmpty();
    }

    /** What becomes different from here to there, for the reader. */
    List<String> differences(ColumnDefinition next) {
        List<String> differences = new ArrayList<>();
        if (!type.equals(next.type)) {
            differences.add("type " + shown(type) + " -> " + shown(next.type));
        }
        change("NOT NULL", notNull, next.notNull).ifPresent(differences::add);
        if (!defaultText.map(Default::canonical).equals(next.defaultText.map(Default::canonical))) {
            change("default", defaultText.map(Default::text), next.defaultText.map(Default::text))
                    .ifPresent(differences::add);
        }
        change("collation", collation, next.collation).ifPresent(differences::add);
        change("generated as", expression, next.expression).ifPresent(differences::add);
        return differences;
    }

    private static Optional<String> change(String what, Optional<String> before, Optional<String> after) {
        if (before.equals(after)) {
            return Optional.empty();
        }
        String name = what.toLowerCase(Locale.ROOT).equals(what) ? what + " " : "";
        return Optional.of(
                before.isEmpty()
                        ? name + after.get() + " comes"
                        : after.isEmpty() ? name + before.get() + " goes" : name + before.get() + " -> " + after.get());
    }

    private static String shown(String type) {
        return type.isEmpty() ? "none" : type;
    }

    static Set<String> names(List<Token> tokens) {
        Set<String> names = new TreeSet<>();
        tokens.stream().filter(Token::isName).forEach(token -> names.add(Token.folded(token.name())));
        return names;
    }
}
