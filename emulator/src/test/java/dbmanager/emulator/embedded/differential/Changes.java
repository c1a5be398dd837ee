package dbmanager.emulator.embedded.differential;

import com.google.firestore.v1.ArrayValue;
import com.google.firestore.v1.BatchWriteRequest;
import com.google.firestore.v1.CommitRequest;
import com.google.firestore.v1.CreateDocumentRequest;
import com.google.firestore.v1.DeleteDocumentRequest;
import com.google.firestore.v1.Document;
import com.google.firestore.v1.DocumentMask;
import com.google.firestore.v1.DocumentTransform;
import com.google.firestore.v1.DocumentTransform.FieldTransform;
import com.google.firestore.v1.DocumentTransform.FieldTransform.ServerValue;
import com.google.firestore.v1.Precondition;
import com.google.firestore.v1.UpdateDocumentRequest;
import com.google.firestore.v1.Value;
import com.google.firestore.v1.Write;
import com.google.protobuf.Timestamp;
import dbmanager.emulator.embedded.differential.Step.Call;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Writes of every kind, most of them well formed. */
final class Changes {
    private final Pool pool;
    private final String database;

    /** @param database {@code projects/…/databases/…} */
    Changes(Pool pool, String database) {
        this.pool = pool;
        this.database = database;
    }

    Call commit(String transaction) {
        return new Call(
                Method.COMMIT,
                CommitRequest.newBuilder()
                        .setDatabase(database)
                        .addAllWrites(writes(3))
                        .setTransaction(Signs.of(transaction))
                        .build());
    }

    Call batchWrite() {
        return new Call(
                Method.BATCH_WRITE,
                BatchWriteRequest.newBuilder()
                        .setDatabase(database)
                        .addAllWrites(writes(3))
                        .build());
    }

    Call create(String id) {
        CreateDocumentRequest.Builder request = CreateDocumentRequest.newBuilder()
                .setParent(pool.parent())
                .setCollectionId(pool.chance(40) ? pool.one("", "c/1", "__x__") : pool.one("c", "d", "s"))
                .setDocumentId(id)
                .setDocument(Document.newBuilder().putAllFields(fields()));
        if (pool.chance(4)) {
            request.setMask(mask());
        }
        return new Call(Method.CREATE_DOCUMENT, request.build());
    }

    Call update() {
        UpdateDocumentRequest.Builder request = UpdateDocumentRequest.newBuilder()
                .setDocument(Document.newBuilder().setName(pool.name()).putAllFields(fields()));
        if (pool.chance(2)) {
            request.setUpdateMask(mask());
        }
        if (pool.chance(4)) {
            request.setMask(mask());
        }
        if (pool.chance(3)) {
            request.setCurrentDocument(precondition());
        }
        return new Call(Method.UPDATE_DOCUMENT, request.build());
    }

    Call delete() {
        DeleteDocumentRequest.Builder request =
                DeleteDocumentRequest.newBuilder().setName(pool.name());
        if (pool.chance(3)) {
            request.setCurrentDocument(precondition());
        }
        return new Call(Method.DELETE_DOCUMENT, request.build());
    }

    DocumentMask mask() {
        return DocumentMask.newBuilder()
                .addAllFieldPaths(IntStream.range(0, pool.upTo(3))
                        .mapToObj(i -> pool.chance(40) ? "__name__" : pool.fieldPath())
                        .toList())
                .build();
    }

    private Map<String, Value> fields() {
        Map<String, Value> fields = new HashMap<>();
        for (int i = pool.upTo(4); i > 0; i--) {
            String field = pool.field();
            fields.put(field, field.equals("n") ? pool.number() : pool.any());
        }
        return fields;
    }

    private Precondition precondition() {
        return switch (pool.upTo(3)) {
            case 0 -> Precondition.newBuilder().setExists(true).build();
            case 1 -> Precondition.newBuilder().setExists(false).build();
            case 2 -> Signs.unchanged();
            default ->
                Precondition.newBuilder()
                        .setUpdateTime(Timestamp.newBuilder().setSeconds(1_000_000_000))
                        .build();
        };
    }

    private Write write() {
        Write.Builder write = Write.newBuilder();
        switch (pool.upTo(9)) {
            case 0 -> write.setDelete(pool.name());
            case 1 ->
                write.setTransform(
                        DocumentTransform.newBuilder().setDocument(pool.name()).addAllFieldTransforms(transforms()));
            default -> {
                write.setUpdate(Document.newBuilder().setName(pool.name()).putAllFields(fields()));
                if (pool.chance(2)) {
                    write.setUpdateMask(mask());
                }
                if (pool.chance(2)) {
                    write.addAllUpdateTransforms(transforms());
                }
            }
        }
        if (pool.chance(5)) {
            write.setCurrentDocument(precondition());
        }
        return pool.chance(200) ? Write.getDefaultInstance() : write.build();
    }

    private List<Write> writes(int most) {
        return IntStream.rangeClosed(0, pool.upTo(most)).mapToObj(i -> write()).toList();
    }

    private List<FieldTransform> transforms() {
        return IntStream.rangeClosed(0, pool.upTo(2)).mapToObj(i -> transform()).toList();
    }

    private FieldTransform transform() {
        FieldTransform.Builder transform =
                FieldTransform.newBuilder().setFieldPath(pool.chance(2) ? "n" : pool.fieldPath());
        Value operand = pool.chance(40) ? pool.any() : pool.number();
        switch (pool.upTo(7)) {
            case 0 ->
                transform.setSetToServerValue(
                        pool.chance(30) ? ServerValue.SERVER_VALUE_UNSPECIFIED : ServerValue.REQUEST_TIME);
            case 1, 2, 3 -> transform.setIncrement(operand);
            case 4 -> transform.setMaximum(operand);
            case 5 -> transform.setMinimum(operand);
            case 6 -> transform.setFieldPath(pool.one("l", "n", "m.x")).setAppendMissingElements(elements());
            default -> transform.setFieldPath(pool.one("l", "n", "m.x")).setRemoveAllFromArray(elements());
        }
        return transform.build();
    }

    private ArrayValue elements() {
        return ArrayValue.newBuilder()
                .addAllValues(IntStream.range(0, pool.upTo(3))
                        .mapToObj(i -> pool.any())
                        .toList())
                .build();
    }
}
