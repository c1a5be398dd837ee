package dbmanager.emulator.embedded.store;

import static dbmanager.emulator.embedded.model.Values.NAN;
import static dbmanager.emulator.embedded.model.Values.NULL;
import static dbmanager.emulator.embedded.model.Values.array;
import static dbmanager.emulator.embedded.model.Values.map;
import static dbmanager.emulator.embedded.model.Values.time;
import static dbmanager.emulator.embedded.model.Values.value;
import static dbmanager.emulator.embedded.model.Values.vector;
import static dbmanager.emulator.embedded.store.Shop.DOCUMENTS;
import static dbmanager.emulator.embedded.store.Shop.delete;
import static dbmanager.emulator.embedded.store.Shop.document;
import static dbmanager.emulator.embedded.store.Shop.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.firestore.v1.ArrayValue;
import com.google.firestore.v1.BatchWriteResponse;
import com.google.firestore.v1.CommitResponse;
import com.google.firestore.v1.Document;
import com.google.firestore.v1.DocumentMask;
import com.google.firestore.v1.DocumentTransform;
import com.google.firestore.v1.DocumentTransform.FieldTransform;
import com.google.firestore.v1.DocumentTransform.FieldTransform.ServerValue;
import com.google.firestore.v1.Precondition;
import com.google.firestore.v1.Value;
import com.google.firestore.v1.Write;
import com.google.protobuf.Timestamp;
import dbmanager.emulator.embedded.model.Key;
import dbmanager.emulator.embedded.model.Refused;
import io.grpc.Status;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WritesTest {
    private final Shop shop = new Shop();

    private static Write merge(String path, Map<String, Value> fields, String... mask) {
        return set(path, fields).toBuilder()
                .setUpdateMask(DocumentMask.newBuilder().addAllFieldPaths(List.of(mask)))
                .build();
    }

    private static Write only(Write write, Precondition.Builder precondition) {
        return write.toBuilder().setCurrentDocument(precondition).build();
    }

    private static Precondition.Builder exists(boolean exists) {
        return Precondition.newBuilder().setExists(exists);
    }

    private static Precondition.Builder updated(Timestamp time) {
        return Precondition.newBuilder().setUpdateTime(time);
    }

    private static Write transform(String path, FieldTransform.Builder... transforms) {
        DocumentTransform.Builder all = DocumentTransform.newBuilder().setDocument(DOCUMENTS + path);
        Stream.of(transforms).forEach(all::addFieldTransforms);
        return Write.newBuilder().setTransform(all).build();
    }

    private static FieldTransform.Builder on(String field) {
        return FieldTransform.newBuilder().setFieldPath(field);
    }

    private Document read(String path) {
        return shop.database.snapshot().get(Key.of(path)).orElseThrow().document();
    }

    private void assertRefused(Status.Code code, String text, Write... writes) {
        assertThatThrownBy(() -> shop.commit(writes))
                .isInstanceOf(Refused.class)
                .hasMessage(text)
                .extracting(refused -> ((Refused) refused).code())
                .isEqualTo(code);
    }

    @Test
    void a_document_is_kept_with_its_name_its_fields_in_order_and_its_times() {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("é", value(1));
        fields.put("b", map(new LinkedHashMap<>(Map.of("z", value(1), "a", NULL))));
        fields.put("\ud83d\ude00", value(2));
        fields.put("\uffee", value(3));
        fields.put("a", value("x"));
        CommitResponse response = shop.commit(set("a/1", fields));
        Document document = read("a/1");
        assertThat(document.getName()).isEqualTo(DOCUMENTS + "a/1");
        assertThat(document.getFieldsMap().keySet()).containsExactly("a", "b", "é", "\uffee", "\ud83d\ude00");
        assertThat(document.getFieldsOrThrow("b").getMapValue().getFieldsMap().keySet())
                .containsExactly("a", "z");
        assertThat(document.getFieldsMap()).isEqualTo(fields);
        assertThat(document.getCreateTime()).isEqualTo(response.getCommitTime());
        assertThat(document.getUpdateTime()).isEqualTo(response.getCommitTime());
        assertThat(response.getWriteResults(0).getUpdateTime()).isEqualTo(response.getCommitTime());
    }

    @Test
    void a_write_replaces_the_document_and_keeps_when_it_came_to_be() {
        Timestamp first =
                shop.commit(set("a/1", Map.of("x", value(1), "y", value(2)))).getCommitTime();
        Timestamp second = shop.commit(set("a/1", Map.of("x", value(3)))).getCommitTime();
        assertThat(read("a/1").getFieldsMap()).isEqualTo(Map.of("x", value(3)));
        assertThat(read("a/1").getCreateTime()).isEqualTo(first);
        assertThat(read("a/1").getUpdateTime()).isEqualTo(second);
    }

    @Test
    void nan_has_one_form_and_times_are_cut_to_microseconds() {
        Value odd = value(Double.longBitsToDouble(0x7ff8dead00000001L));
        shop.commit(set("a/1", Map.of("n", odd, "t", time(-1, 123_456_789), "l", array(odd, time(1, 999)))));
        Map<String, Value> fields = read("a/1").getFieldsMap();
        assertThat(Double.doubleToRawLongBits(fields.get("n").getDoubleValue()))
                .isEqualTo(Double.doubleToRawLongBits(Double.NaN));
        assertThat(fields.get("t")).isEqualTo(time(-1, 123_456_000));
        assertThat(fields.get("l")).isEqualTo(array(NAN, time(1, 0)));
    }

    @Test
    void a_write_that_changes_nothing_keeps_the_update_time() {
        Map<String, Value> fields = Map.of("x", value(1), "m", map(Map.of("k", value(1))));
        Timestamp first = shop.commit(set("a/1", fields)).getCommitTime();
        assertThat(shop.commit(set("a/1", fields)).getWriteResults(0).getUpdateTime())
                .isEqualTo(first);
        assertThat(shop.commit(merge("a/1", Map.of("x", value(1)), "x", "none"))
                        .getWriteResults(0)
                        .getUpdateTime())
                .isEqualTo(first);
        assertThat(read("a/1").getUpdateTime()).isEqualTo(first);
        Timestamp other = shop.commit(set("a/1", Map.of("x", value(1.0), "m", map(Map.of("k", value(1))))))
                .getCommitTime();
        assertThat(read("a/1").getUpdateTime()).isEqualTo(other);
    }

    @Test
    void a_mask_sets_and_deletes_the_fields_that_it_names_and_no_others() {
        shop.commit(set("a/1", Map.of("x", value(1), "y", value(2), "m", map(Map.of("k", value(1), "l", value(2))))));
        shop.commit(merge(
                "a/1",
                Map.of("x", value(9), "y", value(9), "m", map(Map.of("k", value(9), "n", value(9)))),
                "x",
                "m.l",
                "m.n",
                "x.deep",
                "`q.r`"));
        assertThat(read("a/1").getFieldsMap())
                .isEqualTo(Map.of("x", value(9), "y", value(2), "m", map(Map.of("k", value(1), "n", value(9)))));
        shop.commit(merge("a/1", Map.of("x", map(Map.of("deep", value(1)))), "x.deep", "y", "m"));
        assertThat(read("a/1").getFieldsMap()).isEqualTo(Map.of("x", map(Map.of("deep", value(1)))));
    }

    @Test
    void an_empty_mask_makes_a_document_be_there() {
        shop.commit(merge("a/1", Map.of("x", value(1))));
        assertThat(read("a/1").getFieldsMap()).isEmpty();
    }

    @Test
    void preconditions_are_checked_with_the_answers_of_production() {
        Timestamp time = shop.commit(set("a/1", Map.of("x", value(1)))).getCommitTime();
        Timestamp earlier = Micros.timestamp(Micros.of(time) - 1);
        Write one = set("a/1", Map.of("x", value(2)));
        Write none = set("a/none", Map.of());
        String mismatch = "the stored version (" + Micros.of(time) + ") does not match the required base version ("
                + Micros.of(earlier) + ")";
        assertRefused(
                Status.Code.NOT_FOUND, "No document to update: " + DOCUMENTS + "a/none", only(none, exists(true)));
        assertRefused(
                Status.Code.NOT_FOUND,
                "No document to update: " + DOCUMENTS + "a/none",
                only(delete("a/none"), exists(true)));
        assertRefused(
                Status.Code.ALREADY_EXISTS, "Document already exists: " + DOCUMENTS + "a/1", only(one, exists(false)));
        assertRefused(Status.Code.FAILED_PRECONDITION, mismatch, only(one, updated(earlier)));
        assertRefused(Status.Code.FAILED_PRECONDITION, mismatch, only(delete("a/1"), updated(earlier)));
        assertRefused(
                Status.Code.FAILED_PRECONDITION,
                "the stored version (0) does not match the required base version (" + Micros.of(time) + ")",
                only(none, updated(time)));
        shop.commit(only(one, updated(time)), only(none, exists(false)));
        assertThat(shop.fields("a/1")).contains(Map.of("x", value(2)));
        assertThat(shop.fields("a/none")).contains(Map.of());
    }

    @Test
    void a_commit_with_one_bad_write_changes_nothing() {
        shop.commit(set("a/1", Map.of("x", value(1))));
        assertRefused(
                Status.Code.NOT_FOUND,
                "No document to update: " + DOCUMENTS + "a/3",
                set("a/1", Map.of("x", value(2))),
                set("a/2", Map.of()),
                only(set("a/3", Map.of()), exists(true)));
        assertThat(shop.fields("a/1")).contains(Map.of("x", value(1)));
        assertThat(shop.fields("a/2")).isEmpty();
    }

    @Test
    void writes_of_one_commit_to_one_document_build_on_each_other() {
        CommitResponse response = shop.commit(
                set("a/1", Map.of("x", value(1))),
                only(merge("a/1", Map.of("y", value(2)), "y"), exists(true)),
                transform("a/1", on("x").setIncrement(value(5))),
                set("a/2", Map.of()),
                delete("a/2"));
        assertThat(shop.fields("a/1")).contains(Map.of("x", value(6), "y", value(2)));
        assertThat(shop.fields("a/2")).isEmpty();
        assertThat(response.getWriteResults(4).hasUpdateTime()).isFalse();
    }

    @Test
    void a_document_that_was_deleted_and_written_again_is_a_new_one() {
        shop.commit(set("a/1", Map.of()));
        Timestamp second = shop.commit(delete("a/1"), set("a/1", Map.of())).getCommitTime();
        assertThat(read("a/1").getCreateTime()).isEqualTo(second);
    }

    @Test
    void malformed_writes_are_refused() {
        assertRefused(Status.Code.INVALID_ARGUMENT, "empty write operation", Write.getDefaultInstance());
        assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "Document name \"" + DOCUMENTS + "a\" lacks \"/\" at index 42.",
                set("a", Map.of()));
        assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "Document name \"" + DOCUMENTS + "a//b/c\" lacks a resource id at index 43.",
                set("a//b/c", Map.of()));
        assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "mismatched databases within request: projects/p/databases/(default) vs. projects/q/databases/d",
                Write.newBuilder()
                        .setDelete("projects/q/databases/d/documents/a/1")
                        .build());
        assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "Cannot convert firestore.v1.Value with type unset",
                set("a/1", Map.of("x", array(Value.getDefaultInstance()))));
        assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "Timestamp seconds or nanos are out of range: 1 s, -5 ns.",
                set("a/1", Map.of("x", time(1, -5))));
    }

    static Stream<Arguments> increments() {
        return Stream.of(
                Arguments.of(value(1), value(2), value(3)),
                Arguments.of(value(Long.MAX_VALUE), value(1), value(Long.MAX_VALUE)),
                Arguments.of(value(Long.MIN_VALUE), value(-1), value(Long.MIN_VALUE)),
                Arguments.of(value(1), value(0.5), value(1.5)),
                Arguments.of(value(0.5), value(1), value(1.5)),
                Arguments.of(value(0.5), NAN, NAN),
                Arguments.of(value("x"), value(7), value(7)),
                Arguments.of(NULL, value(0.5), value(0.5)));
    }

    @ParameterizedTest
    @MethodSource("increments")
    void an_increment_adds_to_a_number_and_replaces_all_else(Value held, Value by, Value sum) {
        shop.commit(set("a/1", Map.of("x", held)));
        CommitResponse response = shop.commit(transform("a/1", on("x").setIncrement(by)));
        assertThat(shop.fields("a/1")).contains(Map.of("x", sum));
        assertThat(response.getWriteResults(0).getTransformResultsList()).containsExactly(sum);
    }

    static Stream<Arguments> extremes() {
        return Stream.of(
                Arguments.of(value(1), value(2), value(2), value(1)),
                Arguments.of(value(3), value(3.0), value(3), value(3)),
                Arguments.of(value(3.0), value(3), value(3.0), value(3.0)),
                Arguments.of(value(3), value(3.5), value(3.5), value(3)),
                Arguments.of(value(0), value(-0.0), value(0), value(0)),
                Arguments.of(value(-0.0), value(0.0), value(-0.0), value(-0.0)),
                Arguments.of(value(3), NAN, NAN, NAN),
                Arguments.of(NAN, value(3), NAN, NAN),
                Arguments.of(value((1L << 53) + 1), value(0x1p53), value((1L << 53) + 1), value(0x1p53)),
                Arguments.of(value("x"), value(3), value(3), value(3)));
    }

    @ParameterizedTest
    @MethodSource("extremes")
    void of_two_numbers_the_farther_one_stays_with_its_type(Value held, Value given, Value maximum, Value minimum) {
        shop.commit(set("a/1", Map.of("max", held, "min", held)));
        CommitResponse response = shop.commit(
                transform("a/1", on("max").setMaximum(given), on("min").setMinimum(given)));
        assertThat(shop.fields("a/1")).contains(Map.of("max", maximum, "min", minimum));
        assertThat(response.getWriteResults(0).getTransformResultsList()).containsExactly(maximum, minimum);
    }

    private static ArrayValue.Builder elements(Value... elements) {
        return ArrayValue.newBuilder().addAllValues(List.of(elements));
    }

    @Test
    void elements_are_appended_once_and_removed_everywhere_whatever_their_number_type() {
        Value held = array(value(1), value(1), NAN, NULL, value("x"));
        shop.commit(set("a/1", Map.of("add", held, "out", held, "text", value("x"), "text2", value("x"))));
        CommitResponse response = shop.commit(transform(
                "a/1",
                on("add").setAppendMissingElements(elements(value(1.0), value(2), NAN, value(2.0), NULL)),
                on("out").setRemoveAllFromArray(elements(value(1.0), NAN)),
                on("text").setAppendMissingElements(elements(value(1), value(1.0))),
                on("text2").setRemoveAllFromArray(elements(value(1))),
                on("deep.none").setRemoveAllFromArray(elements(value(1)))));
        assertThat(shop.fields("a/1"))
                .contains(Map.of(
                        "add", array(value(1), value(1), NAN, NULL, value("x"), value(2)),
                        "out", array(NULL, value("x")),
                        "text", array(value(1)),
                        "text2", array(),
                        "deep", map(Map.of("none", array()))));
        assertThat(response.getWriteResults(0).getTransformResultsList())
                .containsOnly(NULL)
                .hasSize(5);
    }

    @Test
    void two_times_in_one_microsecond_are_one_element() {
        shop.commit(set("a/1", Map.of("out", array(time(0, 1_000), value(1)))));
        shop.commit(transform(
                "a/1",
                on("add").setAppendMissingElements(elements(time(0, 1_000), time(0, 1_999))),
                on("out").setRemoveAllFromArray(elements(time(0, 1_500)))));
        assertThat(shop.fields("a/1")).contains(Map.of("add", array(time(0, 1_000)), "out", array(value(1))));
    }

    @Test
    void the_server_time_is_one_for_all_fields_of_a_commit_in_milliseconds() {
        shop.clock.forward(java.time.Duration.ofNanos(123_456_789));
        FieldTransform.Builder now = on("t").setSetToServerValue(ServerValue.REQUEST_TIME);
        CommitResponse response = shop.commit(
                set("a/1", Map.of("x", value(1))).toBuilder()
                        .addUpdateTransforms(now)
                        .build(),
                transform("a/2", now));
        Value millis = time(response.getCommitTime().getSeconds(), 123_000_000);
        assertThat(shop.fields("a/1")).contains(Map.of("x", value(1), "t", millis));
        assertThat(shop.fields("a/2")).contains(Map.of("t", millis));
        assertThat(response.getWriteResults(0).getTransformResultsList()).containsExactly(millis);
    }

    @Test
    void unknown_transforms_are_refused() {
        assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "Operation type must be specified for field transformation.",
                transform("a/1", on("x")));
        assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "ServerValue type must be specified for set_to_server_value transformation.",
                transform("a/1", on("x").setSetToServerValue(ServerValue.SERVER_VALUE_UNSPECIFIED)));
        assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "Input must be int64 or double.",
                transform("a/1", on("x").setIncrement(value("1"))));
        assertRefused(Status.Code.INVALID_ARGUMENT, "The list of FieldTransform must not be empty.", transform("a/1"));
    }

    @Test
    void a_batch_does_each_write_for_itself() {
        shop.commit(set("a/1", Map.of("x", value(1))));
        BatchWriteResponse response = shop.database.batchWrite(List.of(
                set("a/2", Map.of()),
                only(set("a/1", Map.of()), exists(false)),
                only(delete("a/3"), exists(true)),
                delete("a/4")));
        assertThat(response.getStatusList())
                .extracting(com.google.rpc.Status::getCode)
                .containsExactly(0, 6, 5, 0);
        assertThat(response.getStatus(1).getMessage()).isEqualTo("Document already exists: " + DOCUMENTS + "a/1");
        assertThat(response.getWriteResultsCount()).isEqualTo(4);
        assertThat(response.getWriteResults(0).getUpdateTime())
                .isEqualTo(read("a/2").getUpdateTime());
        assertThat(shop.fields("a/1")).contains(Map.of("x", value(1)));
    }

    @Test
    void a_batch_with_a_malformed_write_is_refused_whole() {
        assertThatThrownBy(() -> shop.database.batchWrite(List.of(set("a/2", Map.of()), Write.getDefaultInstance())))
                .isInstanceOf(Refused.class);
        assertThat(shop.fields("a/2")).isEmpty();
    }

    @Test
    void a_field_in_what_was_a_vector_is_in_a_map_of_its_own() {
        shop.commit(set("a/1", Map.of("x", vector(1, 2))));
        shop.commit(merge("a/1", Map.of("x", map(Map.of("y", value(1)))), "x.y"));
        assertThat(shop.fields("a/1")).contains(Map.of("x", map(Map.of("y", value(1)))));
    }

    @Test
    void a_field_and_one_in_it_are_not_transformed_in_one_write() {
        assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "Cannot transform property x and its nested property at the same time.",
                transform("a/1", on("x").setIncrement(value(1)), on("x.y").setIncrement(value(1))));
    }

    @Test
    void a_batch_with_two_writes_to_one_document_is_refused_whole() {
        assertThatThrownBy(() ->
                        shop.database.batchWrite(List.of(set("a/1", Map.of()), set("a/2", Map.of()), delete("a/1"))))
                .isInstanceOf(Refused.class);
        assertThat(shop.fields("a/2")).isEmpty();
    }

    @Test
    void what_is_stored_is_what_a_client_would_have_sent() {
        shop.commit(set("a/1", Map.of("x", value(1))));
        assertThat(read("a/1").toBuilder().clearCreateTime().clearUpdateTime().build())
                .isEqualTo(document("a/1", Map.of("x", value(1))));
    }
}
