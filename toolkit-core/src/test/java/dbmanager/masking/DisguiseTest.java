package dbmanager.masking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.exchange.Column;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every masked value keeps of the one it was made of, tried with a few thousand of them. */
class DisguiseTest {
    private static final int MANY = 1000;

    private final Random random = new Random(20261122);
    private final Disguise disguise = new Disguise(MaskKey.of("a secret of the tests"));

    private Object masked(Object value, Mask mask, String type) throws Disguise.Unsuitable {
        return disguise.of(value, mask, ColumnKind.of(new Column("c", type)));
    }

    private String text(int longest) {
        String symbols = "aZ09 +-.@äß日";
        return IntStream.range(0, 1 + random.nextInt(longest))
                .mapToObj(i -> String.valueOf(symbols.charAt(random.nextInt(symbols.length()))))
                .collect(Collectors.joining());
    }

    @Test
    void the_same_text_becomes_the_same_one_and_no_other_text_does() throws Disguise.Unsuitable {
        for (Mask.Made made : List.of(Mask.Made.EMAIL, Mask.Made.HASH, Mask.Made.NAME)) {
            Set<String> given = new HashSet<>();
            Set<Object> made2 = new HashSet<>();
            for (int i = 0; i < MANY; i++) {
                String text = text(30);
                given.add(text);
                made2.add(masked(text, made, "text"));
                assertThat(masked(text, made, "text")).isEqualTo(masked(text, made, "text"));
            }
            assertThat(made2).as(made.toString()).hasSameSizeAs(given);
        }
    }

