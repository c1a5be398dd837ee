package dbmanager.firestore;

import com.google.firestore.v1.Document;
import dbmanager.backend.BackendContract;
import dbmanager.backend.DatabaseBackend;
import dbmanager.backend.Dialect;
import dbmanager.emulator.FreshProject;
import dbmanager.emulator.OnEveryEmulator;
import dbmanager.firestore.document.DatabaseName;
import dbmanager.firestore.gateway.Connection;
import dbmanager.firestore.gateway.Endpoint;
import dbmanager.firestore.gateway.Gateway;
import dbmanager.firestore.gateway.Range;
import dbmanager.firestore.gateway.Scope;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

@OnEveryEmulator
class FirestoreContractTest extends BackendContract {
    private final FreshProject project;
    private final Map<String, Connection> opened = new TreeMap<>();

    FirestoreContractTest(FreshProject project) {
        this.project = project;
    }

    @Override
    protected Dialect dialect() {
        return new YamlDialect();
    }

    @Override
    protected DatabaseBackend open(String name, Path migrations) {
        Connection connection = opened.computeIfAbsent(name, this::connection);
        return FirestoreBackend.at(
                name,
                connection,
                migrations,
                migrations,
                "contract",
                Clock.systemUTC(),
                () -> new Scratch(connection.endpoint(), () -> {}));
    }

    /** A named database each, of the one project that is emptied after the test. */
    private Connection connection(String name) {
        return new Connection(
                new DatabaseName(project.id() + "-" + name, "(default)"),
                new Endpoint.Emulator(
                        project.emulator().host(), project.emulator().port()));
    }

    @Override
    protected boolean isTransactional() {
        return false;
    }

    @Override
    protected boolean canBeAbsent() {
        return false;
    }

    /** All documents, with the times of their last change. */
    @Override
    protected Object footprint() {
        Map<String, List<Document>> databases = new TreeMap<>();
        opened.forEach((name, connection) -> {
            try (Gateway gateway = Gateway.open(connection);
                    Stream<Document> all = gateway.scan(new Scope.Everything(), Range.all(), Optional.empty())) {
                databases.put(name, all.toList());
            }
        });
        return Map.of("files", super.footprint(), "documents", databases);
    }
}
