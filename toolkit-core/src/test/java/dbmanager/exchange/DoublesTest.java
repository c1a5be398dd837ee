package dbmanager.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
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

    private static int digits(String text) {
        return new BigDecimal(text).stripTrailingZeros().precision();
    }
}
