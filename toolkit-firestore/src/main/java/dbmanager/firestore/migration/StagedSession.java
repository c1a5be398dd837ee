package dbmanager.firestore.migration;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Value;
import dbmanager.firestore.document.DatabaseName;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.firestore.document.FieldPath;
import dbmanager.firestore.gateway.Scope;
import dbmanager.firestore.session.DocumentView;
import dbmanager.firestore.session.Edit;
import dbmanager.firestore.session.FirestoreSession;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The session of a migration in Java, on whichever stage it plays. */
final class StagedSession implements FirestoreSession {
    private final Stage stage;
    private final SessionValues values;
    private Optional<Throwable> failure = Optional.empty();

    StagedSession(Stage stage, DatabaseName database) {
        this.stage = stage;
        this.values = new SessionValues(database);
    }

    @Override
    public Optional<Map<String, Object>> get(String document) {
        DocumentPath path = new DocumentPath(document);
        return onStage(() -> stage.read(path)).map(values::fromFields);
    }

    @Override
    public void set(String document, Map<String, ?> fields) {
        instruct("set " + document, document, Edit.set(fields));
    }

    @Override
    public void update(String document, Map<String, ?> fields) {
        instruct("update " + document, document, Edit.update(fields));
    }

    @Override
    public void delete(String document) {
        instruct("delete " + document, document, Edit.delete());
    }

    private void instruct(String name, String document, Edit edit) {
        DocumentPath path = new DocumentPath(document);
        Edit.Write write = edit.writes().get(0);
        Map<String, Value> given = values.toFields(write.fields());
        onStage(() -> {
            stage.instruct(
                    name,
                    Optional.of(path),
                    present -> List.of(change(path, write.kind(), given, present.map(Document::getFieldsMap))));
            return path;
        });
    }

    @Override
    public void each(String collection, Function<DocumentView, Edit> edit) {
        sweep("each of " + collection, new Scope.Collection(collection), edit);
    }

    @Override
    public void eachInGroup(String name, Function<DocumentView, Edit> edit) {
        sweep("each of group " + name, new Scope.Group(name), edit);
    }

    private void sweep(String name, Scope scope, Function<DocumentView, Edit> edit) {
        Function<Document, List<Change>> change = document -> {
            DocumentPath path = DocumentPath.of(document.getName());
            View view = new View(path.text(), path.id(), values.fromFields(document.getFieldsMap()));
            return edit.apply(view).writes().stream()
                    .map(write -> change(path, document, write))
                    .toList();
        };
        onStage(() -> stage.sweep(name, scope, new Turning(change, OnError.FAIL)));
    }

    /** After a failure nothing is done any more, whatever the migration makes of it: what comes next may depend on what failed. */
    private <T> T onStage(Supplier<T> work) {
        refuseAfterFailure();
        try {
            return work.get();
        } catch (RuntimeException | Error e) {
            failure = Optional.of(e);
            throw e;
        }
    }

    /** Throws what was thrown first, in case the migration has caught it. */
    void refuseAfterFailure() {
        if (failure.isPresent() && failure.get() instanceof Error error) {
            throw error;
        }
        if (failure.isPresent()) {
            throw (RuntimeException) failure.get();
        }
    }

    private Change change(DocumentPath path, Document document, Edit.Write write) {
        Map<String, Value> given = values.toFields(write.fields());
        return write.document().isPresent()
                ? change(new DocumentPath(write.document().get()), write.kind(), given, Optional.empty())
                : change(path, write.kind(), given, Optional.of(document.getFieldsMap()));
    }

    private static Change change(
            DocumentPath path, Edit.Kind kind, Map<String, Value> given, Optional<Map<String, Value>> present) {
        return switch (kind) {
            case SET -> new Change.Put(path, given, Existing.REPLACE);
            case DELETE -> new Change.Delete(path);
            case UPDATE, REMOVE -> {
                Map<String, Value> fields = present.orElseThrow(
                        () -> DocumentFailed.because(path, "the document", "is to be updated and does not exist"));
                for (Map.Entry<String, Value> field : given.entrySet()) {
                    FieldPath at = FieldPath.parse(field.getKey());
                    fields = kind == Edit.Kind.UPDATE ? at.with(fields, field.getValue()) : at.without(fields);
                }
                yield new Change.Put(path, fields, Existing.REPLACE);
            }
        };
    }

    private record View(String path, String id, Map<String, Object> fields) implements DocumentView {}
}
