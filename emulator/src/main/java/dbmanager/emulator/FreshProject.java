package dbmanager.emulator;

import java.util.Objects;

/**
 * A project of its own on an emulator that is shared, as {@link FirestoreExtension} gives it to each test.
 *
 * @param id a valid project id that nobody else uses
 */
public record FreshProject(FirestoreEmulator emulator, String id) {
    private static final String DEFAULT_DATABASE = "(default)";

    public FreshProject {
        Objects.requireNonNull(emulator);
        Objects.requireNonNull(id);
    }

    /** Empties its default database. */
    public void wipe() {
        emulator.wipe(id, DEFAULT_DATABASE);
    }
}
