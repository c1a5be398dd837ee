package dbmanager.masking;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One rule.
 *
 * @param field table or collection and column or field, with dots between them: {@code users.email}, {@code users.address.street}; a {@code *} stands
 *     for any part of a name
 */
public record MaskRule(String field, Mask mask) {
    private static final Pattern SHAPE = Pattern.compile("[^.]+(\\.[^.]+)+");

    /** Whether this can name a field. */
    public static boolean isField(String text) {
        return SHAPE.matcher(text).matches();
    }

    /** {@code users.email=email}, {@code orders.note="none"}; empty when it is no rule. */
    public static Optional<MaskRule> parse(String text) {
        int sign = text.indexOf('=');
        if (sign < 0 || !isField(text.substring(0, sign))) {
            return Optional.empty();
        }
        String word = text.substring(sign + 1);
        boolean quoted = word.length() > 1 && word.startsWith("\"") && word.endsWith("\"");
        String plain = quoted ? word.substring(1, word.length() - 1) : word;
        return Mask.parse(plain, quoted).map(mask -> new MaskRule(text.substring(0, sign), mask));
    }

    /** The parts of its field. */
    List<String> parts() {
        return List.of(field.split("\\."));
    }

    /** In how many of its parts. */
    int wildcards() {
        return (int) parts().stream().filter(part -> part.contains("*")).count();
    }

    /** Whether a name is one that the pattern means; upper and lower case are the same, as they are in SQL. */
    static boolean matches(String pattern, String name) {
        return pattern.indexOf('*') < 0
                ? pattern.equalsIgnoreCase(name)
                : Pattern.compile(
                                Pattern.quote(pattern).replace("*", "\\E.*\\Q"),
                                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
                        .matcher(name)
                        .matches();
    }

    @Override
    public String toString() {
        return field + ": " + mask;
    }
}
