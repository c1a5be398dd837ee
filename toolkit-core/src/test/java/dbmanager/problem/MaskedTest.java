package dbmanager.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
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

    @Test
    void a_password_in_a_statement_is_masked() {
        assertThat(Masked.text("CREATE ROLE app LOGIN PASSWORD 'it''s mine' VALID UNTIL '2030-01-01'"))
                .isEqualTo("CREATE ROLE app LOGIN PASSWORD '***' VALID UNTIL '2030-01-01'");
        assertThat(Masked.text("create subscription s connection 'host=a password=geheim'"))
                .doesNotContain("geheim");
    }
}
