package dbmanager.backup;

import java.util.Map;

/**
 * With which keys the backups of a store are encrypted, as they say themselves.
 *
 * @param backups how many by key
 * @param unknown how many there are whose manifest is damaged or gone, so that they may need any key
 */
public record KeyUse(Map<KeyId, Long> backups, long unknown) {
    public KeyUse {
        backups = Map.copyOf(backups);
    }
}
