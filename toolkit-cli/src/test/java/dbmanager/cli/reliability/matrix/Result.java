package dbmanager.cli.reliability.matrix;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What came of the strikes at one cell.
 *
 * @param outcomes none where it was not run, or did not hold
 * @param struck how much of what could be struck was struck, such as {@code 5 of 143 steps}; empty where that was all of it
 */
record Result(Set<Outcome> outcomes, String struck) {
    static final Result NONE = new Result(Set.of(), "");

    private static final Pattern TEXT = Pattern.compile("(?<words>[a-z, ]+?)(?: \\((?<struck>[^)]+)\\))?");

    /** @throws IllegalArgumentException when it is neither words of {@link Outcome} nor of {@link #NONE} */
    static Result parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return NONE;
        }
        Set<Outcome> outcomes = Arrays.stream(matcher.group("words").split(", "))
                .map(Outcome::of)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Outcome.class)));
        return new Result(outcomes, matcher.group("struck") == null ? "" : matcher.group("struck"));
    }

    @Override
    public String toString() {
        String words = outcomes.stream().map(Outcome::toString).collect(Collectors.joining(", "));
        return words.isEmpty() ? "?" : struck.isEmpty() ? words : words + " (" + struck + ")";
    }
}
