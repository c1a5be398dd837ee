package dbmanager.emulator.embedded;

import com.google.cloud.firestore.Firestore;
import com.google.cloud.firestore.FirestoreOptions;
import dbmanager.emulator.FirestoreEmulator;
import java.io.IOException;
import java.time.Clock;

/** A server that runs for a test, and Google's client of it. */
final class Running implements AutoCloseable {
    final EmbeddedServer server;
    final String project = FirestoreEmulator.project("embedded");
    final Firestore firestore;

    Running(Options options) throws IOException {
        server = EmbeddedServer.start(options);
        firestore = FirestoreOptions.newBuilder()
                .setProjectId(project)
                .setEmulatorHost(server.host() + ":" + server.port())
                .build()
                .getService();
    }

    Running() throws IOException {
        this(Options.standard(Clock.systemUTC()));
    }

    @Override
    public void close() {
        firestore.shutdownNow();
        server.close();
    }
}
