package dbmanager.cli;

import dbmanager.backend.DatabaseBackend;
import dbmanager.emulator.EmulatorUnavailable;
import dbmanager.emulator.FirestoreEmulator;
import dbmanager.emulator.OfficialSearch;
import dbmanager.environment.DatabaseSettings;
import dbmanager.environment.FirestoreUrl;
import dbmanager.firestore.FirestoreBackend;
import dbmanager.firestore.Scratch;
import dbmanager.firestore.document.DatabaseName;
import dbmanager.firestore.gateway.Connection;
import dbmanager.firestore.gateway.Endpoint;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Which Firestore server a database is on. A class of its own, so that a command on SQLite loads nothing of it. */
public final class FirestoreServers {
    private static final Set<String> OF_ONE_COMMAND = Set.of("embedded", "official", "docker");

    private FirestoreServers() {}

    static DatabaseBackend open(DatabaseSettings database, FirestoreUrl url, Surroundings surroundings) {
        Endpoint endpoint = database.emulator()
                .<Endpoint>map(text -> emulator(database.name(), text))
                .orElseGet(() -> new Endpoint.Production(database.credentials()));
        return FirestoreBackend.at(
                database.name(),
                new Connection(new DatabaseName(url.project(), url.database()), endpoint),
                database.migrations(),
                "db-manager " + Version.text(),
                surroundings.clock(),
                scratch(surroundings));
    }

    private static Endpoint emulator(String database, String text) {
        if (OF_ONE_COMMAND.contains(text)) {
            throw new Unsupported(
                    "database " + database
                            + ": an emulator that starts and ends with each command keeps nothing, and `emulator: "
                            + text + "` would be one",
                    "start one (`gcloud emulators firestore start`) and give its host:port");
        }
        return Endpoint.Emulator.parse(text);
    }

    /** The first emulator that this machine has, started when a throw-away database is needed and ended with it. */
    private static Supplier<Scratch> scratch(Surroundings surroundings) {
        return () -> {
            try {
                FirestoreEmulator emulator = anyEmulator(surroundings);
                return new Scratch(new Endpoint.Emulator(emulator.host(), emulator.port()), emulator::close);
            } catch (EmulatorUnavailable e) {
                throw new Unsupported(e.happened() + ", where a throw-away database could be", e.next());
            }
        };
    }

    /** @throws EmulatorUnavailable when this machine has none; it tells every place that was looked at */
    public static FirestoreEmulator anyEmulator(Surroundings surroundings) {
        return FirestoreEmulator.any(OfficialSearch.on(surroundings.variables(), home(surroundings)));
    }

    private static Path home(Surroundings surroundings) {
        Map<String, String> variables = surroundings.variables();
        return Optional.ofNullable(variables.get("HOME"))
                .or(() -> Optional.ofNullable(variables.get("USERPROFILE")))
                .map(Path::of)
                .orElse(surroundings.workingFolder());
    }
}
