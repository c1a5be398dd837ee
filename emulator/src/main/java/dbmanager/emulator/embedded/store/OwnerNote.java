package dbmanager.emulator.embedded.store;

import dbmanager.emulator.embedded.FileInUse.Owner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * Who has a file, in a small file beside it. It only names the owner; the lock of the database is what keeps others out, and it is free again after a
 * kill, which leaves the note behind.
 */
final class OwnerNote {
    private final Path place;

    OwnerNote(Path file) {
        place = file.resolveSibling(file.getFileName() + "-owner");
    }

    /** To be called by whoever holds the lock. */
    void write(Instant now) throws IOException {
        Files.writeString(place, ProcessHandle.current().pid() + " " + now + "\n");
    }

    /** Absent where there is no note, or the process that wrote it has ended. */
    Optional<Owner> read() {
        try {
            String[] words =
                    Files.readString(place, StandardCharsets.ISO_8859_1).strip().split(" ", 2);
            Owner owner = new Owner(Long.parseLong(words[0]), Instant.parse(words[words.length - 1]));
            return ProcessHandle.of(owner.process())
                    .filter(ProcessHandle::isAlive)
                    .map(alive -> owner);
        } catch (IOException | NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
    }

    /** To be called by whoever holds the lock. */
    void remove() throws IOException {
        Files.deleteIfExists(place);
    }
}
