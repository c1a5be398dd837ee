package dbmanager.backup;

import java.util.List;

/** Keys to test with. */
public final class Keys {
    /** Its bits are the numbers from 0 to 31. */
    public static final String FIRST =
            "db-manager-key-1:92e41e93:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    public static final String SECOND =
            "db-manager-key-1:15495d48:0707070707070707070707070707070707070707070707070707070707070707";

    private Keys() {}

    /** @param words oldest first */
    public static Keyring of(String... words) {
        List<BackupKey> keys = BackupKey.parse(String.join("\n", words), "a test");
        return Keyring.of(() -> keys);
    }

    static BackupKey key(String word) {
        return BackupKey.parse(word, "a test").get(0);
    }
}
