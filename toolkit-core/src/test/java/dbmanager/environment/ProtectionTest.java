package dbmanager.environment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProtectionTest {
    @TempDir
    Path folder;

    @Test
    void production_is_guarded_by_its_name_and_others_are_not() throws IOException {
        Settings settings = settings("""
                environments:
                  dev: {databases: {shop: {url: "sqlite:dev.db"}}}
                  prod: {databases: {shop: {url: "sqlite:prod.db"}}}
                  Production: {databases: {shop: {url: "sqlite:live.db"}}}
                """);

        assertThat(settings.environment("dev").protection()).isEqualTo(Protection.OPEN);
        assertThat(settings.environment("prod").protectedBecause()).contains("environment prod is guarded");
        assertThat(settings.environment("Production").isGuarded()).isTrue();
    }

    @Test
    void what_the_file_says_overrules_the_name() throws IOException {
        Settings settings = settings("""
                environments:
                  dev: {protection: guarded, databases: {shop: {url: "sqlite:dev.db"}}}
                  production: {protection: open, databases: {shop: {url: "sqlite:prod.db"}}}
                """);

        assertThat(settings.environment("dev").isGuarded()).isTrue();
        assertThat(settings.environment("production").isGuarded()).isFalse();
    }

    @Test
    void protection_follows_the_database_not_the_label() throws IOException {
        Settings settings = settings("""
                environments:
                  staging: {databases: {copy: {url: "sqlite:copy.db"}, shop: {url: "postgres://me@db/shop"}}}
                  production: {databases: {shop: {url: "${DATABASE_URL}"}}}
                """, Map.of("DATABASE_URL", "postgresql+asyncpg://app:s3cret@DB:5432/shop"));

        assertThat(settings.environment("staging").protectedBecause())
                .contains("shop is a database of the guarded environment production");
    }

    @Test
    void another_name_of_the_file_does_not_help() throws IOException {
        Files.createFile(folder.resolve("live.db"));
        Files.createSymbolicLink(folder.resolve("dev.db"), folder.resolve("live.db"));

        assertThat(settings("""
                                environments:
                                  dev: {databases: {shop: {url: "sqlite:dev.db"}}}
                                  production: {databases: {shop: {url: "sqlite:///./live.db"}}}
                                """).environment("dev").isGuarded()).isTrue();
    }

    @Test
    void a_guarded_database_that_is_not_known_here_keeps_nobody_from_working() throws IOException {
        Settings settings = settings("""
                environments:
                  dev: {databases: {shop: {url: "sqlite:dev.db"}, catalog: {url: "firestore://shop"}}}
                  production:
                    databases:
                      shop: {url: "${DATABASE_URL}"}
                      broken: {url: "${NONSENSE}"}
                      catalog: {url: "firestore://shop", credentials: "${KEY}"}
                """, Map.of("NONSENSE", "nonsense"));

        assertThat(settings.environment("dev").protectedBecause())
                .contains("catalog is a database of the guarded environment production");
    }

    @Test
    void what_could_not_be_compared_is_named() throws IOException {
        Settings settings = settings("""
                environments:
                  dev: {databases: {shop: {url: "sqlite:dev.db"}}}
                  docs: {databases: {catalog: {url: "firestore://docs"}}}
                  production:
                    databases:
                      shop: {url: "${DATABASE_URL}"}
                      copy: {url: "${DATABASE_URL}"}
                      orders: {url: "sqlite:${FOLDER}/orders.db"}
                      catalog: {url: "firestore://${PROJECT}"}
                """);

        assertThat(settings.environment("dev").unseen())
                .containsExactly(new Unseen("DATABASE_URL", "production"), new Unseen("FOLDER", "production"));
        assertThat(settings.environment("docs").unseen())
                .containsExactly(new Unseen("DATABASE_URL", "production"), new Unseen("PROJECT", "production"));
    }

    @Test
    void what_is_guarded_anyway_or_compared_with_all_has_nothing_unseen() throws IOException {
        String yaml = """
                environments:
                  dev: {databases: {shop: {url: "sqlite:dev.db"}}}
                  production: {databases: {shop: {url: "${DATABASE_URL}"}, more: {url: "sqlite:more.db"}}}
                  live: {protection: guarded, databases: {shop: {url: "sqlite:live.db"}}}
                """;

        assertThat(settings(yaml, Map.of("DATABASE_URL", "sqlite:live.db"))
                        .environment("dev")
                        .unseen())
                .isEmpty();
        assertThat(settings(yaml).environment("live").unseen()).isEmpty();
        assertThat(settings(yaml.replace("DATABASE_URL", "DATABASE_URL:-"))
                        .environment("dev")
                        .unseen())
                .as("the file says that it is known elsewhere only")
                .isEmpty();
    }

    @Test
    void an_emulator_stands_in_for_the_project_of_production() throws IOException {
        Settings settings = settings("""
                environments:
                  dev: {databases: {catalog: {url: "firestore://shop", emulator: embedded}}}
                  production: {databases: {catalog: {url: "firestore://shop"}}}
                """);

        assertThat(settings.environment("dev").isGuarded()).isFalse();
    }

    @Test
    void who_reaches_production_by_another_name_needs_the_same_proof() throws IOException {
        Settings settings = settings("""
                environments:
                  dev: {databases: {shop: {url: "sqlite:./live.db"}}}
                  staging: {databases: {shop: {url: "sqlite:staging.db"}}}
                  production: {proven-by: staging, databases: {shop: {url: "sqlite:live.db"}}}
                """);

        assertThat(settings.provenBy(settings.environment("production"))).contains("staging");
        assertThat(settings.provenBy(settings.environment("dev"))).contains("staging");
        assertThat(settings.provenBy(settings.environment("staging"))).isEmpty();
    }

    @Test
    void what_an_environment_says_of_its_proof_counts_where_the_one_that_guards_it_says_nothing() throws IOException {
        Settings settings = settings("""
                environments:
                  staging: {databases: {shop: {url: "sqlite:staging.db"}}}
                  blue: {proven-by: staging, databases: {shop: {url: "sqlite:live.db"}}}
                  production: {databases: {shop: {url: "sqlite:live.db"}}}
                """);

        assertThat(settings.environment("blue").guardian().orElseThrow().environment())
                .isEqualTo("production");
        assertThat(settings.provenBy(settings.environment("blue"))).contains("staging");
        assertThat(settings.provenBy(settings.environment("production"))).isEmpty();
    }

    private Settings settings(String yaml) throws IOException {
        return settings(yaml, Map.of());
    }

    private Settings settings(String yaml, Map<String, String> env) throws IOException {
        Files.writeString(folder.resolve("db-manager.yaml"), yaml);
        return Settings.read(Optional.empty(), folder, env);
    }
}
