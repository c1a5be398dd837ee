package dbmanager.cli;

import dbmanager.emulator.embedded.EmbeddedServer;
import dbmanager.emulator.embedded.Options;
import dbmanager.sql.sqlite.NativeLibrary;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Runs typical commands once, so that the JVM can write down which classes a start needs. The launcher calls it in an empty
 * folder; see {@code src/dist/training} for the commands. Those with a Firestore URL find a server on the network. There is none of PostgreSQL to be
 * asked: the classes that speak to one are loaded by their names.
 */
final class Training {
    private static final String CLASS = ".class";
    private static final String EMULATOR = "FIRESTORE_EMULATOR_HOST";

    private Training() {}

    /** Takes the list of commands, one a line, and the folder that the launcher looks into for native libraries. */
    public static void main(String... args) throws IOException, ClassNotFoundException {
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
        loadAllBeside("dbmanager.sql.postgres.PostgresBackend");
        loadAllBeside("org.postgresql.Driver");
        interruption.over();
    }

    /** Every class of the jar that this one is in, at and below its package. */
    private static void loadAllBeside(String name) throws IOException, ClassNotFoundException {
        Class<?> door = Class.forName(name, false, Training.class.getClassLoader());
        String folder = door.getPackageName().replace('.', '/') + "/";
        Path jar = Path.of(URI.create(
                door.getProtectionDomain().getCodeSource().getLocation().toString()));
        if (!Files.isRegularFile(jar)) {
            return;
        }
        try (ZipFile classes = new ZipFile(jar.toFile())) {
            classes.stream()
                    .map(ZipEntry::getName)
                    .filter(entry -> entry.startsWith(folder) && entry.endsWith(CLASS))
                    .forEach(entry -> load(
                            entry.substring(0, entry.length() - CLASS.length()).replace('/', '.')));
        }
    }

    private static void load(String name) {
        try {
            Class.forName(name, false, Training.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            // It is for something that is not here, such as a login of Windows; it would not be loaded at a start
            // either.
        }
    }
}
