package dbmanager.firestore.gateway;

import dbmanager.problem.Problem;
import io.grpc.ManagedChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
        private static final int MOST_PORT = 65_535;
        private static final Pattern SHAPE = Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[^\\[\\]:/@\\s]+):([0-9]{1,5})");

        /**
         * Of {@code host:port} or {@code [::1]:port}.
         *
         * @throws BadAddress when it is neither
         */
        public static Emulator parse(String text) {
            Matcher matcher = SHAPE.matcher(text);
            if (!matcher.matches()) {
                throw new BadAddress(text);
            }
            int port = Integer.parseInt(matcher.group(2));
            if (port == 0 || port > MOST_PORT) {
                throw new BadAddress(text);
            }
            return new Emulator(matcher.group(1), port);
        }

        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /**
     * A server for development in this process, reached without the network.
     *
     * @param channel to the server, which may start with it; called once for each connection, which shuts it down
     * @param end called when such a connection has been closed
     */
    record InProcess(Supplier<ManagedChannel> channel, Runnable end) implements Endpoint {
        @Override
        public String toString() {
            return "the embedded Firestore";
        }
    }

    /** Whether it stands in for Google's. */
    default boolean isEmulator() {
        return !(this instanceof Production);
    }

    /** What should say where an emulator is does not. */
    final class BadAddress extends Problem {
        private static final long serialVersionUID = 1L;

        BadAddress(String text) {
            super(
                    Kind.CONFIGURATION,
                    "\"" + text + "\" is not the address of a Firestore emulator",
                    "",
                    "write host:port, such as 127.0.0.1:8080, in `emulator:` or FIRESTORE_EMULATOR_HOST");
        }
    }
}
