package dbmanager.backend;

import dbmanager.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Says that what the database calls one name lives on in the model under another: {@code emp:staff}, {@code emp.mail:email}.
 *
 * @param from the name in the database, behind the names of what it lies in: a table alone, or a table and its column
 * @param to the name in the model
 */
public record Rename(List<String> from, String to) {
    private static final Pattern NAME = Pattern.compile("\"(?<quoted>(?:[^\"]|\"\")+)\"|(?<plain>[^\".:]+)");
    private static final Pattern PLAIN = Pattern.compile("[^\".:\\s]+");

    public Rename {
        from = List.copyOf(from);
    }

    /**
     * @param text names with a dot, a colon or a blank in them stand in double quotes
     * @throws BadRename when it is not of this form
     */
    public static Rename parse(String text) {
        List<String> names = new ArrayList<>();
        int colons = 0;
        int at = 0;
        Matcher matcher = NAME.matcher(text);
        while (matcher.find(at) && matcher.start() == at) {
            String quoted = matcher.group("quoted");
            names.add(quoted == null ? matcher.group("plain").strip() : quoted.replace("\"\"", "\""));
            at = matcher.end();
            if (at == text.length()) {
                break;
            }
            colons += text.charAt(at) == ':' ? 1 : 0;
            boolean separated = text.charAt(at) == ':' || (text.charAt(at) == '.' && colons == 0);
            if (!separated) {
                throw BadRename.misspelled(text);
            }
            at++;
        }
        if (at != text.length() || colons != 1 || names.size() < 2 || names.contains("") || text.endsWith(":")) {
            throw BadRename.misspelled(text);
        }
        return new Rename(names.subList(0, names.size() - 1), names.get(names.size() - 1));
    }

    /** The innermost name that changes. */
    public String old() {
        return from.get(from.size() - 1);
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return from.stream().map(Rename::shown).collect(Collectors.joining(".")) + ":" + shown(to);
    }

    private static String shown(String name) {
        return PLAIN.matcher(name).matches() ? name : '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A rename that cannot be meant. */
    public static final class BadRename extends Problem {
        private static final long serialVersionUID = 1L;

        private BadRename(String happened, String next) {
            super(Kind.USAGE, happened, "nothing was written", next);
        }

        private static BadRename misspelled(String text) {
            return new BadRename(
                    "\"" + text + "\" does not say what is renamed",
                    "write --rename TABLE:NEW or --rename TABLE.COLUMN:NEW, names with dots or blanks in double quotes");
        }

        /** @param why behind the words "the rename a:b" */
        public static BadRename because(Rename rename, String why, String next) {
            return new BadRename("the rename " + rename + " " + why, next);
        }
    }
}
