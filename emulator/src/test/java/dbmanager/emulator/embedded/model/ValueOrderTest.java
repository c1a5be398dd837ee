package dbmanager.emulator.embedded.model;

import static dbmanager.emulator.embedded.model.Values.array;
import static dbmanager.emulator.embedded.model.Values.bytes;
import static dbmanager.emulator.embedded.model.Values.map;
import static dbmanager.emulator.embedded.model.Values.point;
import static dbmanager.emulator.embedded.model.Values.reference;
import static dbmanager.emulator.embedded.model.Values.time;
import static dbmanager.emulator.embedded.model.Values.value;
import static dbmanager.emulator.embedded.model.Values.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.firestore.v1.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ValueOrderTest {
    private static final int WHOLE = 10_000;

    @Test
    void types_follow_each_other_as_documented_and_values_within_them() {
        List<Value> sorted = List.of(
                Values.NULL,
                value(false),
                value(true),
                Values.NAN,
                value(Double.NEGATIVE_INFINITY),
                value(Long.MIN_VALUE),
                value(-1.5),
                value(-1),
                value(0),
                value(Double.MIN_VALUE),
                value(0.5),
                value(1),
                value(1L << 53),
                value((1L << 53) + 1),
                value(0x1p53 + 2),
                value(Long.MAX_VALUE),
                value(0x1p63),
                value(Double.POSITIVE_INFINITY),
                time(-1, 5),
                time(0, 0),
                time(0, 1000),
                value(""),
                value("a"),
                value("a\0"),
                value("a\0b"),
                value("a\u0001"),
                value("ab"),
                value("é"),
                value("\uffff"),
                value("\ud83d\ude00"),
                bytes(),
                bytes(0),
                bytes(0, 0),
                bytes(1),
                bytes(200),
                reference("a/__id-3__"),
                reference("a/__id7__"),
                reference("a/__id10__"),
                reference("a/1"),
                reference("a/1/b/2"),
                reference("a/10"),
                reference("a b/1"),
                point(-1, 5),
                point(0, -1),
                point(0, 0),
                array(),
                array(Values.NULL),
                array(value(1), value(2), value(3)),
                array(value(1), value(2), value(3), value(1)),
                array(value(2)),
                vector(),
                vector(9),
                vector(1, 1),
                vector(1, 2),
                map(Map.of()),
                map(Map.of("a", value("aaa"), "b", value("baz"))),
                map(Map.of("a", value("foo"), "b", value("bar"))),
                map(Map.of("a", value("foo"), "b", value("bar"), "c", value("qux"))),
                map(Map.of("a", value("foo"), "b", value("baz"))),
                map(Map.of("b", value("aaa"), "c", value("baz"))),
                map(Map.of("c", value("aaa"))));
        List<Value> shuffled = new ArrayList<>(sorted);
        Collections.shuffle(shuffled, new Random(1));

        assertThat(shuffled.stream().sorted(ValueOrder.COMPARATOR)).isEqualTo(sorted);
        assertThat(shuffled.stream()
                        .sorted((a, b) ->
                                Arrays.compareUnsigned(ValueOrder.encode(a, WHOLE), ValueOrder.encode(b, WHOLE))))
                .isEqualTo(sorted);
    }

    @Test
    void a_query_does_not_tell_apart_numbers_that_are_worth_the_same() {
        assertThat(ValueOrder.equal(value(1), value(1.0))).isTrue();
        assertThat(ValueOrder.equal(value(0), value(-0.0))).isTrue();
        assertThat(ValueOrder.equal(value((1L << 53) + 1), value(0x1p53))).isFalse();
        assertThat(ValueOrder.equal(value(Long.MAX_VALUE), value(0x1p63))).isFalse();
        assertThat(ValueOrder.equal(Values.NAN, Values.NAN)).isTrue();
        assertThat(ValueOrder.encode(value(7), WHOLE)).isEqualTo(ValueOrder.encode(value(7.0), WHOLE));
    }

    @Test
    void of_two_geopoints_the_one_with_the_negative_zero_comes_first() {
        assertThat(ValueOrder.compare(Values.point(-0.0, 1), Values.point(0.0, 1)))
                .isNegative();
        assertThat(ValueOrder.compare(Values.point(1, 0.0), Values.point(1, -0.0)))
                .isPositive();
        assertThat(Arrays.compareUnsigned(
                        ValueOrder.encode(Values.point(-0.0, 1), WHOLE),
                        ValueOrder.encode(Values.point(0.0, 1), WHOLE)))
                .isNegative();
    }

    @Test
    void encoded_values_sort_as_the_values_do() {
        Random random = new Random(20261121);
        Values values = new Values(random);
        for (int i = 0; i < 100_000; i++) {
            Value a = values.any();
            Value b = values.any();
            int expected = Integer.signum(ValueOrder.compare(a, b));

            assertThat(Integer.signum(ValueOrder.compare(b, a)))
                    .as("%s and %s, turned", a, b)
                    .isEqualTo(-expected);
            byte[] encodedA = ValueOrder.encode(a, WHOLE);
            byte[] encodedB = ValueOrder.encode(b, WHOLE);
            assertThat(Integer.signum(Arrays.compareUnsigned(encodedA, encodedB)))
                    .as("%s and %s", a, b)
                    .isEqualTo(expected);
            assertThat(expected != 0 && startsWith(encodedB, encodedA))
                    .as("%s begins %s", a, b)
                    .isFalse();

            int cut = random.nextInt(12);
            byte[] shortA = ValueOrder.encode(a, cut);
            assertThat(shortA).isEqualTo(Arrays.copyOf(encodedA, Math.min(cut, encodedA.length)));
        }
    }

    private static boolean startsWith(byte[] whole, byte[] beginning) {
        return whole.length >= beginning.length
                && Arrays.equals(whole, 0, beginning.length, beginning, 0, beginning.length);
    }

    @Test
    void a_value_without_a_type_is_refused() {
        assertThatThrownBy(() -> ValueOrder.compare(Value.getDefaultInstance(), value(1)))
                .isInstanceOf(Refused.class);
        assertThatThrownBy(() -> ValueOrder.encode(array(Value.getDefaultInstance()), WHOLE))
                .isInstanceOf(Refused.class);
    }
}
