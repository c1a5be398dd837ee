package dbmanager.firestore.gateway;

import dbmanager.problem.Problem;

/** The server did not answer, or not in time, however often it was asked. */
public final class FirestoreUnreachable extends Problem {
    private static final long serialVersionUID = 1L;

    FirestoreUnreachable(Connection connection, String why, String state, Throwable cause) {
        super(Kind.UNREACHABLE, happened(connection, why), state, next(connection), cause);
    }

    private static String happened(Connection connection, String why) {
        return connection.endpoint().isEmulator()
                ? "the Firestore emulator at " + connection.endpoint() + " does not answer (" + why + ")"
                : "Firestore does not answer for " + connection.database() + " (" + why + ")";
    }

    private static String next(Connection connection) {
        return connection.endpoint() instanceof Endpoint.Emulator
                ? "start the emulator, or correct FIRESTORE_EMULATOR_HOST or `emulator:` in the configuration, and run the command again"
                : "check the network, a proxy or firewall on the way to firestore.googleapis.com:443, and"
                        + " https://status.cloud.google.com; then run the command again";
    }
}
