package dbmanager.emulator;

import dbmanager.emulator.FirestoreEmulator.Kind;
import dbmanager.emulator.embedded.EmbeddedServer;
import dbmanager.emulator.embedded.Options;
import dbmanager.emulator.embedded.store.FileUnusable;
import java.io.IOException;
import java.net.BindException;
import java.util.List;

/** Our own, in this process. */
final class InProcessServer implements FirestoreEmulator.Server {
    private final EmbeddedServer server;

    private InProcessServer(EmbeddedServer server) {
        this.server = server;
    }

    static FirestoreEmulator start(Options options) {
        try {
            EmbeddedServer server = EmbeddedServer.start(options);
            return new FirestoreEmulator(
                    Kind.EMBEDDED,
                    "the embedded Firestore",
                    new Address(server.host(), server.port()),
                    new InProcessServer(server));
        } catch (FileUnusable e) {
            throw new EmulatorUnavailable("the embedded Firestore does not start", List.of(e.happened()), e.next(), e);
        } catch (BindException e) {
            throw new EmulatorUnavailable(
                    "the embedded Firestore does not start",
                    List.of(RunningServer.said(e)),
                    "take another port, or 0 for any that is free",
                    e);
        } catch (IOException e) {
            throw new EmulatorUnavailable(
                    "the embedded Firestore does not start",
                    List.of(RunningServer.said(e)),
                    "see whether the files of its options can be read and written",
                    e);
        }
    }

    /** It is up for as long as it is open. */
    @Override
    public void ensureUp() {}

    @Override
    public void wipe(String project, String database) {
        server.wipe(project, database);
    }

    @Override
    public void close() {
        server.close();
    }
}
