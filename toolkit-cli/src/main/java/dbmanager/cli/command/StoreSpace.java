package dbmanager.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The place where the backups lie, or will lie once there is one. */
final class StoreSpace {
    private StoreSpace() {}

    /** The folder itself, else the nearest above it that is there. */
    static Path existing(Path folder) {
        Path place = folder;
        while (place.getParent() != null && !Files.exists(place)) {
            place = place.getParent();
        }
        return place;
    }

    /** How many bytes this user may still write there; empty where the system does not tell. */
    static Optional<Long> left(Path backups) {
        try {
            return Optional.of(Files.getFileStore(existing(backups)).getUsableSpace());
        } catch (IOException unknown) {
            return Optional.empty();
        }
    }
}
