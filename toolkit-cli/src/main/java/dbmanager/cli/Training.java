package dbmanager.cli;

import dbmanager.emulator.embedded.EmbeddedServer;
import dbmanager.emulator.embedded.Options;
import dbmanager.sql.sqlite.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Runs typical commands once, so that the JVM can write down which classes a start needs. The launcher calls it in an empty
 * folder; see {@code src/dist/training} for the commands. Those with a Firestore URL find a server on the network.
 */
final class Training {
    private static final String EMULATOR = "FIRESTORE_EMULATOR_HOST";

    private Training() {}

    /** Takes the list of commands, one a line, and the folder that the launcher looks into for native libraries. */
    public static void main(String... args) throws IOException {
        Interruption interruption = Interruption.await();
        DbManager.nameWhatLibrariesSearch();
        Path commands = Path.of(args[0]);
        Path libraries = Path.of(args[1]);
        NativeLibrary.unpackInto(libraries);
        Surroundings here = DbManager.real();
        try (EmbeddedServer server = FirestoreServers.start(Options.standard(here.clock()))) {
            Surroundings overNetwork = here.with(Map.of(EMULATOR, server.host() + ":" + server.port()));
            for (String line : Files.readAllLines(commands)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    DbManager.run(
                            line.contains("firestore://") ? overNetwork : here,
                            line.strip().split("\\s+"));
                }
            }
        }
        interruption.over();
    }
}
