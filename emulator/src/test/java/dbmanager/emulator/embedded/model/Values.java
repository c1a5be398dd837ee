package dbmanager.emulator.embedded.model;

import com.google.firestore.v1.ArrayValue;
import com.google.firestore.v1.MapValue;
import com.google.firestore.v1.Value;
import com.google.protobuf.ByteString;
import com.google.protobuf.NullValue;
import com.google.protobuf.Timestamp;
import com.google.type.LatLng;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** Values as tests write them, and at random, near each other so that the borders are met. */
public final class Values {
    private static final double[] DOUBLES = {
        0.0,
        -0.0,
        1,
        -1,
        0.5,
        1.5,
        -1.5,
        Double.MIN_VALUE,
        -Double.MIN_VALUE,
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        0x1p53,
        0x1p53 + 2,
        -0x1p53,
        0x1p62,
        0x1p63,
        -0x1p63,
        0x1p64,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.NaN
    };
    private static final long[] LONGS = {
        0,
        1,
        -1,
        2,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        Long.MAX_VALUE - 1,
        Long.MIN_VALUE + 1,
        1L << 53,
        (1L << 53) + 1,
        (1L << 53) + 2,
        -(1L << 53) - 1,
        1L << 62,
        (1L << 62) + 1,
        (1L << 62) - 1
    };
    private static final String[] TEXTS = {
        "", "a", "b", "ab", "a\0", "a\0b", "a\u0001", "é", "\uffff", "\ud83d\ude00", "z"
    };
    private static final String[] KEYS = {"a", "b", "ab", "é"};
    private static final String[] PATHS = {"c/1", "c/10", "c/9", "c/1/d/2", "c/__id7__", "c/__id-3__", "c b/1", "c/é"};

    public static final Value NULL =
            Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build();
    public static final Value NAN = value(Double.NaN);

    private final Random random;

    public Values(Random random) {
        this.random = random;
    }

    public static Value value(long number) {
        return Value.newBuilder().setIntegerValue(number).build();
    }

    public static Value value(double number) {
        return Value.newBuilder().setDoubleValue(number).build();
    }

    public static Value value(boolean truth) {
        return Value.newBuilder().setBooleanValue(truth).build();
    }

    public static Value value(String text) {
        return Value.newBuilder().setStringValue(text).build();
    }

    public static Value bytes(int... bytes) {
        ByteString.Output out = ByteString.newOutput();
        Arrays.stream(bytes).forEach(out::write);
        return Value.newBuilder().setBytesValue(out.toByteString()).build();
    }

    public static Value time(long seconds, int nanos) {
        return Value.newBuilder()
                .setTimestampValue(Timestamp.newBuilder().setSeconds(seconds).setNanos(nanos))
                .build();
    }

    public static Value reference(String path) {
        return Value.newBuilder()
                .setReferenceValue("projects/p/databases/(default)/documents/" + path)
                .build();
    }

    public static Value point(double latitude, double longitude) {
        return Value.newBuilder()
                .setGeoPointValue(LatLng.newBuilder().setLatitude(latitude).setLongitude(longitude))
                .build();
    }

    public static Value array(Value... elements) {
        return Value.newBuilder()
                .setArrayValue(ArrayValue.newBuilder().addAllValues(List.of(elements)))
                .build();
    }

    public static Value map(Map<String, Value> fields) {
        return Value.newBuilder()
                .setMapValue(MapValue.newBuilder().putAllFields(fields))
                .build();
    }

    public static Value vector(double... elements) {
        return map(Map.of(
                "__type__", value("__vector__"),
                "value", array(DoubleStream.of(elements).mapToObj(Values::value).toArray(Value[]::new))));
    }

    /** Of any type, and such that a document may hold it. */
    public Value any() {
        return any(2);
    }

    private Value any(int depth) {
        return switch (random.nextInt(depth == 0 ? 9 : 12)) {
            case 0 -> NULL;
            case 1 -> value(random.nextBoolean());
            case 2 -> value(random.nextInt(4) == 0 ? random.nextLong() : LONGS[random.nextInt(LONGS.length)]);
            case 3 ->
                value(random.nextInt(4) == 0 ? (double) random.nextLong() : DOUBLES[random.nextInt(DOUBLES.length)]);
            case 4 -> time(random.nextInt(3) - 1, random.nextInt(3) * 1000);
            case 5 -> value(TEXTS[random.nextInt(TEXTS.length)]);
            case 6 ->
                bytes(random.ints(random.nextInt(3), 0, 256)
                        .map(b -> b < 128 ? 0 : b)
                        .toArray());
            case 7 -> reference(PATHS[random.nextInt(PATHS.length)]);
            case 8 -> point(DOUBLES[random.nextInt(5)], DOUBLES[random.nextInt(5)]);
            case 9 ->
                array(Stream.of(several(depth))
                        .filter(element ->
                                !element.hasArrayValue() && ValueOrder.Type.of(element) != ValueOrder.Type.VECTOR)
                        .toArray(Value[]::new));
            case 10 ->
                vector(random.doubles(1 + random.nextInt(3)).map(Math::rint).toArray());
            default -> {
                MapValue.Builder map = MapValue.newBuilder();
                for (Value value : several(depth)) {
                    map.putFields(KEYS[random.nextInt(KEYS.length)], value);
                }
                yield Value.newBuilder().setMapValue(map).build();
            }
        };
    }

    private Value[] several(int depth) {
        return Stream.generate(() -> any(depth - 1)).limit(random.nextInt(3)).toArray(Value[]::new);
    }
}