    @Test
    void all_numbers_of_a_length_are_only_exchanged_among_themselves() throws Disguise.Unsuitable {
        Set<Object> texts = new HashSet<>();
        Set<Object> numbers = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            texts.add(masked("+49 %03d".formatted(i), Mask.Made.DIGITS, "varchar(7)"));
        }
        for (long i = 100; i < 1000; i++) {
            numbers.add(masked(i, Mask.Made.DIGITS, "integer"));
        }
        assertThat(texts)
                .hasSize(1000)
                .allSatisfy(text -> assertThat((String) text).matches("\\+\\d\\d \\d{3}"));
        assertThat(numbers)
                .hasSize(900)
                .allSatisfy(number -> assertThat((Long) number).isBetween(100L, 999L));
    }

    @Test
    void digits_keep_the_shape_of_a_text_and_leave_no_letter_of_it() throws Disguise.Unsuitable {
        for (int i = 0; i < MANY; i++) {
            String text = text(20);
            String made = (String) masked(text, Mask.Made.DIGITS, "text");
            assertThat(made.length()).isEqualTo(text.length());
            assertThat(shape(made)).isEqualTo(shape(text));
        }
        assertThat((String) masked("Überweg 日本", Mask.Made.DIGITS, "text")).matches("[a-z]{7} [a-z]{2}");
    }

    private static String shape(String text) {
        return text.replaceAll("\\p{L}", "x").replaceAll("\\d", "9");
    }

    @Test
    void a_number_stays_within_what_its_column_holds() throws Disguise.Unsuitable {
        for (Mask made : List.of(Mask.Made.HASH, Mask.Made.DIGITS)) {
            for (int i = 0; i < MANY / 5; i++) {
                long large = 1_000_000_000L + random.nextInt(1_147_483_647);
                assertThat((Long) masked(large, made, "integer")).isBetween(1_000_000_000L, 2_147_483_647L);
                assertThat((Long) masked(-large, made, "int4")).isBetween(-2_147_483_648L, -1_000_000_000L);
                assertThat((Long) masked(-32_768L + i, made, "smallint")).isBetween(-32_768L, -10_000L);
                assertThat((Long) masked(-2_147_483_648L + i, made, "integer"))
                        .isBetween(-2_147_483_648L, -1_000_000_000L);
            }
        }
        assertThat((Long) masked(Long.MAX_VALUE, Mask.Made.DIGITS, "bigint")).isPositive();
        assertThat((Long) masked(Long.MIN_VALUE, Mask.Made.DIGITS, "bigint")).isNegative();
        BigDecimal price = (BigDecimal) masked(new BigDecimal("1234.50"), Mask.Made.DIGITS, "numeric(6,2)");
        assertThat(price.scale()).isEqualTo(2);
        assertThat(price.precision()).isEqualTo(6);
        assertThat((Double) masked(-12.5, Mask.Made.DIGITS, "real")).isBetween(-99.9, -10.0);
    }

    @Test
    void numbers_that_sqlite_lets_into_a_column_of_smaller_ones_do_not_meet_those() throws Disguise.Unsuitable {
        Set<Object> numbers = new HashSet<>();
        for (long i = 10_000; i < 100_000; i += 100) {
            numbers.add(masked(i, Mask.Made.DIGITS, "smallint"));
        }
        for (long i = 30_000; i < 33_000; i++) {
            numbers.add(masked(i, Mask.Made.DIGITS, "smallint"));
        }
        assertThat(numbers).hasSize(900 + 3000 - 30);
    }

    @Test
    void a_text_is_no_longer_than_its_column() throws Disguise.Unsuitable {
        for (int length : new int[] {20, 25, 40}) {
            String type = "character varying(" + length + ")";
            for (Mask.Made made : List.of(Mask.Made.EMAIL, Mask.Made.HASH, Mask.Made.NAME, Mask.Made.DIGITS)) {
                String given = text(length);
                assertThat(((String) masked(given, made, type)).length()).isBetween(1, length);
            }
        }
        assertThatThrownBy(() -> masked("a@b.c", Mask.Made.EMAIL, "varchar(12)"))
                .isInstanceOf(Disguise.Unsuitable.class)
                .hasMessageContaining("12");
    }

    @Test
    void null_stays_null_and_nothing_stays_nothing() throws Disguise.Unsuitable {
        for (Mask.Made made : Mask.Made.values()) {
            assertThat(masked(null, made, "text")).isNull();
        }
        assertThat(masked(null, new Mask.Fixed("x"), "text")).isNull();
        assertThat(masked("", Mask.Made.HASH, "text")).isEqualTo("");
        assertThat(masked("", new Mask.Fixed("x"), "text")).isEqualTo("");
        assertThat(masked(" ", new Mask.Fixed("x"), "text"))
                .as("a blank is a text")
                .isEqualTo("x");
    }

    @Test
    void a_text_of_blanks_alone_is_the_empty_one_where_the_server_fills_up_with_them() throws Disguise.Unsuitable {
        for (Mask mask : List.of(new Mask.Fixed("x"), Mask.Made.EMAIL, Mask.Made.NAME)) {
            assertThat(masked("      ", mask, "character(20)")).isEqualTo("      ");
        }
        assertThat(masked("a     ", new Mask.Fixed("x"), "character(6)")).isEqualTo("x");
    }

    @Test
    void a_name_has_as_many_words_as_before() throws Disguise.Unsuitable {
        assertThat((String) masked("Ada", Mask.Made.NAME, "")).matches("[A-Z][a-z]+");
        assertThat((String) masked("Ada King Lovelace", Mask.Made.NAME, "")).matches("([A-Z][a-z]+ ){2}[A-Z][a-z]+");
    }

    @Test
    void a_uuid_stays_one() throws Disguise.Unsuitable {
        assertThat((String) masked("7d444840-9dc0-11d1-b245-5ffdce74fad2", Mask.Made.HASH, "uuid"))
                .matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
                .isNotEqualTo("7d444840-9dc0-11d1-b245-5ffdce74fad2");
    }

    @Test
    void what_is_not_suited_is_said() {
        assertThatThrownBy(() -> masked(true, Mask.Made.HASH, "boolean")).isInstanceOf(Disguise.Unsuitable.class);
        assertThatThrownBy(() -> masked(5L, Mask.Made.EMAIL, "integer")).isInstanceOf(Disguise.Unsuitable.class);
        assertThatThrownBy(() -> masked("{1,2}", Mask.Made.DIGITS, "text[]")).isInstanceOf(Disguise.Unsuitable.class);
    }
}
