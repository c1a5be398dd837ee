package dbmanager.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.backup.Expectation;
import dbmanager.backup.Retention;
import dbmanager.exchange.Checks;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    private static final String SHOP = """
            backups: nightly
            journal: log/operations.log
            retention: {last: 7, daily: 14, weekly: 8, monthly: 12, keep_days: 3}
            environments:
              dev:
                databases:
                  shop:
                    url: "sqlite:data/shop.db"
                    files: [static/uploads]
                    checks:
                      required: [products]
                      min_rows: {products: 1}
                      assertions: {no negative price: "select * from products where price < 0"}
                  catalog: {url: "firestore://demo-shop", migrations: changes/catalog, emulator: embedded}
              production:
                databases:
                  shop: {url: "${DATABASE_URL}"}
                  catalog:
                    url: "firestore://${PROJECT:-shop-prod}"
                    credentials: "${KEY_FILE:-}"
            """;

    @TempDir
    Path folder;

    @Test
    void a_file_says_what_there_is() {
        Settings settings = read(SHOP);

        assertThat(settings.baseFolder()).isEqualTo(folder);
        assertThat(settings.backups()).isEqualTo(folder.resolve("nightly"));
        assertThat(settings.journal()).isEqualTo(folder.resolve("log/operations.log"));
        assertThat(settings.retention()).isEqualTo(new Retention(7, 14, 8, 12, 0, 3));
        assertThat(settings.environmentNames()).containsExactly("dev", "production");
        assertThat(settings.environment("dev").databases())
                .containsExactly(
                        new DatabaseSettings(
                                "shop",
                                DatabaseUrl.parse("sqlite:data/shop.db", folder),
                                folder.resolve("migrations/shop"),
                                false,
                                Optional.empty(),
                                List.of(new AttachedFolder("static/uploads", folder.resolve("static/uploads"))),
                                Optional.empty(),
                                Optional.empty(),
                                new Checks(
                                        List.of("products"),
                                        Map.of("products", 1L),
                                        Map.of("no negative price", "select * from products where price < 0")),
                                Expectation.usual()),
                        new DatabaseSettings(
                                "catalog",
                                new FirestoreUrl("demo-shop", "(default)"),
                                folder.resolve("changes/catalog"),
                                true,
                                Optional.empty(),
                                List.of(),
                                Optional.of("embedded"),
                                Optional.empty(),
                                Checks.none(),
                                Expectation.usual()));
    }

    @Test
    void what_was_promised_for_the_bad_day_and_what_makes_a_backup_suspect_is_written_down() {
        Settings settings = read("""
                recovery: {contact: "${OPERATOR:-ops@shop.example}", rto: 30m, rpo: 1d, unattended-ok: true}
                environments:
                  dev:
                    databases:
                      shop: {url: "sqlite:shop.db", expect: {shrink: 30%, required: [users]}}
                """);

        assertThat(settings.recovery())
                .isEqualTo(new RecoverySettings(
                        Optional.of("ops@shop.example"),
                        Optional.of(Duration.ofMinutes(30)),
                        Optional.of(Duration.ofHours(24)),
                        true));
        assertThat(settings.environment("dev").databases().get(0).expectation())
                .isEqualTo(new Expectation(OptionalInt.of(30), List.of("users")));
        assertThat(read(SHOP).recovery()).isEqualTo(RecoverySettings.none());
    }

    @Test
    void a_model_is_a_file_beside_the_configuration() {
        Settings settings = read("""
                environments:
                  dev:
                    databases:
                      shop: {url: "sqlite:shop.db", model: "${MODELS:-models}/schema.sql"}
                """);

        assertThat(settings.environment("dev").databases().get(0).model())
                .contains(folder.resolve("models/schema.sql"));
    }

    @ParameterizedTest
    @CsvSource({
        "data, holds the database shop",
        "data/../data, holds the database shop",
        "., holds the database shop",
        "mounted, holds the database shop",
        "links, holds the database linked",
        "/, is a whole file system",
        "nightly, holds the backups",
        "nightly/shop, lies in the backups",
        "log, holds the journal",
        "migrations, holds the migrations of shop",
        "migrations/shop/images, lies in the migrations of shop",
        "'up, up/', an item of files of database shop holds another item of it",
        "'up, up/images', lies in another item of it",
        "'up/images, up', holds another item of it",
    })
    void a_folder_whose_restore_would_replace_more_than_its_files_is_refused(String files, String why)
            throws IOException {
        Files.createDirectories(folder.resolve("data"));
        Files.createDirectories(folder.resolve("links"));
        Files.createSymbolicLink(folder.resolve("mounted"), folder.resolve("data"));
        Files.createSymbolicLink(folder.resolve("links/linked.db"), folder.resolve("elsewhere.db"));
        Settings settings = read("""
                backups: nightly
                journal: log/operations.log
                environments:
                  dev:
                    databases:
                      shop:
                        url: "sqlite:data/shop.db"
                        files: [%s]
                      linked: {url: "sqlite:links/linked.db"}
                """.formatted(files));
        assertThatThrownBy(() -> settings.environment("dev"))
                .isInstanceOf(BadSetting.class)
                .hasMessageContaining("db-manager.yaml:8: ")
                .hasMessageContaining(why);
    }

    @Test
    void what_a_file_leaves_out_has_a_sensible_value() {
        Settings settings = read("environments: {dev: {databases: {shop: {url: 'sqlite:shop.db'}}}}");

        assertThat(settings.backups()).isEqualTo(folder.resolve("backups"));
        assertThat(settings.journal()).isEqualTo(folder.resolve("database_operations.log"));
        assertThat(settings.retention()).isEqualTo(Retention.none());
        assertThat(settings.environment("dev").protection()).isEqualTo(Protection.OPEN);
    }

    @Test
    void a_variable_that_production_needs_is_not_missed_in_dev() {
        Settings settings = read(SHOP);

        assertThat(settings.environment("dev").databases()).hasSize(2);
        assertThatThrownBy(() -> settings.environment("production"))
                .isInstanceOfSatisfying(MissingVariable.class, problem -> {
                    assertThat(problem.name()).isEqualTo("DATABASE_URL");
                    assertThat(problem.kind()).isEqualTo(Problem.Kind.CONFIGURATION);
                    assertThat(problem)
                            .hasMessage(
                                    folder.resolve("db-manager.yaml") + ":17: the variable DATABASE_URL is not set");
                    assertThat(problem.next()).contains("set DATABASE_URL", ".env", "${DATABASE_URL:-default}");
                });
    }

    @Test
    void variables_come_from_the_process_and_from_the_file_beside() {
        write(".env", "DATABASE_URL=postgres://shop:s3cret@db/shop\nPROJECT=from-file\n");
        Environment production = read(SHOP, Map.of("PROJECT", "from-process")).environment("production");

        assertThat(production.databases().get(0).url()).hasToString("postgresql://shop:***@db/shop");
        assertThat(production.databases().get(1).url()).hasToString("firestore://from-process");
        assertThat(production.databases().get(1).credentials()).isEmpty();
        assertThat(production.toString()).doesNotContain("s3cret");
    }

    @Test
    void a_url_that_a_variable_spoils_is_named_by_line_and_not_repeated() {
        Settings settings = read(SHOP, Map.of("DATABASE_URL", "mysql://shop:s3cret@db/shop"));

        assertThatThrownBy(() -> settings.environment("production"))
                .isInstanceOf(BadSetting.class)
                .hasMessage(folder.resolve("db-manager.yaml") + ":17: url of database shop is no database URL:"
                        + " it does not begin with sqlite:, postgresql: or firestore:");
    }

    @Test
    void the_environment_is_the_one_asked_for_else_that_of_the_variable_else_dev() {
        Settings settings = read(SHOP, Map.of("DB_MANAGER_ENV", "staging"));

        assertThat(settings.environmentName(Optional.of("production"))).isEqualTo("production");
        assertThat(settings.environmentName(Optional.empty())).isEqualTo("staging");
        assertThat(read(SHOP).environmentName(Optional.empty())).isEqualTo("dev");
    }

    @Test
    void an_unknown_environment_or_database_gets_a_suggestion() {
        Settings settings = read(SHOP);

        assertThatThrownBy(() -> settings.environment("prodution"))
                .isInstanceOfSatisfying(
                        Settings.UnknownEnvironment.class,
                        problem -> assertThat(problem.next())
                                .isEqualTo(
                                        "did you mean \"production\"? give --env or DB_MANAGER_ENV one of dev, production"));
        assertThatThrownBy(() -> settings.environment("dev").select(List.of("shop", "catalogue")))
                .isInstanceOfSatisfying(
                        Environment.UnknownDatabase.class,
                        problem -> assertThat(problem.next())
                                .isEqualTo("did you mean \"catalog\"? give --db one of shop, catalog"));
    }

    @Test
    void databases_are_selected_in_file_order() {
        Environment dev = read(SHOP).environment("dev");

        assertThat(dev.select(List.of("catalog", "shop")))
                .extracting(DatabaseSettings::name)
                .containsExactly("shop", "catalog");
        assertThat(dev.select(List.of())).hasSize(2);
        assertThat(dev.select(List.of("catalog"))).hasSize(1);
    }

    @Test
    void without_a_file_variables_make_the_databases() throws IOException {
        Files.createDirectories(folder.resolve("migrations/firestore"));
        Settings settings = Settings.read(
                Optional.empty(),
                folder,
                Map.of(
                        "DATABASE_URL", "postgresql+asyncpg://shop:s3cret@db/shop",
                        "FIREBASE_PROJECT_ID", "demo-shop",
                        "FIRESTORE_EMULATOR_HOST", "localhost:8080",
                        "GOOGLE_APPLICATION_CREDENTIALS", "key.json"));
        Environment dev = settings.environment("dev");

        assertThat(settings.environmentNames()).containsExactly("dev");
        assertThat(dev.databases()).extracting(DatabaseSettings::name).containsExactly("sql", "firestore");
        assertThat(dev.databases())
                .extracting(DatabaseSettings::migrations)
                .containsExactly(folder.resolve("migrations"), folder.resolve("migrations/firestore"));
        assertThat(dev.databases().get(1).emulator()).contains("localhost:8080");
        assertThat(dev.databases().get(1).credentials()).contains(folder.resolve("key.json"));
        assertThat(settings.signals()).isEqualTo(new Signals(false, Optional.of("localhost:8080")));
        assertThat(settings.environment("production").isGuarded()).isTrue();
    }

    @Test
    void without_a_file_and_without_variables_the_ways_out_are_named() {
        Settings settings = Settings.read(Optional.empty(), folder, Map.of());

        assertThatThrownBy(() -> settings.environment("dev")).isInstanceOfSatisfying(BadSetting.class, problem -> {
            assertThat(problem).hasMessageContaining("neither DATABASE_URL nor FIREBASE_PROJECT_ID is set");
            assertThat(problem.next()).contains("db-manager init", "--config", "--url");
        });
    }

    @Test
    void a_variable_that_is_no_url_is_named_and_not_repeated() {
        Settings settings = Settings.read(Optional.empty(), folder, Map.of("DATABASE_URL", "s3cret"));

        assertThatThrownBy(() -> settings.environment("dev"))
                .hasMessageStartingWith("the variable DATABASE_URL is no database URL")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void a_name_that_leads_out_of_a_folder_is_refused() {
        Settings settings = Settings.read(Optional.empty(), folder, Map.of("DATABASE_URL", "sqlite:x.db"));

        assertThatThrownBy(() -> settings.environment("../x")).isInstanceOf(BadSetting.class);
    }

    @Test
    void a_url_on_the_command_line_is_enough() {
        Settings settings = ofUrl("sqlite:shop.db", Optional.of(Path.of("changes")), Optional.of(Path.of("safe")));

        assertThat(settings.backups()).isEqualTo(folder.resolve("safe"));
        assertThat(settings.environment("dev").databases()).singleElement().satisfies(database -> {
            assertThat(database.name()).isEqualTo("sql");
            assertThat(database.url()).isEqualTo(DatabaseUrl.parse("sqlite:shop.db", folder));
            assertThat(database.migrations()).isEqualTo(folder.resolve("changes"));
        });
    }

    @Test
    void a_url_on_the_command_line_does_not_get_round_the_guard() {
        write(".env", "DATABASE_URL=postgres://shop:s3cret@db/shop");
        write("db-manager.yaml", SHOP);

        Environment dev = ofUrl("jdbc:postgresql://db/shop", Optional.empty(), Optional.empty())
                .environment("dev");

        assertThat(dev.protectedBecause()).contains("sql is a database of the guarded environment production");
    }

    @Test
    void a_configuration_file_that_is_asked_for_must_exist() {
        assertThatThrownBy(() -> Settings.read(Optional.of(Path.of("x.yaml")), folder, Map.of()))
                .isInstanceOf(BadSetting.class)
                .hasMessage("there is no file " + folder.resolve("x.yaml"));
    }

    @Test
    void a_configuration_file_elsewhere_brings_its_own_folder() {
        write("conf/db-manager.yaml", SHOP);

        Settings settings = Settings.read(Optional.of(Path.of("conf/db-manager.yaml")), folder, Map.of());

        assertThat(settings.baseFolder()).isEqualTo(folder.resolve("conf"));
        assertThat(settings.backups()).isEqualTo(folder.resolve("conf/nightly"));
    }

    private Settings ofUrl(String url, Optional<Path> migrations, Optional<Path> backups) {
        return Settings.ofUrl(url, migrations, backups, Optional.empty(), folder, Map.of());
    }

    private Settings read(String yaml) {
        return read(yaml, Map.of());
    }

    private Settings read(String yaml, Map<String, String> env) {
        write("db-manager.yaml", yaml);
        return Settings.read(Optional.empty(), folder, env);
    }

    private void write(String name, String text) {
        try {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
