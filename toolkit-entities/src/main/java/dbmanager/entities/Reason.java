package dbmanager.entities;

import java.util.LinkedHashSet;
import java.util.Set;

/** Why classes or their mapping cannot be read, in one line. */
final class Reason {
    private static final int DEEPEST = 4;

    private Reason() {}

    /** What it and its causes say, each once. */
    static String of(Throwable thrown) {
        Set<String> said = new LinkedHashSet<>();
        int depth = 0;
        for (Throwable each = thrown; each != null && depth < DEEPEST; each = each.getCause(), depth++) {
            String words = words(each);
            if (said.stream().noneMatch(earlier -> earlier.contains(words))) {
                said.add(words);
            }
        }
        return String.join(": ", said).replaceAll("\\s+", " ");
    }

    private static String words(Throwable thrown) {
        String message = String.valueOf(thrown.getMessage());
        if (thrown instanceof NoClassDefFoundError || thrown instanceof ClassNotFoundException) {
            return "there is no class " + message.replace('/', '.');
        }
        return thrown instanceof LinkageError || thrown.getMessage() == null
                ? thrown.getClass().getSimpleName() + " " + message
                : message;
    }
}
