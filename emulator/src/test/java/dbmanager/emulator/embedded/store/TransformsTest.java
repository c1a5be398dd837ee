package dbmanager.emulator.embedded.store;

import static dbmanager.emulator.embedded.model.Values.NAN;
import static dbmanager.emulator.embedded.model.Values.NULL;
import static dbmanager.emulator.embedded.model.Values.array;
import static dbmanager.emulator.embedded.model.Values.map;
import static dbmanager.emulator.embedded.model.Values.time;
import static dbmanager.emulator.embedded.model.Values.value;
import static dbmanager.emulator.embedded.store.Shop.on;
import static dbmanager.emulator.embedded.store.Shop.set;
import static dbmanager.emulator.embedded.store.Shop.transform;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.firestore.v1.ArrayValue;
import com.google.firestore.v1.CommitResponse;
import com.google.firestore.v1.DocumentTransform.FieldTransform;
import com.google.firestore.v1.DocumentTransform.FieldTransform.ServerValue;
import com.google.firestore.v1.Value;
import io.grpc.Status;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TransformsTest {
    private final Shop shop = new Shop();

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
        shop.assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "Operation type must be specified for field transformation.",
                transform("a/1", on("x")));
        shop.assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "ServerValue type must be specified for set_to_server_value transformation.",
                transform("a/1", on("x").setSetToServerValue(ServerValue.SERVER_VALUE_UNSPECIFIED)));
        shop.assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "Input must be int64 or double.",
                transform("a/1", on("x").setIncrement(value("1"))));
        shop.assertRefused(
                Status.Code.INVALID_ARGUMENT, "The list of FieldTransform must not be empty.", transform("a/1"));
    }

    @Test
    void a_field_and_one_in_it_are_not_transformed_in_one_write() {
        shop.assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "Cannot transform property x and its nested property at the same time.",
                transform("a/1", on("x").setIncrement(value(1)), on("x.y").setIncrement(value(1))));
    }
}
