package dbmanager.firestore.document;

import com.google.firestore.v1.ArrayValue;
import com.google.firestore.v1.Document;
import com.google.firestore.v1.MapValue;
import com.google.firestore.v1.Value;
import com.google.protobuf.ByteString;
import com.google.protobuf.NullValue;
import com.google.protobuf.Timestamp;
import com.google.type.LatLng;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Documents of every kind that Firestore stores, with a liking for the awkward ones; the same for the same seed. Each is within Firestore's limits
 * and has a path of its own, so that all of them can be written to one database. Times have microseconds, which is what Firestore keeps.
 */
public final class RandomDocuments {
    /** Of the form {@code __.*__}. */
    private static final String RESERVED = "____";

    private static final long[] INTEGERS = {
        0,
        1,
        -1,
        42,
        1L << 53,
        (1L << 53) + 1,
        -(1L << 53) - 1,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        999_999_999_999_999_999L
    };
    private static final double[] DOUBLES = {
        0.0,
        -0.0,
        1,
        -1.5,
        0.1,
        19.99,
        1e15,
        1e16,
        Double.parseDouble("2e23"),
        1e300,
        9007199254740992.0,
        Double.MIN_VALUE,
        Double.MIN_NORMAL / 2,
        Double.MIN_NORMAL,
        Double.MAX_VALUE,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY
    };
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "Tea",
            "\u0000",
            "a\u0000b",
            "\"",
            "\\",
            "line\nline\r\n\t\b\f",
            "\u001f\u007f\u0080",
            "Grüße",
            "日本",
            "🍵",
            "👩\u200d👩\u200d👧",
            "\ud83d\ude00\udbff\udfff",
            "\uffff\ufffd\ufeff\u2028",
            "{\"$timestamp\":1}",
            "$map",
            "2026-11-21T02:00:00Z",
            "users/42",
            "null",
            "1.0",
            "NaN");
    private static final List<String> NAMES = List.of(
            "a",
            "name",
            "Name",
            "first-name",
            "a.b",
            ".",
            "`",
            "`a`.`b`",
            "\\",
            "$",
            "$timestamp",
            "$map",
            "$double",
            "__x",
            "x__",
            "_",
            "1",
            " ",
            "ü",
            "日本",
            "🍵",
            "\uffff",
            "\u0000",
            "\"",
            "path",
            "fields",
            "id",
            "value");
    private static final List<String> IDS = List.of(
            "a",
            "B",
            "42",
            "007",
            "a b",
            " ",
            "-",
            "a.b",
            "...",
            "é",
            "日本",
            "🍵",
            "\uffff",
            "\ud83d\ude00",
            "`",
            "$",
            "\"",
            "\\",
            "__x",
            "x__",
            "_",
            RESERVED,
            "___",
            "projects",
            "databases",
            "documents",
            "\u0001",
            "%2F",
            "a:b");
    private static final List<String> NUMBERS = List.of("__id7__", "__id-3__", "__id10__", "__id9223372036854775807__");
    private static final List<String> COLLECTIONS =
            List.of("users", "orders", "projects", "documents", "a b", "ünï", "🍵", "$", "x__", "a.b", "-");
    private static final long FIRST_SECOND = -62_135_596_800L;
    private static final long LAST_SECOND = 253_402_300_799L;
    private static final int DEEPEST_PATH = 100;
    private static final int LARGE = 1_000_000;

    private final Random random;
    private final boolean strict;
    private final DatabaseName home;
    private long count;

    public RandomDocuments(DatabaseName home, long seed) {
        this(home, seed, false);
    }

    /** @param strict without what production refuses and Google's emulator takes: references into other databases, reserved ids */
    public RandomDocuments(DatabaseName home, long seed, boolean strict) {
        this.strict = strict;
        this.home = home;
        this.random = new Random(seed);
    }

    /** The next document, with times of its own and up to a dozen fields; one in 500 has nearly 1 MiB. */
    public Document next() {
        return document(random.nextInt(500) == 0 ? large() : fields(3, random.nextInt(12)));
    }

    /** A document of nearly 1 MiB: text, text of wide characters, bytes, or many numbers. */
    public Document nextLarge() {
        return document(large());
    }

    /** A document at the end of the longest path that there can be. */
    public Document nextDeep() {
        StringBuilder path = new StringBuilder("deep/" + count++);
        for (int depth = 1; depth < DEEPEST_PATH; depth++) {
            path.append("/c/").append(depth);
        }
        return named(path.toString(), fields(1, 3));
    }

    private Document document(Map<String, Value> fields) {
        StringBuilder path = new StringBuilder();
        for (int depth = random.nextInt(4) == 0 ? 1 + random.nextInt(4) : 0; depth > 0; depth--) {
            path.append(one(COLLECTIONS)).append('/').append(id()).append('/');
        }
        path.append(one(COLLECTIONS)).append('/');
        boolean number = random.nextInt(20) == 0;
        count++;
        path.append(number ? "__id" + (random.nextBoolean() ? count : -count) + "__" : one(IDS) + count);
        return named(path.toString(), fields);
    }

    private Document named(String path, Map<String, Value> fields) {
        Timestamp created = time();
        return Document.newBuilder()
                .setName(home + "/documents/" + path)
                .setCreateTime(created)
                .setUpdateTime(random.nextBoolean() ? created : time())
                .putAllFields(fields)
                .build();
    }

    private String id() {
        String id = one(random.nextInt(10) == 0 ? NUMBERS : IDS);
        return strict && id.equals(RESERVED) ? "x" + RESERVED : id;
    }

    /** Fields with values of every kind, nested so many levels deep at most. */
    public Map<String, Value> fields(int depth, int count) {
        Map<String, Value> fields = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            String name = random.nextInt(3) == 0 ? one(NAMES) : "field" + random.nextInt(50);
            fields.put(name, value(depth, true));
        }
        return fields;
    }

    /** A value of any kind. */
    public Value value() {
        return value(3, true);
    }

    /** @param outside not directly within an array, where Firestore takes neither arrays nor vectors */
    private Value value(int depth, boolean outside) {
        Value.Builder value = Value.newBuilder();
        return switch (random.nextInt(depth == 0 ? 10 : 13)) {
            case 0 -> value.setNullValue(NullValue.NULL_VALUE).build();
            case 1 -> value.setBooleanValue(random.nextBoolean()).build();
            case 2, 3 ->
                value.setIntegerValue(
                                random.nextBoolean() ? INTEGERS[random.nextInt(INTEGERS.length)] : random.nextLong())
                        .build();
            case 4 -> value.setDoubleValue(number()).build();
            case 5 -> value.setTimestampValue(time()).build();
            case 6 -> value.setStringValue(text()).build();
            case 7 -> value.setBytesValue(bytes(random.nextInt(40))).build();
            case 8 -> value.setReferenceValue(reference()).build();
            case 9 -> value.setGeoPointValue(place()).build();
            case 10 ->
                value.setMapValue(map(fields(depth - 1, random.nextInt(5)))).build();
            case 11 ->
                outside
                        ? vector(random.nextInt(6))
                        : value.setGeoPointValue(place()).build();
            default -> outside ? array(depth - 1) : value.setStringValue(text()).build();
        };
    }

    private Value array(int depth) {
        ArrayValue.Builder array = ArrayValue.newBuilder();
        for (int size = random.nextInt(5); size > 0; size--) {
            array.addValues(value(depth, false));
        }
        return Value.newBuilder().setArrayValue(array).build();
    }

    private static MapValue map(Map<String, Value> fields) {
        return MapValue.newBuilder().putAllFields(fields).build();
    }

    /** Of one dimension more; Firestore takes neither NaN nor infinity in it. */
    private Value vector(int dimensions) {
        ArrayValue.Builder elements = ArrayValue.newBuilder();
        for (int i = 0; i <= dimensions; i++) {
            double number = number();
            elements.addValues(Value.newBuilder().setDoubleValue(Double.isFinite(number) ? number : 0.5));
        }
        Map<String, Value> fields = Map.of(
                "__type__", Value.newBuilder().setStringValue("__vector__").build(),
                "value", Value.newBuilder().setArrayValue(elements).build());
        return Value.newBuilder().setMapValue(map(fields)).build();
    }

    private double number() {
        return switch (random.nextInt(3)) {
            case 0 -> DOUBLES[random.nextInt(DOUBLES.length)];
            case 1 -> random.nextInt(1_000_000) / 100.0;
            default -> anyDouble();
        };
    }

    /** Any bits, but the one NaN that Firestore keeps. */
    private double anyDouble() {
        double number = Double.longBitsToDouble(random.nextLong());
        return Double.isNaN(number) ? Double.NaN : number;
    }

    private Timestamp time() {
        long seconds = switch (random.nextInt(4)) {
            case 0 -> FIRST_SECOND;
            case 1 -> LAST_SECOND;
            case 2 -> FIRST_SECOND + (long) (random.nextDouble() * (LAST_SECOND - FIRST_SECOND));
            default -> 1_800_000_000L + random.nextInt(100_000);
        };
        int micros = switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> 999_999;
            case 2 -> random.nextInt(1000) * 1000;
            default -> random.nextInt(1_000_000);
        };
        return Timestamp.newBuilder()
                .setSeconds(seconds)
                .setNanos(micros * 1000)
                .build();
    }

    private String text() {
        return switch (random.nextInt(4)) {
            case 0 -> one(TEXTS);
            case 1 -> one(TEXTS) + one(TEXTS) + one(TEXTS);
            case 2 -> codePoints(random.nextInt(30), Character.MAX_CODE_POINT);
            default -> codePoints(random.nextInt(60), 0x7f);
        };
    }

    private String codePoints(int length, int highest) {
        StringBuilder text = new StringBuilder();
        random.ints(length, 0, highest + 1)
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .forEach(text::appendCodePoint);
        return text.toString();
    }

    private ByteString bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        Arrays.fill(bytes, 0, Math.min(length, random.nextInt(3)), (byte) 0);
        return ByteString.copyFrom(bytes);
    }

    /** Into this database, another database of the project, or another project. */
    private String reference() {
        DatabaseName database = switch (strict ? 2 : random.nextInt(5)) {
            case 0 -> new DatabaseName(home.project(), "other");
            case 1 -> new DatabaseName("another-project", "(default)");
            default -> home;
        };
        return database + "/documents/" + one(COLLECTIONS) + '/' + id()
                + (random.nextBoolean() ? "" : "/" + one(COLLECTIONS) + '/' + id());
    }

    private LatLng place() {
        double[] edges = {0.0, -0.0, 1.0, 90, -90};
        boolean edge = random.nextBoolean();
        return LatLng.newBuilder()
                .setLatitude(edge ? edges[random.nextInt(edges.length)] : random.nextDouble() * 180 - 90)
                .setLongitude(edge ? edges[random.nextInt(edges.length)] * 2 : random.nextDouble() * 360 - 180)
                .build();
    }

    private Map<String, Value> large() {
        Value.Builder value = Value.newBuilder();
        return Map.of(
                "large",
                switch (random.nextInt(4)) {
                    case 0 -> value.setStringValue("x".repeat(LARGE)).build();
                    case 1 ->
                        value.setStringValue("\u0000🍵ü".repeat(LARGE / 8)).build();
                    case 2 -> value.setBytesValue(bytes(LARGE)).build();
                    default ->
                        value.setArrayValue(ArrayValue.newBuilder()
                                        .addAllValues(IntStream.range(0, LARGE / 50)
                                                .mapToObj(i -> Value.newBuilder()
                                                        .setDoubleValue(anyDouble())
                                                        .build())
                                                .toList()))
                                .build();
                });
    }

    private String one(List<String> texts) {
        return texts.get(random.nextInt(texts.size()));
    }

    /** So many documents. */
    public Stream<Document> documents(int count) {
        return Stream.generate(this::next).limit(count);
    }
}
