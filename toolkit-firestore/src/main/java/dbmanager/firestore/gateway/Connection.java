package dbmanager.firestore.gateway;

import dbmanager.firestore.document.DatabaseName;
import io.grpc.ClientInterceptor;
import java.util.List;

/**
 * One database at one server.
 *
 * @param interceptors see every call before it leaves, the first one first
 */
public record Connection(DatabaseName database, Endpoint endpoint, List<ClientInterceptor> interceptors) {
    public Connection {
        interceptors = List.copyOf(interceptors);
    }

    public Connection(DatabaseName database, Endpoint endpoint) {
        this(database, endpoint, List.of());
    }
}
