package dbmanager.emulator;

import java.util.List;

/** The shape of our messages: what happened, how things stand, what to do. */
final class Words {
    private static final String INDENT = "\n         ";

    private Words() {}

    static String of(String happened, String label, List<String> lines, String next) {
        String middle = lines.isEmpty() ? "" : "\n  " + label + ": " + String.join(INDENT, lines);
        return happened + middle + "\n  next:  " + next;
    }
}
