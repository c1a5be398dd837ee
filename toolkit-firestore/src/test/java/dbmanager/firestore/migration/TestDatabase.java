package dbmanager.firestore.migration;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Value;
import com.google.firestore.v1.Write;
import dbmanager.backend.DryRun.StepPreview;
import dbmanager.backend.Progress;
import dbmanager.backend.StepDone;
import dbmanager.emulator.FreshProject;
import dbmanager.firestore.document.DatabaseName;
import dbmanager.firestore.document.DocumentJson;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.firestore.gateway.Connection;
import dbmanager.firestore.gateway.Endpoint;
import dbmanager.firestore.gateway.Gateway;
import dbmanager.firestore.gateway.Range;
import dbmanager.firestore.gateway.Scope;
import dbmanager.migration.Attribution;
import dbmanager.migration.Direction;
import dbmanager.migration.History;
import dbmanager.migration.Migration;
import dbmanager.migration.Mode;
import dbmanager.migration.Version;
import io.grpc.ClientInterceptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A database on an emulator, with a folder of migrations. */
final class TestDatabase implements AutoCloseable {
    final Gateway gateway;
    final MigrationTracker tracker;
    private final Path folder;

    TestDatabase(Gateway gateway, Path folder) {
        this.gateway = gateway;
        this.folder = folder;
        this.tracker = new MigrationTracker(gateway, "db-manager test");
    }

    static TestDatabase on(FreshProject project, Path folder, ClientInterceptor... interceptors) {
        String address = project.emulator().host();
        return at(address, project.emulator().port(), project.id(), folder, interceptors);
    }

    static TestDatabase at(String host, int port, String project, Path folder, ClientInterceptor... interceptors) {
        return new TestDatabase(
                Gateway.open(new Connection(
                        new DatabaseName(project, "(default)"),
                        new Endpoint.Emulator(host, port),
                        List.of(interceptors))),
                folder);
    }

    TestDatabase ship(String name, String text) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(name), text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void put(String path, String json) {
        gateway.commit(List.of(write(path, json)));
    }

    /** Many, of the same fields but for {@code n}, which counts them. */
    void fill(String collection, int documents) {
        List<Write> writes = new ArrayList<>();
        for (int i = 0; i < documents; i++) {
            writes.add(write("%s/%06d".formatted(collection, i), "{\"n\":" + i + ",\"name\":\"name of " + i + "\"}"));
            if (writes.size() == 500 || i == documents - 1) {
                gateway.commit(writes);
                writes.clear();
            }
        }
    }

    private Write write(String path, String json) {
        Value value = DocumentJson.parse(json, gateway.database());
        return Write.newBuilder()
                .setUpdate(Document.newBuilder()
                        .setName(new DocumentPath(path).in(gateway.database()))
                        .putAllFields(value.getMapValue().getFieldsMap()))
                .build();
    }

    void remove(String path) {
        gateway.commit(List.of(Write.newBuilder()
                .setDelete(new DocumentPath(path).in(gateway.database()))
                .build()));
    }

    /** The fields as JSON; empty when there is no such document. */
    Optional<String> find(String path) {
        return gateway.get(new DocumentPath(path)).map(this::json);
    }

    private String json(Document document) {
        return DocumentJson.text(
                Value.newBuilder()
                        .setMapValue(
                                com.google.firestore.v1.MapValue.newBuilder().putAllFields(document.getFieldsMap()))
                        .build(),
                gateway.database());
    }

    /** Every document that is not db-manager's own. */
    Map<String, String> content() {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Document> documents = gateway.scan(new Scope.Everything(), Range.all(), Optional.empty())) {
            documents.forEach(document -> {
                DocumentPath path = DocumentPath.of(document.getName());
                if (!Bookkeeping.owns(path)) {
                    content.put(path.text(), json(document));
                }
            });
        }
        return content;
    }

    Migration migration(String version) {
        return new FirestoreMigrations(folder, gateway.database())
                .read()
                .versioned()
                .filter(m -> m.version().equals(Optional.of(Version.parse(version))))
                .findFirst()
                .orElseThrow();
    }

    MigrationRunner runner(Runnable fence) {
        return new MigrationRunner(gateway, tracker, fence, IndexPlace.beside(folder, Optional.empty()));
    }

    /** What the steps of these versions would change, one after the other. */
    List<StepPreview> preview(Direction direction, String... versions) {
        List<StepPreview> steps = new ArrayList<>();
        try (Rehearsal rehearsal = runner(() -> {}).rehearsal()) {
            for (String version : versions) {
                steps.addAll(rehearsal.preview(migration(version), direction).steps());
            }
        }
        return steps;
    }

    /** @param most changes that it remembers */
    Rehearsal rehearsal(int most) {
        return new Rehearsal(runner(() -> {}), new Overlay(Reading.of(gateway), gateway.database(), most));
    }

    StepDone run(String version, Direction direction) {
        return runner(() -> {})
                .run(migration(version), direction, Mode.EXECUTE, Attribution.of("anna"), Progress.silent());
    }

    StepDone up(String version) {
        return run(version, Direction.UP);
    }

    StepDone down(String version) {
        return run(version, Direction.DOWN);
    }

    History history() {
        return tracker.history();
    }

    @Override
    public void close() {
        gateway.close();
    }
}
