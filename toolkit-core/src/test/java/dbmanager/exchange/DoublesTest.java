package dbmanager.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoublesTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0.0",
        "-0.0, -0.0",
        "1, 1.0",
        "19.99, 19.99",
        "-0.05, -0.05",
        "0.000001, 0.000001",
        "1e-7, 1E-7",
        "123456789.125, 123456789.125",
        "1e15, 1E+15",
        "2e23, 2E+23",
        "1234567890123456, 1234567890123456.0",
        "4.9e-324, 5E-324",
        "0.1, 0.1",
        "5.6843418860808015E-14, 5.684341886080802E-14" // 2^-44
    })
    void the_fewest_digits_with_a_point_or_an_exponent(double number, String text) {
        assertThat(Doubles.text(number)).isEqualTo(text);
    }

    @Test
    void every_double_comes_back_and_no_text_is_longer_than_javas() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            double number = i % 2 == 0 ? Double.longBitsToDouble(random.nextLong()) : random.nextInt() / 1000.0;
            if (Double.isFinite(number)) {
                String text = Doubles.text(number);
                assertThat(Double.parseDouble(text)).isEqualTo(number);
                assertThat(digits(text)).isLessThanOrEqualTo(digits(Double.toString(number)));
            }
        }
    }

    @Test
    void no_shorter_decimal_and_none_of_that_length_is_nearer() {
        SplittableRandom random = new SplittableRandom(7);
        DoubleStream any = random.longs(20_000).mapToDouble(Double::longBitsToDouble);
        DoubleStream edges = IntStream.range(Double.MIN_EXPONENT - 52, Double.MAX_EXPONENT)
                .mapToDouble(exponent -> Math.scalb(1.0, exponent))
                .flatMap(power -> DoubleStream.of(power, -power, Math.nextUp(power), Math.nextDown(power)));
        DoubleStream tiny = LongStream.range(1, 1000).mapToDouble(Double::longBitsToDouble);
        Stream.of(any, edges, tiny)
                .flatMapToDouble(numbers -> numbers)
                .filter(Double::isFinite)
                .filter(number -> number != 0)
                .forEach(number -> assertThat(new BigDecimal(Doubles.text(number)))
                        .as("%s", number)
                        .isEqualByComparingTo(byExactArithmetic(number)));
    }

    /** Shortens the exact decimal digit by digit, as long as the double comes back. */
    private static BigDecimal byExactArithmetic(double number) {
        BigDecimal exact = new BigDecimal(number);
        BigDecimal best = exact;
        for (int digits = 17; digits > 0; digits--) {
            BigDecimal shorter = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (shorter.doubleValue() != number) {
                // Above a power of two doubles stand twice as far apart as below it: the farther decimal may be the one
                // that comes back.
                shorter = exact.round(new MathContext(digits, RoundingMode.UP));
            }
            if (shorter.doubleValue() != number) {
                return best;
            }
            best = shorter;
        }
        return best;
    }

    private static int digits(String text) {
        return new BigDecimal(text).stripTrailingZeros().precision();
    }
}
