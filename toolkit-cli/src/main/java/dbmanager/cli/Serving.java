package dbmanager.cli;

import dbmanager.emulator.embedded.EmbeddedServer;
import dbmanager.emulator.embedded.Options;

/** An embedded Firestore that serves others until this is closed, or a signal ends the process: either way its one file holds all that it has answered. */
public final class Serving implements AutoCloseable {
    private final EmbeddedServer server;
    private final UnderWay underWay;

    private Serving(EmbeddedServer server) {
        this.server = server;
        this.underWay = UnderWay.begin(server::close);
    }

    /** @throws dbmanager.problem.Problem when its port or a file of the options cannot be used */
    public static Serving start(Options options) {
        return new Serving(FirestoreServers.start(options));
    }

    public String host() {
        return server.host();
    }

    public int port() {
        return server.port();
    }

    /** Does not return when a signal came first: the process ends. */
    @Override
    public void close() {
        underWay.end();
        server.close();
    }
}
