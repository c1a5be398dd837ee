package dbmanager.firestore;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Value;
import com.google.firestore.v1.Write;
import dbmanager.backend.LoadMode;
import dbmanager.backend.LoadPolicy;
import dbmanager.backend.Loaded;
import dbmanager.backend.Progress;
import dbmanager.backend.References;
import dbmanager.backend.Safety;
import dbmanager.backend.Selection;
import dbmanager.backup.Backup;
import dbmanager.backup.BackupCatalog;
import dbmanager.backup.BackupReader;
import dbmanager.backup.BackupWriter;
import dbmanager.backup.LocalStore;
import dbmanager.emulator.FreshProject;
import dbmanager.firestore.document.DatabaseName;
import dbmanager.firestore.document.DocumentJson;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.firestore.gateway.Connection;
import dbmanager.firestore.gateway.Endpoint;
import dbmanager.firestore.gateway.Gateway;
import dbmanager.firestore.gateway.Range;
import dbmanager.firestore.gateway.Scope;
import io.grpc.ClientInterceptor;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A database on an emulator, with a shelf of backups. */
final class Place implements AutoCloseable {
    final Gateway gateway;
    final FirestoreBackend backend;
    private final Path folder;
    private final Endpoint endpoint;

    private Place(Endpoint endpoint, DatabaseName name, Path folder, List<ClientInterceptor> interceptors) {
        this.endpoint = endpoint;
        this.folder = folder;
        this.gateway = Gateway.open(new Connection(name, endpoint));
        this.backend = FirestoreBackend.at(
                "shop",
                new Connection(name, endpoint, interceptors),
                folder.resolve("migrations"),
                folder.resolve("lists"),
                "test",
                Clock.systemUTC(),
                () -> new Scratch(endpoint, () -> {}));
    }

    static Place at(FreshProject project, Path folder) {
        return at(project.emulator().host(), project.emulator().port(), project.id(), folder);
    }

    static Place at(String host, int port, String project, Path folder, ClientInterceptor... interceptors) {
        return new Place(
                new Endpoint.Emulator(host, port),
                new DatabaseName(project, "(default)"),
                folder,
                List.of(interceptors));
    }

    /** Another database of the same project. */
    Place beside(String database) {
        return new Place(endpoint, new DatabaseName(database().project(), database), folder, List.of());
    }

    /** The same database, over a connection that something happens to. */
    Place through(ClientInterceptor interceptor) {
        return new Place(endpoint, database(), folder, List.of(interceptor));
    }

    DatabaseName database() {
        return gateway.database();
    }

    Place put(String path, String json) {
        Value fields = DocumentJson.parse(json, database());
        put(List.of(Document.newBuilder()
                .setName(new DocumentPath(path).in(database()))
                .putAllFields(fields.getMapValue().getFieldsMap())
                .build()));
        return this;
    }

    void put(List<Document> documents) {
        List<Write> batch = new ArrayList<>();
        long bytes = 0;
        for (Document document : documents) {
            boolean full = !batch.isEmpty() && bytes + document.getSerializedSize() > 3_000_000;
            if (full || batch.size() == 300) {
                gateway.commit(batch);
                batch.clear();
                bytes = 0;
            }
            batch.add(Write.newBuilder()
                    .setUpdate(Document.newBuilder(document).clearCreateTime().clearUpdateTime())
                    .build());
            bytes += document.getSerializedSize();
        }
        gateway.commit(batch);
    }

    /** Many, which {@code n} counts. */
    void fill(String collection, int documents) {
        put(IntStream.range(0, documents)
                .mapToObj(i -> Document.newBuilder()
                        .setName(new DocumentPath("%s/%06d".formatted(collection, i)).in(database()))
                        .putFields("n", Value.newBuilder().setIntegerValue(i).build())
                        .build())
                .toList());
    }

    void delete(String path) {
        gateway.commit(List.of(Write.newBuilder()
                .setDelete(new DocumentPath(path).in(database()))
                .build()));
    }

    /** The fields of every document of the application, by path. */
    Map<String, Map<String, Value>> documents() {
        Map<String, Map<String, Value>> all = new TreeMap<>();
        scan().forEach(document -> all.put(DocumentPath.of(document.getName()).text(), document.getFieldsMap()));
        return all;
    }

    List<Document> scan() {
        try (Stream<Document> documents = gateway.scan(new Scope.Everything(), Range.all(), Optional.empty())) {
            return documents
                    .filter(document -> !OwnDocuments.isOurs(
                            DocumentPath.of(document.getName()).root()))
                    .toList();
        }
    }

    /** Such as {@code users/1 {"name":"Ada"}}. */
    List<String> texts() {
        return documents().entrySet().stream()
                .map(entry -> entry.getKey() + " " + json(entry.getValue()))
                .toList();
    }

    private String json(Map<String, Value> fields) {
        Value.Builder map = Value.newBuilder();
        map.getMapValueBuilder().putAllFields(fields);
        return DocumentJson.text(map.build(), database());
    }

    BackupCatalog catalog() {
        return new BackupCatalog(new LocalStore(folder.resolve("backups")), Clock.systemUTC(), "test");
    }

    BackupReader backup(String... paths) {
        BackupCatalog catalog = catalog();
        try (BackupWriter writer = catalog.begin(backend.identity(), "test", "requested", List.of(paths))) {
            backend.dump(Selection.of(List.of(paths)), writer, Progress.silent());
            Backup taken = catalog.find(writer.commit().id().text(), any -> true);
            return catalog.open(taken);
        }
    }

    Path file(BackupReader backup, int part) {
        return folder.resolve("backups")
                .resolve(backup.manifest().id().text())
                .resolve(backup.manifest().parts().get(part).name());
    }

    Loaded restore(BackupReader backup, LoadMode mode, String... paths) {
        return restore(backup, new LoadPolicy(mode, References.KEEP), paths);
    }

    Loaded restore(BackupReader backup, LoadPolicy policy, String... paths) {
        return backend.load(backup, Selection.of(List.of(paths)), policy, Safety.none(), Progress.silent());
    }

    void erase() {
        backend.erase(Safety.none(), Progress.silent());
    }

    @Override
    public void close() {
        backend.close();
        gateway.close();
    }
}
