package dbmanager.emulator.embedded.store;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.DocumentMask;
import com.google.firestore.v1.DocumentTransform.FieldTransform;
import com.google.firestore.v1.Precondition;
import com.google.firestore.v1.Value;
import com.google.firestore.v1.Write;
import com.google.firestore.v1.WriteResult;
import dbmanager.emulator.embedded.model.DatabaseName;
import dbmanager.emulator.embedded.model.FieldPath;
import dbmanager.emulator.embedded.model.Key;
import dbmanager.emulator.embedded.model.Refused;
import dbmanager.emulator.embedded.model.ResourceName;
import io.grpc.Status;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One write, parsed and checked. What does not depend on what is stored is done when it is made, before anybody waits for it. */
final class Edit {
    private static final String NAME = "__name__";

    private final Write write;
    private final String name;
    private final Key key;
    private final List<FieldPath> mask;
    private final List<Transform> transforms;
    /** Of a write that replaces a document whatever it was; else null. */
    private final byte[] whole;
    /** Of a write whose document is not allowed; else null. */
    private final Refused tooMuch;

    private final Allowed allowed;

    private Edit(Write write, String name, Key key, List<FieldPath> mask, List<Transform> transforms, Allowed allowed) {
        this.write = write;
        this.name = name;
        this.key = key;
        this.mask = mask;
        this.transforms = transforms;
        this.allowed = allowed;
        byte[] body = null;
        Refused refusal = null;
        if (write.hasUpdate() && !write.hasUpdateMask() && transforms.isEmpty()) {
            try {
                body = checked(write.getUpdate().getFieldsMap());
            } catch (Refused refused) {
                refusal = refused;
            }
        }
        this.whole = body;
        this.tooMuch = refusal;
    }

    private byte[] checked(Map<String, Value> fields) {
        byte[] body = Body.of(name, fields);
        allowed.check(name, fields, body.length);
        return body;
    }

    /** @throws Refused INVALID_ARGUMENT where the write is malformed */
    static Edit of(Write write, DatabaseName database, Allowed allowed) {
        checkPrecondition(write.getCurrentDocument());
        return switch (write.getOperationCase()) {
            case UPDATE -> {
                String name = write.getUpdate().getName();
                yield new Edit(
                        write,
                        name,
                        ResourceName.document(name).in(database),
                        mask(write.getUpdateMask()),
                        transforms(write.getUpdateTransformsList()),
                        allowed);
            }
            case DELETE ->
                new Edit(
                        write,
                        write.getDelete(),
                        ResourceName.document(write.getDelete()).in(database),
                        List.of(),
                        List.of(),
                        allowed);
            case TRANSFORM -> {
                String name = write.getTransform().getDocument();
                if (write.getTransform().getFieldTransformsCount() == 0) {
                    throw Refused.invalid("The list of FieldTransform must not be empty.");
                }
                yield new Edit(
                        write,
                        name,
                        ResourceName.document(name).in(database),
                        List.of(),
                        transforms(write.getTransform().getFieldTransformsList()),
                        allowed);
            }
            case OPERATION_NOT_SET -> throw Refused.invalid("empty write operation");
        };
    }

    /** The name of a document is in no mask: it is what it is. */
    private static List<FieldPath> mask(DocumentMask mask) {
        return mask.getFieldPathsList().stream()
                .filter(text -> !text.equals(NAME))
                .map(Edit::field)
                .toList();
    }

    /** @throws Refused INVALID_ARGUMENT where the text is malformed, or names what cannot be written */
    static FieldPath field(String text) {
        FieldPath field = FieldPath.parse(text);
        if (field.isName()) {
            throw Refused.invalid("Invalid reserved name in field path " + text);
        }
        return field;
    }

    private static List<Transform> transforms(List<FieldTransform> wishes) {
        if (wishes.isEmpty()) {
            return List.of();
        }
        List<Transform> transforms = wishes.stream().map(Transform::of).toList();
        for (Transform outer : transforms) {
            for (Transform inner : transforms) {
                if (!inner.field().equals(outer.field()) && outer.field().isPrefixOf(inner.field())) {
                    throw Refused.invalid("Cannot transform property " + outer.field()
                            + " and its nested property at the same time.");
                }
            }
        }
        return transforms;
    }

    private static void checkPrecondition(Precondition expected) {
        Micros.check(expected.getUpdateTime());
        if (!Micros.isWhole(expected.getUpdateTime())) {
            throw Refused.invalid("The update_time of a precondition must be microsecond aligned.");
        }
    }

    Key key() {
        return key;
    }

    /**
     * The version that the write leaves.
     *
     * @param current what there is, maybe a deleted version; null where there is nothing
     * @param older what a new version is put over
     * @param time of the commit
     * @return the current one if the write changes nothing, which is null or deleted where there is no document
     * @throws Refused where the precondition does not hold, or the document would not be allowed
     */
    Stored apply(Stored current, Stored older, long time, WriteResult.Builder result) {
        Optional<Stored> document = Optional.ofNullable(current).filter(version -> !version.isGone());
        check(document);
        if (tooMuch != null) {
            throw tooMuch;
        }
        if (write.hasDelete()) {
            return document.isPresent() ? Stored.gone(key, time, older) : current;
        }
        byte[] body = whole != null ? whole : edited(document, time, result);
        Stored after = document.filter(version -> Body.isOf(body, version)).orElseGet(() -> {
            long created = document.map(Stored::createdMicros).orElse(time);
            return new Stored(key, Body.with(body, created, time), created, time, older);
        });
        result.setUpdateTime(after.updated());
        return after;
    }

    private void check(Optional<Stored> document) {
        Precondition expected = write.getCurrentDocument();
        switch (expected.getConditionTypeCase()) {
            case EXISTS -> {
                if (expected.getExists() && document.isEmpty()) {
                    throw new Refused(Status.Code.NOT_FOUND, "No document to update: " + name);
                }
                if (!expected.getExists() && document.isPresent()) {
                    throw new Refused(Status.Code.ALREADY_EXISTS, "Document already exists: " + name);
                }
            }
            case UPDATE_TIME -> {
                long stored = document.map(Stored::updatedMicros).orElse(0L);
                long base = Micros.of(expected.getUpdateTime());
                if (stored != base) {
                    throw new Refused(
                            Status.Code.FAILED_PRECONDITION,
                            "the stored version (" + stored + ") does not match the required base version (" + base
                                    + ")");
                }
            }
            case CONDITIONTYPE_NOT_SET -> {}
        }
    }

    private byte[] edited(Optional<Stored> document, long time, WriteResult.Builder result) {
        Document.Builder fields = Document.newBuilder();
        if (write.hasUpdate() && !write.hasUpdateMask()) {
            fields.putAllFields(write.getUpdate().getFieldsMap());
        } else {
            document.ifPresent(version -> fields.putAllFields(version.document().getFieldsMap()));
        }
        Map<String, Value> given = write.getUpdate().getFieldsMap();
        for (FieldPath field : mask) {
            field.in(given).ifPresentOrElse(value -> field.set(fields, value), () -> field.delete(fields));
        }
        for (Transform transform : transforms) {
            Value now = transform.apply(transform.field().in(fields.getFieldsMap()), time);
            transform.field().set(fields, now);
            result.addTransformResults(transform.told(now));
        }
        return checked(fields.getFieldsMap());
    }
}
