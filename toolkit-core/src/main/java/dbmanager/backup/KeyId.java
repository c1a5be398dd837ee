package dbmanager.backup;

import java.util.regex.Pattern;

/**
 * By which a {@link BackupKey} is named in backups and messages: 8 hexadecimal digits that are computed from the key and tell nothing of it.
 */
public record KeyId(String text) {
    private static final Pattern SHAPE = Pattern.compile("[0-9a-f]{8}");

    public KeyId {
        if (!isWellFormed(text)) {
            throw new IllegalArgumentException("not the id of a key: " + text);
        }
    }

    static boolean isWellFormed(String text) {
        return SHAPE.matcher(text).matches();
    }

    @Override
    public String toString() {
        return text;
    }
}
