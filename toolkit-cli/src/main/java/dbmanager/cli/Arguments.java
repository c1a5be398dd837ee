package dbmanager.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The words of a command line, put in the order that picocli reads: the command first, whatever options stood before it; and {@code -1}, which is
 * a target and no option, behind a {@code --}.
 *
 * @param command as typed; empty when there is none
 */
record Arguments(Optional<String> command, List<String> words) {
    /** The options before a command whose next word is their value; the launcher knows them too. */
    private static final Set<String> WITH_VALUE =
            Set.of("--env", "--db", "--config", "--url", "--migrations", "--backups", "--output");

    private static final Set<String> WITH_TARGET = Set.of("migrate", "upgrade", "rollback", "downgrade", "stamp");
    private static final Pattern STEPS_BACK = Pattern.compile("-[0-9]+");
    private static final String END_OF_OPTIONS = "--";

    Arguments {
        words = List.copyOf(words);
    }

    static Arguments of(String... typed) {
        List<String> before = new ArrayList<>();
        for (int i = 0; i < typed.length; i++) {
            if (!typed[i].startsWith("-")) {
                List<String> after = List.of(typed).subList(i + 1, typed.length);
                return typed[i].equals("help") ? help(after) : of(typed[i], before, after);
            }
            before.add(typed[i]);
            if (WITH_VALUE.contains(typed[i]) && i + 1 < typed.length) {
                i++;
                before.add(typed[i]);
            }
        }
        return new Arguments(Optional.empty(), before);
    }

    private static Arguments help(List<String> about) {
        return about.isEmpty() ? of("--help") : of(about.get(0), List.of(), List.of("--help"));
    }

    private static Arguments of(String command, List<String> before, List<String> after) {
        List<String> words = new ArrayList<>();
        words.add(command);
        words.addAll(before);
        int end = after.indexOf(END_OF_OPTIONS);
        List<String> options = end < 0 ? after : after.subList(0, end);
        List<String> plain = new ArrayList<>();
        boolean target = WITH_TARGET.contains(command);
        options.forEach(word -> (target && STEPS_BACK.matcher(word).matches() ? plain : words).add(word));
        if (end >= 0) {
            plain.addAll(after.subList(end + 1, after.size()));
        }
        if (!plain.isEmpty()) {
            words.add(END_OF_OPTIONS);
            words.addAll(plain);
        }
        return new Arguments(Optional.of(command), words);
    }

    String[] array() {
        return words.toArray(String[]::new);
    }

    /** Whether the first word, with no command anywhere, asks for this. Nothing need be parsed to answer, and it is asked for most. */
    boolean askFor(String option, String letter) {
        return command.isEmpty()
                && !words.isEmpty()
                && (words.get(0).equals(option) || words.get(0).equals(letter));
    }

    /** Whether a program reads the answer; needed also where the command line cannot be parsed. */
    boolean wantJson() {
        int output = words.lastIndexOf("--output");
        return words.contains("--json")
                || words.stream().anyMatch("--output=json"::equalsIgnoreCase)
                || (output >= 0
                        && output + 1 < words.size()
                        && words.get(output + 1).equalsIgnoreCase("json"));
    }

    boolean wantDetails() {
        return words.contains("--verbose");
    }
}
