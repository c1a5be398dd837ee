package dbmanager.environment;

import dbmanager.backup.Expectation;
import dbmanager.exchange.Checks;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One database of an environment. All paths are absolute; they need not exist.
 *
 * @param migrations the folder of its migrations
 * @param migrationsNamed whether somebody wrote that folder down, in the configuration or on the command line: then it should be there
 * @param model for databases in SQL, the file with the definitions that it should have
 * @param files folders that are backed up with it
 * @param emulator for Firestore, the emulator that stands in for Google's: {@code embedded} or {@code host:port}
 * @param credentials for Firestore, the file with the key of a service account
 * @param expectation what makes a backup of it suspect
 */
public record DatabaseSettings(
        String name,
        DatabaseUrl url,
        Path migrations,
        boolean migrationsNamed,
        Optional<Path> model,
        List<AttachedFolder> files,
        Optional<String> emulator,
        Optional<Path> credentials,
        Checks checks,
        Expectation expectation) {
    public DatabaseSettings {
        files = List.copyOf(files);
    }
}
