package dbmanager.emulator.embedded.store;

import dbmanager.emulator.embedded.model.Key;
import java.util.Optional;

/**
 * What a commit did to one document; at least one of the two versions is there, and they differ.
 *
 * @param before empty where the document came to be
 * @param after empty where it was deleted
 */
public record Changed(Key key, Optional<Stored> before, Optional<Stored> after) {
    /** What a change costs besides its versions. */
    private static final long OVERHEAD = 200;

    /** How many bytes of memory it holds. */
    long size() {
        return OVERHEAD
                + before.map(Stored::size).orElse(0)
                + after.map(Stored::size).orElse(0);
    }
}
