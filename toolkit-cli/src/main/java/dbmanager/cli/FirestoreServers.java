package dbmanager.cli;

import dbmanager.backend.DatabaseBackend;
import dbmanager.emulator.embedded.EmbeddedServer;
import dbmanager.emulator.embedded.IndexesUnusable;
import dbmanager.emulator.embedded.Limits;
import dbmanager.emulator.embedded.Options;
import dbmanager.emulator.embedded.store.FileUnusable;
import dbmanager.environment.DatabaseSettings;
import dbmanager.environment.FirestoreUrl;
import dbmanager.file.PrivateFile;
import dbmanager.firestore.FirestoreBackend;
import dbmanager.firestore.Scratch;
import dbmanager.firestore.document.DatabaseName;
import dbmanager.firestore.gateway.Connection;
import dbmanager.firestore.gateway.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;

/** Which Firestore server a database is on. A class of its own, so that a command on SQLite loads nothing of it. */
public final class FirestoreServers {
    /** Where embedded databases are kept, in the folder of the configuration. */
    static final String FOLDER = ".db-manager";

    private static final String EMBEDDED = "embedded";
    private static final Set<String> OF_ONE_COMMAND = Set.of("official", "docker");

    private FirestoreServers() {}

    /**
     * @param base the folder of the configuration
     * @param lists the folder for what is too long for a message
     * @param patience how long to wait where another process has the file of an embedded one
     */
    static DatabaseBackend open(
            DatabaseSettings database,
            FirestoreUrl url,
            Path base,
            Path lists,
            Surroundings surroundings,
            Duration patience) {
        DatabaseName name = new DatabaseName(url.project(), url.database());
        Endpoint endpoint = database.emulator()
                .map(text -> emulator(
                        database.name(),
                        text,
                        () -> keptIn(fileOf(url, base), surroundings).waiting(patience)))
                .orElseGet(() -> new Endpoint.Production(database.credentials()));
        return FirestoreBackend.at(
                database.name(),
                new Connection(name, endpoint),
                database.migrations(),
                lists,
                "db-manager " + Version.text(),
                surroundings.clock(),
                () -> scratch(surroundings));
    }

    private static Endpoint emulator(String database, String text, Supplier<Options> options) {
        if (text.equals(EMBEDDED)) {
            return new Embedded(() -> start(options.get())).endpoint();
        }
        if (OF_ONE_COMMAND.contains(text)) {
            throw new Unsupported(
                    "database " + database
                            + ": an emulator that starts and ends with each command keeps nothing, and `emulator: "
                            + text + "` would be one",
                    "say `emulator: embedded`, or start one (`db-manager emulator`) and give its host:port");
        }
        return Endpoint.Emulator.parse(text);
    }

    private static Path fileOf(FirestoreUrl url, Path base) {
        String more = url.database().equals(FirestoreUrl.DEFAULT_DATABASE) ? "" : "-" + url.database();
        return base.resolve(FOLDER).resolve("firestore-" + url.project() + more + ".db");
    }

    /** So that the name of a folder in it outlives a loss of power; a file system that cannot do that is no reason to refuse. */
    private static void sync(Path folder) {
        try {
            PrivateFile.syncNames(folder);
        } catch (IOException e) {
            System.getLogger(FirestoreServers.class.getName())
                    .log(System.Logger.Level.DEBUG, "not forced: {0} ({1})", folder, e.toString());
        }
    }

    private static Options keptIn(Path file, Surroundings surroundings) {
        try {
            Path folder = file.getParent();
            if (Files.notExists(folder)) {
                Files.createDirectories(folder);
                sync(folder.toAbsolutePath().getParent());
            }
            Path ignored = folder.resolve(".gitignore");
            if (Files.notExists(ignored)) {
                Files.writeString(ignored, "*\n");
            }
        } catch (IOException e) {
            throw new EmulatorNotStarted(e);
        }
        return Options.standard(surroundings.clock()).persistingIn(file);
    }

    /** In memory, and without limits: what is restored there was in a Firestore before. */
    private static Scratch scratch(Surroundings surroundings) {
        Embedded server =
                new Embedded(() -> start(Options.standard(surroundings.clock()).withLimits(Limits.lenient())));
        return new Scratch(new Endpoint.InProcess(() -> server.running().inProcess(), () -> {}), server::close);
    }

    /** @throws dbmanager.problem.Problem when its port or a file of the options cannot be used */
    static EmbeddedServer start(Options options) {
        try {
            return EmbeddedServer.start(options);
        } catch (FileUnusable e) {
            throw new EmulatorNotStarted(e, options.patience());
        } catch (IndexesUnusable e) {
            throw new EmulatorNotStarted(e);
        } catch (IOException e) {
            throw new EmulatorNotStarted(e);
        }
    }

    /** A server that starts with its first connection. */
    private static final class Embedded {
        private final Supplier<EmbeddedServer> start;
        private EmbeddedServer server;

        Embedded(Supplier<EmbeddedServer> start) {
            this.start = start;
        }

        synchronized EmbeddedServer running() {
            if (server == null) {
                server = start.get();
            }
            return server;
        }

        synchronized void close() {
            if (server != null) {
                server.close();
                server = null;
            }
        }

        /** It ends with its one connection. */
        Endpoint endpoint() {
            return new Endpoint.InProcess(() -> running().inProcess(), this::close);
        }
    }
}
