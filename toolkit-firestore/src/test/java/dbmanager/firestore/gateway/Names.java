package dbmanager.firestore.gateway;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Precondition;
import com.google.firestore.v1.Value;
import com.google.firestore.v1.Write;
import dbmanager.emulator.FreshProject;
import dbmanager.firestore.document.DatabaseName;
import dbmanager.firestore.document.DocumentPath;
import io.grpc.ClientInterceptor;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Documents that are told apart by their names, in the default database of a test's own project. */
final class Names {
    private Names() {}

    static Connection connection(FreshProject project, ClientInterceptor... interceptors) {
        return new Connection(
                new DatabaseName(project.id(), "(default)"),
                new Endpoint.Emulator(
                        project.emulator().host(), project.emulator().port()),
                List.of(interceptors));
    }

    static Gateway open(FreshProject project, ClientInterceptor... interceptors) {
        return Gateway.open(connection(project, interceptors));
    }

    static Write set(Gateway gateway, String path, String text) {
        return Write.newBuilder()
                .setUpdate(Document.newBuilder()
                        .setName(new DocumentPath(path).in(gateway.database()))
                        .putFields(
                                "text", Value.newBuilder().setStringValue(text).build()))
                .build();
    }

    static Write set(Gateway gateway, String path) {
        return set(gateway, path, path);
    }

    static Write create(Gateway gateway, String path) {
        return set(gateway, path).toBuilder()
                .setCurrentDocument(Precondition.newBuilder().setExists(false))
                .build();
    }

    static void fill(Gateway gateway, Stream<String> paths) {
        try (Outflow outflow = gateway.outflow(Pace.unlimited(), () -> {})) {
            paths.forEach(path -> outflow.put(set(gateway, path)));
            outflow.finish();
        }
    }

    static List<String> scan(Gateway gateway, Scope scope, Range range) {
        try (Stream<Document> documents = gateway.scan(scope, range, Optional.empty())) {
            return documents
                    .map(document -> DocumentPath.of(document.getName()).text())
                    .toList();
        }
    }

    static List<String> scan(Gateway gateway, Scope scope) {
        return scan(gateway, scope, Range.all());
    }
}
