package dbmanager.emulator;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A class path that holds {@link Leash} and nothing else, whatever ours is packed in. A child needs it until it is up. */
record LeashFolder(Path path) implements AutoCloseable {
    private static final Path FILE = Path.of(Leash.class.getName().replace('.', '/') + ".class");

    /** @throws EmulatorUnavailable when there is no room for it */
    static LeashFolder create() {
        try (InputStream bytes =
                Leash.class.getResourceAsStream(FILE.getFileName().toString())) {
            LeashFolder folder = new LeashFolder(Files.createTempDirectory("firestore-emulator-"));
            Files.createDirectories(folder.path.resolve(FILE).getParent());
            Files.copy(bytes, folder.path.resolve(FILE));
            return folder;
        } catch (IOException e) {
            throw new EmulatorUnavailable(
                    "a file of 2 KB cannot be written to " + System.getProperty("java.io.tmpdir"),
                    List.of(RunningServer.said(e)),
                    "make room there, or name another folder with -Djava.io.tmpdir",
                    e);
        }
    }

    @Override
    public void close() {
        try {
            for (Path file = FILE; file != null; file = file.getParent()) {
                Files.deleteIfExists(path.resolve(file));
            }
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // the system empties its temporary folder itself
        }
    }
}
