package dbmanager.environment;

import dbmanager.yaml.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file {@code .env}: lines of {@code NAME=value}, with or without {@code export}, comments behind {@code #}. A value in quotes may go
 * over several lines; in double quotes {@code \n}, {@code \t}, {@code \"}, {@code \\} and {@code \$} are read as in a shell; in single
 * quotes everything stays as it is, <code>${NAME}</code> too. The last line for a name counts.
 */
final class DotEnv {
    static final String NAME = ".env";

    private static final long LARGEST = 1 << 20;
    private static final Pattern START =
            Pattern.compile("[ \\t]*(export[ \\t]+)?(?<name>[A-Za-z_][A-Za-z0-9_.-]*)[ \\t]*=[ \\t]*");
    private static final Pattern PLAIN = Pattern.compile("(?<value>[^\\n]*?)[ \\t]*((?<=[ \\t])#[^\\n]*)?(?=\\n|\\z)");
    private static final Pattern SINGLE = Pattern.compile("'(?<value>[^']*)'");
    private static final Pattern DOUBLE = Pattern.compile("\"(?<value>(?:[^\"\\\\]|\\\\.)*+)\"", Pattern.DOTALL);
    private static final Pattern REST = Pattern.compile("[ \\t]*(#[^\\n]*)?(\\n|\\z)");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(.)", Pattern.DOTALL);

    private final Path file;
    private final String text;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private int at;
    private int line = 1;

    /** @param literal whether references to variables are left alone */
    record Entry(Place place, String text, boolean literal) {
        /** Not its text, which may be a password. */
        @Override
        public String toString() {
            return place.toString();
        }
    }

    private DotEnv(Path file, String text) {
        this.file = file;
        this.text = text;
    }

    /** No file, no variables. */
    static Map<String, Entry> read(Path folder) {
        Path file = folder.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            return Map.of();
        }
        try {
            if (Files.size(file) > LARGEST) {
                throw BadSetting.tooLarge(file, "1 MiB");
            }
            String text = Files.readString(file).replace("\r\n", "\n");
            return new DotEnv(file, text.startsWith("\uFEFF") ? text.substring(1) : text).entries();
        } catch (IOException e) {
            throw BadSetting.unreadable(file, e);
        }
    }

    private Map<String, Entry> entries() {
        while (at < text.length()) {
            if (!skip(REST)) {
                readEntry();
            }
        }
        return Collections.unmodifiableMap(entries);
    }

    private void readEntry() {
        Place place = new Place(file, line);
        Matcher start = here(START);
        if (!start.lookingAt()) {
            throw new BadSetting(place, "this is not NAME=value", "correct the line, or put a # before it");
        }
        pass(start);
        entries.put(start.group("name"), readValue(place));
        if (!skip(REST)) {
            throw new BadSetting(place, "something follows the closing quote", "put the whole value into the quotes");
        }
    }

    private Entry readValue(Place place) {
        char first = at < text.length() ? text.charAt(at) : '\n';
        Pattern shape = first == '\'' ? SINGLE : first == '"' ? DOUBLE : PLAIN;
        Matcher value = here(shape);
        if (!value.lookingAt()) {
            throw new BadSetting(
                    place,
                    "a quote is opened and not closed",
                    "close it; in single quotes a single quote cannot stand");
        }
        pass(value);
        String inside = value.group("value");
        return new Entry(place, shape == DOUBLE ? unescape(inside) : inside, shape == SINGLE);
    }

    private static String unescape(String inside) {
        return ESCAPE.matcher(inside)
                .replaceAll(escape -> Matcher.quoteReplacement(
                        switch (escape.group(1)) {
                            case "n" -> "\n";
                            case "t" -> "\t";
                            case "r" -> "\r";
                            case "\"", "\\" -> escape.group(1);
                            case "$" -> inside.startsWith("{", escape.end()) ? "$$" : "$";
                            default -> escape.group();
                        }));
    }

    private Matcher here(Pattern pattern) {
        return pattern.matcher(text).region(at, text.length()).useTransparentBounds(true);
    }

    private boolean skip(Pattern pattern) {
        Matcher found = here(pattern);
        if (!found.lookingAt()) {
            return false;
        }
        pass(found);
        return true;
    }

    private void pass(Matcher found) {
        line += (int)
                text.substring(at, found.end()).chars().filter(c -> c == '\n').count();
        at = found.end();
    }
}
