package dbmanager.firestore.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.backend.StepFailed;
import dbmanager.emulator.FirestoreEmulator.Kind;
import dbmanager.emulator.FreshProject;
import dbmanager.emulator.OnEveryEmulator;
import dbmanager.migration.Direction;
import dbmanager.migration.History;
import dbmanager.migration.History.Outcome;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnEveryEmulator
class JavaMigrationTest {
    /** A reference into another database is refused by production and by the embedded server. */
    private static final String FOREIGN = "projects/p/databases/d/documents/users/1";

    private static final String ALL_TYPES = """
            {"array":[1,"x",null,{"a":[]}],"bool":true,"bytes":{"$bytes":"AAH/"},"double":1.0,\
            "elsewhere":{"$reference":"%s"},\
            "geo":{"$geopoint":[0.0,-12.5]},"int":{"$int":"9007199254740993"},"map":{"b":{}},\
            "nan":{"$double":"NaN"},"nothing":null,"ref":{"$reference":"users/42"},\
            "time":{"$timestamp":"2026-11-21T02:00:00.123456Z"},"vector":{"$vector":[1.0,0.5]},"zero":{"$double":"-0.0"}}""";

    private final FreshProject project;
    private final TestDatabase shop;

    JavaMigrationTest(FreshProject project, @TempDir Path folder) {
        this.project = project;
        shop = TestDatabase.on(project, folder);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    private static String migration(String body) {
        return """
                import dbmanager.firestore.session.*;
                import java.util.*;

                public class Prices implements FirestoreMigration {
                    @Override
                    public void migrate(FirestoreSession db) {
                """ + body.indent(8) + "    }\n}\n";
    }

    @Test
    void every_call_of_the_session_changes_and_is_taken_back() {
        shop.fill("users", 700);
        shop.put("shops/1/orders/1", "{\"total\":10}");
        shop.put("shops/2/orders/1", "{\"total\":20}");
        shop.put("settings/a", "{\"x\":{\"y\":1,\"z\":2}}");
        shop.put("settings/b", "{}");
        Map<String, String> before = shop.content();
        shop.ship("V1__prices.java", migration("""
                        long x = (Long) ((Map<?, ?>) db.get("settings/a").orElseThrow().get("x")).get("y");
                        db.update("settings/a", Map.of("x.y", x + 1));
                        db.set("settings/c", Map.of("seen", db.get("settings/a").isPresent(), "none", db.get("settings/d").isPresent()));
                        db.delete("settings/b");
                        db.each("users", user -> {
                            long n = (Long) user.get("n");
                            return n % 2 == 0 ? Edit.update("even", true) : n % 3 == 0 ? Edit.delete() : Edit.none();
                        });
                        db.eachInGroup("orders", order -> Edit.remove("total").andSet("totals/" + order.path().replace('/', '-'), order.fields()));
                        """));

        shop.up("1");

        assertThat(shop.find("settings/a")).contains("{\"x\":{\"y\":2,\"z\":2}}");
        assertThat(shop.find("settings/b")).isEmpty();
        assertThat(shop.find("settings/c")).contains("{\"none\":false,\"seen\":true}");
        assertThat(shop.find("users/000002")).contains("{\"even\":true,\"n\":2,\"name\":\"name of 2\"}");
        assertThat(shop.find("users/000003")).isEmpty();
        assertThat(shop.find("users/000005")).contains("{\"n\":5,\"name\":\"name of 5\"}");
        assertThat(shop.find("shops/2/orders/1")).contains("{}");
        assertThat(shop.find("totals/shops-2-orders-1")).contains("{\"total\":20}");
        shop.down("1");
        assertThat(shop.content()).isEqualTo(before);
    }

    @Test
    void a_failure_that_the_migration_catches_fails_the_run_all_the_same() {
        shop.fill("users", 30);
        shop.ship("V1__prices.java", migration("""
                        try {
                            db.each("users", user -> {
                                if ((Long) user.get("n") == 7) {
                                    throw new IllegalStateException("no price for " + user.path());
                                }
                                return Edit.update("price", 1);
                            });
                        } catch (RuntimeException e) {
                            // never mind
                        }
                        try {
                            db.set("settings/done", Map.of("all", true));
                        } catch (RuntimeException e) {
                            throw new RuntimeException("something else", e);
                        }
                        """));
        assertThatThrownBy(() -> shop.up("1"))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("no price for users/000007")
                .hasMessageNotContaining("something else");
        assertThat(shop.history().entries().get(0).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(shop.find("settings/done")).isEmpty();
        assertThatThrownBy(() -> shop.preview(Direction.UP, "1")).hasMessageContaining("no price for users/000007");
    }

    @Test
    void values_of_every_type_pass_through_unchanged() {
        String all = ALL_TYPES.formatted(project.emulator().kind() == Kind.EMBEDDED ? "users/1" : FOREIGN);
        shop.put("all/1", all);
        shop.ship("V1__copy.java", migration("""
                        db.each("all", document -> Edit.none().andSet("copy/" + document.id(), document.fields()));
                        db.set("copy/2", db.get("all/1").orElseThrow());
                        """));

        shop.up("1");

        assertThat(shop.find("copy/1")).contains(all).isEqualTo(shop.find("copy/2"));
    }

    @Test
    void a_run_that_goes_on_skips_what_it_did_and_reads_what_it_read() {
        shop.put("counters/a", "{\"n\":1}");
        shop.ship("V1__count.java", migration("""
                        long n = (Long) db.get("counters/a").orElseThrow().get("n");
                        db.set("counters/a", Map.of("n", n + 1));
                        boolean ready = db.get("settings/ready").isPresent();
                        db.set("log/" + n, Map.of("n", n, "ready", ready));
                        db.update("settings/late", Map.of("n", n));
                        """));

        assertThatThrownBy(() -> shop.up("1"))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("settings/late")
                .hasMessageContaining("does not exist");
        assertThat(shop.find("counters/a")).contains("{\"n\":2}");
        shop.put("settings/late", "{}");

        shop.up("1");

        assertThat(shop.find("counters/a")).contains("{\"n\":2}");
        assertThat(shop.find("log/1")).contains("{\"n\":1,\"ready\":false}");
        assertThat(shop.find("log/2")).isEmpty();
        assertThat(shop.find("settings/late")).contains("{\"n\":1}");
        assertThat(shop.history().entries()).extracting(History.Entry::outcome).containsExactly(Outcome.SUCCEEDED);
    }

    @Test
    void what_it_throws_is_told_with_its_line() {
        shop.ship("V1__throws.java", migration("""
                        db.set("a/1", Map.of());
                        db.get("a/1");
                        throw new IllegalStateException("no prices");
                        """));

        assertThatThrownBy(() -> shop.up("1"))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("V1__throws.java:9: java.lang.IllegalStateException: no prices");
        assertThat(shop.find("a/1")).contains("{}");
        assertThat(shop.history().entries().get(0).outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void a_function_that_throws_is_told_with_its_line() {
        shop.put("users/1", "{}");
        shop.ship(
                "V1__throws.java",
                migration("db.each(\"users\", user -> Edit.update(\"n\", 1 + (Long) user.get(\"n\")));"));

        assertThatThrownBy(() -> shop.up("1"))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("V1__throws.java:7: java.lang.NullPointerException");
    }

    @Test
    void the_firestore_client_and_this_tool_are_out_of_its_sight() {
        shop.ship("V1__client.java", "import com.google.cloud.firestore.Firestore;\n" + migration(""));
        shop.ship("V2__inside.java", "import dbmanager.firestore.migration.MigrationRunner;\n" + migration(""));
        shop.ship("V3__reflection.java", migration("""
                        try {
                            Class.forName("dbmanager.firestore.gateway.Gateway");
                        } catch (ClassNotFoundException e) {
                            db.set("hidden/1", Map.of());
                        }
                        """));

        assertThatThrownBy(() -> shop.up("1"))
                .isInstanceOf(DoesNotCompile.class)
                .hasMessageContaining("V1__client.java:1: package com.google.cloud.firestore does not exist");
        assertThatThrownBy(() -> shop.up("2"))
                .isInstanceOfSatisfying(Problem.class, e -> assertThat(e.kind()).isEqualTo(Problem.Kind.CONFIGURATION));
        assertThat(shop.history().entries()).isEmpty();
        shop.up("3");
        assertThat(shop.find("hidden/1")).isPresent();
    }

    @Test
    void its_own_rollback_is_preferred_to_the_images() {
        shop.put("users/1", "{\"n\":1}");
        shop.ship("V1__own.java", """
                import dbmanager.firestore.session.*;

                public class Own implements FirestoreMigration {
                    public void migrate(FirestoreSession db) {
                        db.update("users/1", java.util.Map.of("n", 2));
                    }

                    @Override
                    public void rollback(FirestoreSession db) {
                        db.update("users/1", java.util.Map.of("n", -1));
                    }
                }
                """);
        shop.up("1");

        shop.down("1");

        assertThat(shop.find("users/1")).contains("{\"n\":-1}");
    }

    @Test
    void the_template_and_the_page_compile() throws IOException {
        String page = Files.readString(Path.of("../docs/firestore-migrations-java.md"));
        int from = page.indexOf("```java\n") + 8;
        shop.put("users/1", "{}");
        shop.put("settings/tax", "{\"percent\":20}");
        shop.put("shops/1/orders/1", "{\"net\":50}");
        shop.ship("V1__new.java", JavaTemplate.JAVA.up().replace("{description}", "Ann's: \"new\" [thing]"));
        shop.ship("V2__page.java", page.substring(from, page.indexOf("```", from)));

        shop.up("1");
        shop.up("2");

        assertThat(shop.find("users/1")).contains("{\"active\":true}");
        assertThat(shop.find("shops/1/orders/1")).contains("{\"gross\":60,\"net\":50}");
    }

    @Test
    void a_dry_run_shows_each_call() {
        shop.put("users/1", "{\"n\":1}");
        Map<String, String> before = shop.content();
        shop.ship("V1__dry.java", migration("""
                        db.set("users/2", Map.of("n", 2));
                        db.each("users", user -> Edit.update("m", user.get("n")));
                        """));

        assertThat(shop.preview(Direction.UP, "1"))
                .extracting(step -> step.step() + ": " + step.samples())
                .containsExactly(
                        "set users/2: [users/2  created  n: (none) -> 2]",
                        "each of users: [users/1  m: (none) -> 1, users/2  m: (none) -> 2]");
        assertThat(shop.content()).isEqualTo(before);
    }
}
