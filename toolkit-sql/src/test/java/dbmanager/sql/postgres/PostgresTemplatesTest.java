package dbmanager.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.migration.Template;
import dbmanager.operation.MigrationDraft;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PostgresTemplatesTest {
    @TempDir
    Path home;

    static Stream<Template> all() {
        return PostgresTemplates.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("all")
    void what_a_template_makes_goes_up_down_and_up(Template template) {
        PostgresProject shop = new PostgresProject(home)
                .with("V1__products.sql", "CREATE TABLE products (id bigint PRIMARY KEY, name text NOT NULL);\n");
        try (PostgresBackend backend = shop.open()) {
            MigrationDraft.of(
                            "new thing",
                            Optional.empty(),
                            template,
                            backend.available(),
                            Instant.parse("2026-11-21T12:00:00Z"))
                    .write(shop.migrations);
        }
        shop.migrate();
        List<String> after = schema(shop);
        shop.rollback("1");
        shop.migrate();

        assertThat(schema(shop)).isEqualTo(after);
        assertThat(shop.inForce()).isEqualTo("1 20261121120000");
    }

    @Test
    void the_default_comes_first_and_names_are_unique() {
        assertThat(all().map(Template::name)).startsWith("empty").doesNotHaveDuplicates();
    }

    private static List<String> schema(PostgresProject shop) {
        return shop.query(
                "SELECT relkind, relname FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 2");
    }
}
