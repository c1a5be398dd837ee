package dbmanager.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.backend.DatabaseBackend;
import dbmanager.migration.Template;
import dbmanager.operation.MigrationDraft;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every engine promises of the templates that it offers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class TemplatesContract {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    /** Those of the engine. */
    protected abstract List<Template> templates();

    /** A folder without migrations, and a database that nothing else is in. */
    protected abstract SqlProject project(Path home);

    /** The kind and the name of what is in the database. */
    protected abstract List<String> schema(SqlProject project);

    Stream<Template> all() {
        return templates().stream();
    }

    @ParameterizedTest
    @MethodSource("all")
    void what_a_template_makes_goes_up_down_and_up(Template template, @TempDir Path home) {
        SqlProject shop = shop(home);
        draft(shop, "new thing", template);
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
    void a_new_table_or_view_is_called_what_the_name_is_about(
            String template, String name, String called, @TempDir Path home) {
        SqlProject shop = shop(home);
        draft(
                shop,
                name,
                all().filter(each -> each.name().equals(template)).findFirst().orElseThrow());
        shop.migrate();
        assertThat(schema(shop)).anyMatch(row -> row.endsWith(called));
        shop.rollback("1");
        assertThat(schema(shop)).noneMatch(row -> row.endsWith(called));
    }

    @Test
    void the_default_comes_first_and_names_are_unique() {
        assertThat(all().map(Template::name)).startsWith("empty").doesNotHaveDuplicates();
    }

    private SqlProject shop(Path home) {
        return project(home)
                .with("V1__products.sql", "CREATE TABLE products (id bigint PRIMARY KEY, name text NOT NULL);\n");
    }

    private static void draft(SqlProject shop, String name, Template template) {
        try (DatabaseBackend backend = shop.open()) {
            MigrationDraft.of(name, Optional.empty(), template, backend.available(), NOW)
                    .write(shop.migrations);
        }
    }
}
