package dbmanager.bench;

import com.google.firestore.v1.ArrayValue;
import com.google.firestore.v1.Document;
import com.google.firestore.v1.MapValue;
import com.google.firestore.v1.Value;
import com.google.protobuf.ByteString;
import com.google.protobuf.NullValue;
import com.google.protobuf.Timestamp;
import com.google.type.LatLng;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A shop in Firestore: seven root collections, every fifth document in a subcollection and some of those below a parent that does not exist, all value
 * types; about 500 bytes each. The same arguments always give the same documents.
 */
final class MixedDocuments {
    static final List<String> COLLECTIONS =
            List.of("products", "users", "orders", "reviews", "carts", "events", "settings");

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

    private final Random random = new Random(42);
    private final String database;

    private MixedDocuments(String database) {
        this.database = database;
    }

    static Iterator<Document> of(String database, int number) {
        MixedDocuments mixed = new MixedDocuments(database);
        return IntStream.range(0, number).mapToObj(mixed::document).iterator();
    }

    private Document document(int i) {
        String collection = COLLECTIONS.get(i % COLLECTIONS.size());
        String path = i % 5 == 4
                ? collection + "/" + (i % 10 == 4 ? word(12) : "parent" + i) + "/items/" + word(20)
                : collection + "/" + word(20);
        return Document.newBuilder()
                .setName(database + "/documents/" + path)
                .putFields("name", text(word(24)))
                .putFields("text", text(word(160)))
                .putFields("count", integer(random.nextLong()))
                .putFields("price", real(random.nextInt(100_000) / 100.0))
                .putFields(
                        "active", Value.newBuilder().setBooleanValue(i % 2 == 0).build())
                .putFields(
                        "nothing",
                        Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build())
                .putFields("at", time(i))
                .putFields("raw", Value.newBuilder().setBytesValue(bytes(24)).build())
                .putFields("place", place())
                .putFields("tags", list(text(word(5)), text(word(7)), integer(i)))
                .putFields("address", map("city", text(word(9)), "zip", integer(random.nextInt(99_999))))
                .putFields(
                        "shop",
                        Value.newBuilder()
                                .setReferenceValue(database + "/documents/settings/shop")
                                .build())
                .build();
    }

    private Value place() {
        return Value.newBuilder()
                .setGeoPointValue(LatLng.newBuilder()
                        .setLatitude(random.nextDouble() * 90)
                        .setLongitude(random.nextDouble() * 180))
                .build();
    }

    private static Value time(int i) {
        return Value.newBuilder()
                .setTimestampValue(
                        Timestamp.newBuilder().setSeconds(1_750_000_000L + i).setNanos(123_456_000))
                .build();
    }

    private static Value map(String one, Value first, String other, Value second) {
        return Value.newBuilder()
                .setMapValue(MapValue.newBuilder().putFields(one, first).putFields(other, second))
                .build();
    }

    private static Value list(Value... values) {
        return Value.newBuilder()
                .setArrayValue(ArrayValue.newBuilder().addAllValues(List.of(values)))
                .build();
    }

    private static Value text(String text) {
        return Value.newBuilder().setStringValue(text).build();
    }

    private static Value integer(long number) {
        return Value.newBuilder().setIntegerValue(number).build();
    }

    private static Value real(double number) {
        return Value.newBuilder().setDoubleValue(number).build();
    }

    private ByteString bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }

    private String word(int length) {
        char[] word = new char[length];
        for (int i = 0; i < length; i++) {
            word[i] = LETTERS.charAt(random.nextInt(LETTERS.length()));
        }
        return new String(word);
    }
}
