package dbmanager.emulator.embedded.model;

import java.util.regex.Pattern;

/** Names of the form {@code __x__}, of fields, collections and documents, which Firestore keeps for itself. */
public final class Reserved {
    private static final Pattern SHAPE = Pattern.compile("__.*__", Pattern.DOTALL);

    private Reserved() {}

    public static boolean is(String name) {
        return name.startsWith("__") && SHAPE.matcher(name).matches();
    }
}
