package dbmanager.emulator.embedded.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who has a file of documents, by the note that the process which has it, or had it last, has left beside it: SQLite lets nobody else read the file meanwhile.
 * The note stays, and so tells that the file once was a database.
 *
 * @param process its id
 * @param since when it took the file, by its own clock
 */
public record Owner(long process, Instant since) {
    private static final Pattern NOTE = Pattern.compile("process ([0-9]{1,18}) since (\\S+)\\s*");

    private static Path note(Path file) {
        return file.resolveSibling(file.getFileName() + ".owner");
    }

    static void leave(Path file, Instant now) throws IOException {
        Owner owner = new Owner(ProcessHandle.current().pid(), now);
        Files.writeString(note(file), owner + "\n");
    }

    static boolean wasThere(Path file) {
        return Files.exists(note(file));
    }

    /** Who has the file now, as far as can be told: whoever left the note may have ended, and the next one not yet left another. */
    static Optional<Owner> of(Path file) {
        try {
            Matcher matcher = NOTE.matcher(Files.readString(note(file), StandardCharsets.ISO_8859_1));
            return matcher.matches()
                    ? Optional.of(new Owner(Long.parseLong(matcher.group(1)), Instant.parse(matcher.group(2))))
                            .filter(owner -> ProcessHandle.of(owner.process())
                                    .filter(ProcessHandle::isAlive)
                                    .isPresent())
                    : Optional.empty();
        } catch (IOException | DateTimeException unknown) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "process " + process + " since " + since;
    }
}
