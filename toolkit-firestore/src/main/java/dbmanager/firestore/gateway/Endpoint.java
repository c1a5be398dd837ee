package dbmanager.firestore.gateway;

import java.nio.file.Path;
import java.util.Optional;

/** Which server to ask, and as whom. */
public sealed interface Endpoint {
    /**
     * Google's servers.
     *
     * @param credentials the file of a service account; without one, the Application Default Credentials
     */
    record Production(Optional<Path> credentials) implements Endpoint {}

    /** A server for development: no encryption, no accounts, no limits on speed. */
    record Emulator(String host, int port) implements Endpoint {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }
}
