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
import static dbmanager.emulator.embedded.store.Shop.on;
import static dbmanager.emulator.embedded.store.Shop.set;
import static dbmanager.emulator.embedded.store.Shop.transform;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.firestore.v1.BatchWriteResponse;
import com.google.firestore.v1.CommitResponse;
import com.google.firestore.v1.Document;
import com.google.firestore.v1.DocumentMask;
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
import org.junit.jupiter.api.Test;

/** What a write makes of a document; what a transform makes of a field is in {@link TransformsTest}. */
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

    private Document read(String path) {
        return shop.database.snapshot().get(Key.of(path)).orElseThrow().document();
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
        shop.assertRefused(
                Status.Code.NOT_FOUND, "No document to update: " + DOCUMENTS + "a/none", only(none, exists(true)));
        shop.assertRefused(
                Status.Code.NOT_FOUND,
                "No document to update: " + DOCUMENTS + "a/none",
                only(delete("a/none"), exists(true)));
        shop.assertRefused(
                Status.Code.ALREADY_EXISTS, "Document already exists: " + DOCUMENTS + "a/1", only(one, exists(false)));
        shop.assertRefused(Status.Code.FAILED_PRECONDITION, mismatch, only(one, updated(earlier)));
        shop.assertRefused(Status.Code.FAILED_PRECONDITION, mismatch, only(delete("a/1"), updated(earlier)));
        shop.assertRefused(
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
        shop.assertRefused(
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
        shop.assertRefused(Status.Code.INVALID_ARGUMENT, "empty write operation", Write.getDefaultInstance());
        shop.assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "Document name \"" + DOCUMENTS + "a\" lacks \"/\" at index 42.",
                set("a", Map.of()));
        shop.assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "Document name \"" + DOCUMENTS + "a//b/c\" lacks a resource id at index 43.",
                set("a//b/c", Map.of()));
        shop.assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "mismatched databases within request: projects/p/databases/(default) vs. projects/q/databases/d",
                Write.newBuilder()
                        .setDelete("projects/q/databases/d/documents/a/1")
                        .build());
        shop.assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "Cannot convert firestore.v1.Value with type unset",
                set("a/1", Map.of("x", array(Value.getDefaultInstance()))));
        shop.assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "Timestamp seconds or nanos are out of range: 1 s, -5 ns.",
                set("a/1", Map.of("x", time(1, -5))));
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
