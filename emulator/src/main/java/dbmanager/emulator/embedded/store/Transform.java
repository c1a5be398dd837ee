package dbmanager.emulator.embedded.store;

import com.google.firestore.v1.ArrayValue;
import com.google.firestore.v1.DocumentTransform.FieldTransform;
import com.google.firestore.v1.DocumentTransform.FieldTransform.ServerValue;
import com.google.firestore.v1.DocumentTransform.FieldTransform.TransformTypeCase;
import com.google.firestore.v1.Value;
import com.google.firestore.v1.Value.ValueTypeCase;
import com.google.protobuf.NullValue;
import com.google.protobuf.Timestamp;
import dbmanager.emulator.embedded.model.FieldPath;
import dbmanager.emulator.embedded.model.Refused;
import dbmanager.emulator.embedded.model.ValueOrder;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What the server makes of a field from what it holds. The rules are those of the documentation of {@code DocumentTransform.FieldTransform} in
 * google.firestore.v1.
 */
record Transform(FieldPath field, FieldTransform wish) {
    private static final Value NOTHING =
            Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build();
    private static final long MILLISECOND = 1000;

    /** @throws Refused INVALID_ARGUMENT where it is none that there is */
    static Transform of(FieldTransform wish) {
        FieldPath field = Edit.field(wish.getFieldPath());
        switch (wish.getTransformTypeCase()) {
            case INCREMENT -> number(wish.getIncrement());
            case MAXIMUM -> number(wish.getMaximum());
            case MINIMUM -> number(wish.getMinimum());
            case SET_TO_SERVER_VALUE -> {
                if (wish.getSetToServerValue() != ServerValue.REQUEST_TIME) {
                    throw Refused.invalid("ServerValue type must be specified for set_to_server_value transformation.");
                }
            }
            case APPEND_MISSING_ELEMENTS, REMOVE_ALL_FROM_ARRAY -> {}
            case TRANSFORMTYPE_NOT_SET ->
                throw Refused.invalid("Operation type must be specified for field transformation.");
        }
        return new Transform(field, wish);
    }

    private static void number(Value operand) {
        if (!isNumber(operand)) {
            throw Refused.invalid("Input must be int64 or double.");
        }
    }

    private static boolean isNumber(Value value) {
        return value.getValueTypeCase() == ValueTypeCase.INTEGER_VALUE || isDouble(value);
    }

    private static boolean isDouble(Value value) {
        return value.getValueTypeCase() == ValueTypeCase.DOUBLE_VALUE;
    }

    /** @param time of the commit, in microseconds */
    Value apply(Optional<Value> held, long time) {
        return switch (wish.getTransformTypeCase()) {
            case SET_TO_SERVER_VALUE ->
                Value.newBuilder().setTimestampValue(serverTime(time)).build();
            case INCREMENT ->
                held.filter(Transform::isNumber)
                        .map(number -> sum(number, wish.getIncrement()))
                        .orElse(wish.getIncrement());
            case MAXIMUM ->
                held.filter(Transform::isNumber)
                        .map(number -> farther(number, wish.getMaximum(), 1))
                        .orElse(wish.getMaximum());
            case MINIMUM ->
                held.filter(Transform::isNumber)
                        .map(number -> farther(number, wish.getMinimum(), -1))
                        .orElse(wish.getMinimum());
            case APPEND_MISSING_ELEMENTS ->
                append(elements(held), kept(wish.getAppendMissingElements().getValuesList()));
            case REMOVE_ALL_FROM_ARRAY ->
                remove(elements(held), kept(wish.getRemoveAllFromArray().getValuesList()));
            case TRANSFORMTYPE_NOT_SET -> throw new IllegalStateException("checked when it was made");
        };
    }

    /** What a write result says of it. */
    Value told(Value now) {
        TransformTypeCase type = wish.getTransformTypeCase();
        return type == TransformTypeCase.APPEND_MISSING_ELEMENTS || type == TransformTypeCase.REMOVE_ALL_FROM_ARRAY
                ? NOTHING
                : now;
    }

    private static Timestamp serverTime(long time) {
        return Micros.timestamp(time - Math.floorMod(time, MILLISECOND));
    }

    private static Value sum(Value held, Value operand) {
        if (isDouble(held) || isDouble(operand)) {
            return Value.newBuilder()
                    .setDoubleValue(asDouble(held) + asDouble(operand))
                    .build();
        }
        long a = held.getIntegerValue();
        long b = operand.getIntegerValue();
        long sum = a + b;
        boolean overflow = ((a ^ sum) & (b ^ sum)) < 0;
        return Value.newBuilder()
                .setIntegerValue(overflow ? (a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum)
                .build();
    }

    private static double asDouble(Value number) {
        return isDouble(number) ? number.getDoubleValue() : number.getIntegerValue();
    }

    /** NaN wins over every number; of two that are equal the one that is held stays, with its type. */
    private static Value farther(Value held, Value operand, int direction) {
        if (isNaN(held) || isNaN(operand)) {
            return isNaN(held) ? held : operand;
        }
        return ValueOrder.compare(operand, held) * direction > 0 ? operand : held;
    }

    private static boolean isNaN(Value number) {
        return isDouble(number) && Double.isNaN(number.getDoubleValue());
    }

    private static List<Value> elements(Optional<Value> held) {
        return held.map(value -> kept(value.getArrayValue().getValuesList())).orElse(List.of());
    }

    /** So that two times in one microsecond are one element. */
    private static List<Value> kept(List<Value> elements) {
        return elements.stream().map(Body::kept).toList();
    }

    private static Value append(List<Value> held, List<Value> wanted) {
        TreeSet<Value> there = new TreeSet<>(ValueOrder.COMPARATOR);
        there.addAll(held);
        ArrayValue.Builder all = ArrayValue.newBuilder().addAllValues(held);
        for (Value value : wanted) {
            if (there.add(value)) {
                all.addValues(value);
            }
        }
        return Value.newBuilder().setArrayValue(all).build();
    }

    private static Value remove(List<Value> held, List<Value> unwanted) {
        TreeSet<Value> out = new TreeSet<>(ValueOrder.COMPARATOR);
        out.addAll(unwanted);
        ArrayValue.Builder rest = ArrayValue.newBuilder();
        for (Value value : held) {
            if (!out.contains(value)) {
                rest.addValues(value);
            }
        }
        return Value.newBuilder().setArrayValue(rest).build();
    }
}
