package dbmanager.backup;

import java.util.regex.Pattern;

/** Names that are safe as a file name on every system and as the end of a key. */
final class PartNames {
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");

    private PartNames() {}

    static boolean isSafe(String name) {
        return SAFE.matcher(name).matches()
                && !name.contains("..")
                && !name.endsWith(".")
                && !name.equalsIgnoreCase(Manifest.NAME)
                && !name.equalsIgnoreCase(RestoreText.NAME)
                && !name.equalsIgnoreCase(SuspicionJson.SUSPECT)
                && !name.equalsIgnoreCase(SuspicionJson.ACCEPTED)
                && !VerificationJson.isName(name);
    }

    static void check(String name) {
        if (!isSafe(name)) {
            throw new IllegalArgumentException("not a part name: " + name);
        }
    }
}
