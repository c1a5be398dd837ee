package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskedTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cannot reach postgresql://ann:se:cr@et@db/shop now | cannot reach postgresql://***@db/shop now",
                "jdbc:postgresql://db/shop?user=ann&password=secret&ssl=true"
                        + " | jdbc:postgresql://db/shop?user=ann&password=***&ssl=true",
                "postgres://:secret@db/shop | postgres://***@db/shop",
                "see https://example.org/a@b | see https://example.org/a@b",
                "no file /tmp/postgresql:/ann:secret@db/shop | no file /tmp/postgresql:/***@db/shop",
                "no file C:/people/ann@work | no file C:/people/ann@work",
                "sqlite:data/shop.db | sqlite:data/shop.db",
                "no secret here | no secret here"
            })
    void hides_logins_and_secret_parameters(String text, String masked) {
        assertThat(Masked.text(text)).isEqualTo(masked);
    }
}
