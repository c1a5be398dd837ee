package dbmanager.sql.sqlite;

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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SqliteTemplatesTest {
    @TempDir
    Path home;

    static Stream<Template> all() {
        return SqliteTemplates.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("all")
    void what_a_template_makes_goes_up_down_and_up(Template template) {
        Project shop = new Project(home)
                .with("V1__products.sql", "CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n");
        try (SqliteBackend backend = shop.open()) {
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

    @ParameterizedTest
    @CsvSource({"create-table, create_orders, orders", "create-table, create order, order", "create-view, 2fa view, 2fa"
    })
    void a_new_table_or_view_is_called_what_the_name_is_about(String template, String name, String called) {
        Project shop = new Project(home)
                .with("V1__products.sql", "CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n");
        try (SqliteBackend backend = shop.open()) {
            MigrationDraft.of(
                            name,
                            Optional.empty(),
                            all().filter(each -> each.name().equals(template))
                                    .findFirst()
                                    .orElseThrow(),
                            backend.available(),
                            Instant.parse("2026-11-21T12:00:00Z"))
                    .write(shop.migrations);
        }
        shop.migrate();
        assertThat(schema(shop)).anyMatch(row -> row.endsWith(called));
        shop.rollback("1");
        assertThat(schema(shop)).noneMatch(row -> row.endsWith(called));
    }

    @Test
    void the_default_comes_first_and_names_are_unique() {
        assertThat(all().map(Template::name)).startsWith("empty").doesNotHaveDuplicates();
    }

    private static List<String> schema(Project shop) {
        return shop.query("SELECT type, name FROM sqlite_master ORDER BY name");
    }
}
