package dbmanager.emulator.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.firestore.v1.ArrayValue;
import com.google.firestore.v1.Document;
import com.google.firestore.v1.DocumentTransform.FieldTransform;
import com.google.firestore.v1.DocumentTransform.FieldTransform.ServerValue;
import com.google.firestore.v1.MapValue;
import com.google.firestore.v1.Value;
import com.google.firestore.v1.Write;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.type.LatLng;
import dbmanager.emulator.embedded.model.Refused;
import io.grpc.Status;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
    private static final String DATABASE = "projects/shop/databases/(default)";
    private static final Limits LIMITS = Limits.production();

    private static Value text(String text) {
        return Value.newBuilder().setStringValue(text).build();
    }

    private static Value map(Map<String, Value> fields) {
        return Value.newBuilder()
                .setMapValue(MapValue.newBuilder().putAllFields(fields))
                .build();
    }

    private static Value array(Value... elements) {
        return Value.newBuilder()
                .setArrayValue(ArrayValue.newBuilder().addAllValues(List.of(elements)))
                .build();
    }

    private static Value vector(int dimensions) {
        Value number = Value.newBuilder().setDoubleValue(1).build();
        return map(Map.of(
                "__type__",
                text("__vector__"),
                "value",
                array(Collections.nCopies(dimensions, number).toArray(Value[]::new))));
    }

    private static void check(Value value) {
        LIMITS.fields(Map.of("field", value), DATABASE);
    }

    private static void refused(Runnable check, String text) {
        assertThatThrownBy(check::run)
                .isInstanceOfSatisfying(
                        Refused.class, e -> assertThat(e.code()).isEqualTo(Status.Code.INVALID_ARGUMENT))
                .hasMessageContaining(text);
    }

    /** The example of Firestore's own documentation. */
    @Test
    void a_document_is_counted_as_firestore_counts_it() {
        Map<String, Value> fields = Map.of(
                "type", text("Personal"),
                "done", Value.newBuilder().setBooleanValue(false).build(),
                "priority", Value.newBuilder().setIntegerValue(1).build(),
                "description", text("Learn Cloud Firestore"));

        assertThat(Sizes.document("users/jeff/tasks/my_task_id", fields)).isEqualTo(147);
        assertThat(Sizes.name("tasks/__id7__")).isEqualTo(6 + 8 + 16);
        assertThat(Sizes.value(vector(3))).isEqualTo(24);
        assertThat(Sizes.utf8("aé€😀")).isEqualTo(1 + 2 + 3 + 4);
    }

    @Test
    void a_document_of_exactly_a_mebibyte_is_the_largest() {
        String name = DATABASE + "/documents/a/b";
        int around = (int) Sizes.document("a/b", Map.of("f", text("")));
        Map<String, Value> largest = Map.of("f", text("x".repeat(1_048_576 - around)));
        Map<String, Value> larger = Map.of("f", text("x".repeat(1_048_577 - around)));

        assertThatCode(() -> LIMITS.document(name, largest, 1_048_000)).doesNotThrowAnyException();
        refused(
                () -> LIMITS.document(name, larger, 1_048_000),
                "Document '" + name
                        + "' cannot be written because its size (1,048,577 bytes) exceeds the maximum allowed"
                        + " size of 1,048,576 bytes.");
        assertThatCode(() -> Limits.lenient().document(name, larger, 1_048_000)).doesNotThrowAnyException();
    }

    @Test
    void a_string_may_be_as_long_as_the_documentation_says() {
        assertThatCode(() -> check(text("x".repeat(1_048_487)))).doesNotThrowAnyException();
        refused(
                () -> check(text("x".repeat(1_048_488))),
                "The value of property \"field\" is longer than 1048487 bytes.");
        refused(
                () -> check(Value.newBuilder()
                        .setBytesValue(ByteString.copyFrom(new byte[1_048_488]))
                        .build()),
                "is longer than 1048487 bytes.");
    }

    @Test
    void index_entries_are_counted_per_field_and_per_element() {
        Map<String, Value> many = new HashMap<>();
        IntStream.rangeClosed(1, 20_000)
                .forEach(i ->
                        many.put("f" + i, Value.newBuilder().setIntegerValue(i).build()));
        assertThatCode(() -> LIMITS.document(DATABASE + "/documents/a/b", many, 500_000))
                .doesNotThrowAnyException();

        many.put("one more", text(""));
        refused(
                () -> LIMITS.document(DATABASE + "/documents/a/b", many, 500_000),
                "too many index entries for entity /a/b");

        Value[] elements = IntStream.rangeClosed(1, 40_001)
                .mapToObj(i -> Value.newBuilder().setIntegerValue(i).build())
                .toArray(Value[]::new);
        refused(
                () -> LIMITS.document(DATABASE + "/documents/a/b", Map.of("all", array(elements)), 500_000),
                "too many index entries for entity /a/b");
        IndexEntries entries = IndexEntries.of(
                "a/b", Map.of("twice", array(text("x"), text("x")), "in", map(Map.of("deep", text("y")))));
        assertThat(entries.count()).isEqualTo(1 + 2);
    }

    @Test
    void index_entries_have_a_size_too() {
        String id = "i".repeat(1_500);
        String deep = DATABASE + "/documents/a/" + id + "/b/" + id + "/c/" + id;

        refused(() -> LIMITS.document(deep, Map.of("f", text("x".repeat(2_000))), 7_000), "Index entry for entity /a/");
    }

    @Test
    void twenty_maps_inside_each_other_are_enough() {
        assertThatCode(() -> check(nested(20))).doesNotThrowAnyException();
        refused(() -> check(nested(21)), "Property f contains an invalid nested entity.");
    }

    private static Value nested(int depth) {
        return depth == 0 ? text("x") : map(Map.of("f", nested(depth - 1)));
    }

    @Test
    void an_array_holds_no_array_but_a_map_that_holds_one() {
        refused(() -> check(array(array())), "Cannot convert an array value in an array value.");
        assertThatCode(() -> check(array(map(Map.of("f", array()))))).doesNotThrowAnyException();
    }

    @Test
    void a_value_is_of_a_type() {
        refused(() -> check(Value.getDefaultInstance()), "Cannot convert firestore.v1.Value with type unset.");
        refused(
                () -> check(Value.newBuilder().setFieldReferenceValue("a").build()),
                "Cannot convert firestore.v1.Value with type field_reference_value.");
    }

    @Test
    void vectors_are_of_doubles_and_not_too_many() {
        assertThatCode(() -> check(vector(2_048))).doesNotThrowAnyException();
        refused(() -> check(vector(2_049)), "at most 2048 dimensions");
        refused(
                () -> check(map(Map.of(
                        "__type__",
                        text("__vector__"),
                        "value",
                        array(Value.newBuilder().setIntegerValue(1).build())))),
                "Vector must only contain values of type 'double'");
        refused(
                () -> check(map(Map.of("__type__", text("__else__")))),
                "Property field contains an invalid nested entity.");
    }

    @Test
    void a_reference_leads_to_a_document_of_the_same_database() {
        assertThatCode(() -> check(reference(DATABASE + "/documents/a/b"))).doesNotThrowAnyException();
        refused(
                () -> check(reference("projects/other/databases/(default)/documents/a/b")),
                "in different app partition");
        refused(() -> check(reference("foo")), "Resource name \"foo\" lacks \"projects\" at index 0.");
        refused(() -> check(reference(DATABASE + "/documents/a")), "lacks \"/\" at index 45.");
        assertThatCode(() -> Limits.lenient()
                        .fields(Map.of("f", reference("projects/other/databases/(default)/documents/a/b")), DATABASE))
                .doesNotThrowAnyException();
    }

    private static Value reference(String name) {
        return Value.newBuilder().setReferenceValue(name).build();
    }

    @Test
    void times_and_places_are_on_this_earth() {
        refused(() -> check(place(90.1, 0)), "Geo point latitude '90.1' outside permitted range -90.0 to 90.0.");
        refused(() -> check(place(0, Double.NaN)), "Geo point longitude 'NaN'");
        assertThatCode(() -> check(place(-90, 180))).doesNotThrowAnyException();
        refused(
                () -> check(Value.newBuilder()
                        .setTimestampValue(Timestamp.newBuilder().setSeconds(253_402_300_800L))
                        .build()),
                "Timestamp of property field");
    }

    private static Value place(double latitude, double longitude) {
        return Value.newBuilder()
                .setGeoPointValue(LatLng.newBuilder().setLatitude(latitude).setLongitude(longitude))
                .build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "__a__", "____"})
    void some_ids_are_nobodys(String id) {
        refused(() -> LIMITS.documentId(id), "Resource id \"" + id + "\" is invalid because it");
        refused(() -> LIMITS.collectionId(id), "Collection id \"" + id + "\" is invalid because it");
    }

    @Test
    void an_id_is_counted_in_bytes_and_may_be_a_number_of_datastore() {
        assertThatCode(() -> LIMITS.documentId("__id-7__")).doesNotThrowAnyException();
        assertThatCode(() -> LIMITS.documentId("é".repeat(750))).doesNotThrowAnyException();
        refused(() -> LIMITS.documentId("é".repeat(751)), "is longer than 1500 bytes");
    }

    @Test
    void field_names_are_not_empty_reserved_or_endless() {
        refused(() -> LIMITS.fields(Map.of("", text("")), DATABASE), "The property.name is the empty string.");
        refused(() -> LIMITS.fields(Map.of("__x__", text("")), DATABASE), "field name __x__ is reserved");
        refused(() -> LIMITS.fields(Map.of("n".repeat(1_501), text("")), DATABASE), "longer than 1500 bytes");
        assertThatCode(() -> LIMITS.fields(Map.of("a.b`c", text("")), DATABASE)).doesNotThrowAnyException();
    }

    @Test
    void a_path_has_at_most_a_hundred_collections() {
        String path = String.join("/", Collections.nCopies(100, "c/d"));
        assertThatCode(() -> LIMITS.path(path)).doesNotThrowAnyException();
        refused(() -> LIMITS.path(path + "/c/d"), "101 levels of collections");
    }

    @Test
    void a_batch_has_at_most_500_writes_and_one_of_a_document() {
        List<Write> writes = IntStream.rangeClosed(1, 501)
                .mapToObj(i -> Write.newBuilder().setDelete("a/" + i).build())
                .toList();
        assertThatCode(() -> LIMITS.batch(writes.subList(0, 500))).doesNotThrowAnyException();
        refused(() -> LIMITS.batch(writes), "maximum 500 writes allowed per request");
        Write again = Write.newBuilder()
                .setUpdate(Document.newBuilder().setName("a/1"))
                .build();
        refused(() -> LIMITS.batch(List.of(writes.get(0), again)), "cannot be written more than once");
    }

    @Test
    void a_document_has_at_most_500_transforms() {
        FieldTransform now = FieldTransform.newBuilder()
                .setFieldPath("at")
                .setSetToServerValue(ServerValue.REQUEST_TIME)
                .build();
        Write.Builder write = Write.newBuilder().addAllUpdateTransforms(Collections.nCopies(500, now));
        assertThatCode(() -> LIMITS.write(write.build(), DATABASE)).doesNotThrowAnyException();
        refused(() -> LIMITS.write(write.addUpdateTransforms(now).build(), DATABASE), "Too many transforms");
    }

    @Test
    void a_request_is_of_eleven_mebibytes_at_most() {
        assertThatCode(() -> LIMITS.request(11_534_336)).doesNotThrowAnyException();
        refused(() -> LIMITS.request(11_534_337), "Request payload size exceeds the limit: 11534336 bytes.");
    }
}
