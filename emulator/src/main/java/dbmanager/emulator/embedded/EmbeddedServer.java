package dbmanager.emulator.embedded;

import dbmanager.emulator.embedded.server.Endpoint;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.net.BindException;

/**
 * A Firestore in this process. It answers {@code google.firestore.v1} over gRPC and over HTTP with JSON, on one port of the loopback interface, to
 * whatever project and database a client names; there is no authentication. Safe for use by several threads.
 */
public final class EmbeddedServer implements AutoCloseable {
    private final Endpoint endpoint;

    private EmbeddedServer(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /**
     * Answers when this returns.
     *
     * @throws BindException when the port is taken
     * @throws dbmanager.emulator.embedded.store.FileUnusable when documents cannot be kept in the file of the options
     * @throws IndexesUnusable when the options name something else as the file of indexes
     * @throws IOException when another file of the options cannot be read; nothing is left running
     */
    public static EmbeddedServer start(Options options) throws IOException {
        return new EmbeddedServer(Endpoint.open(options));
    }

    /** {@code 127.0.0.1}. */
    public String host() {
        return Endpoint.LOOPBACK;
    }

    public int port() {
        return endpoint.port();
    }

    /** A channel that does not go through the network. Whoever asks for it shuts it down. */
    public ManagedChannel inProcess() {
        return endpoint.inProcess();
    }

    /** Deletes every document of a database, at once and without a trace: also what was before. */
    public void wipe(String project, String database) {
        endpoint.wipe(project, database);
    }

    /** Calls that are under way end with UNAVAILABLE; what was answered is kept where it persists. Closing again does nothing. */
    @Override
    public void close() {
        endpoint.close();
    }

    @Override
    public String toString() {
        return "an embedded Firestore on " + host() + ":" + port();
    }
}
