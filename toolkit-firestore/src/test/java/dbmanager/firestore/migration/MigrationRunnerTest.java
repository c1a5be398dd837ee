package dbmanager.firestore.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dbmanager.backend.DryRun.StepPreview;
import dbmanager.backend.StepDone;
import dbmanager.backend.StepFailed;
import dbmanager.emulator.FreshProject;
import dbmanager.emulator.OnEveryEmulator;
import dbmanager.migration.Direction;
import dbmanager.migration.History;
import dbmanager.migration.History.Outcome;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Migrations run, are taken back, fail and go on, on a real server. */
@OnEveryEmulator
class MigrationRunnerTest {
    private static final String INCREMENT = """
            steps:
              - transform: {collection: users, set: {n: "doc.n + 1"}}
            """;

    private final TestDatabase shop;

    MigrationRunnerTest(FreshProject project, @TempDir Path folder) {
        shop = TestDatabase.on(project, folder);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void a_field_is_added_to_every_document_and_taken_away_again() {
        shop.fill("users", 1_200);
        shop.put("users/7/orders/1", "{\"n\":1}");
        Map<String, String> before = shop.content();
        shop.ship("V1__active.yaml", "steps:\n  - addField: {collection: users, field: active, value: true}\n");

        StepDone up = shop.up("1");

        assertThat(up.entry().outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(up.findings()).isEmpty();
        assertThat(shop.history().entries()).containsExactly(up.entry());
        assertThat(shop.content()).hasSize(1_201).containsEntry("users/7/orders/1", "{\"n\":1}");
        assertThat(shop.find("users/000999")).contains("{\"active\":true,\"n\":999,\"name\":\"name of 999\"}");
        assertThat(shop.content().values())
                .filteredOn(json -> json.contains("active"))
                .hasSize(1_200);

        StepDone down = shop.down("1");

        assertThat(down.findings()).isEmpty();
        assertThat(shop.content()).isEqualTo(before);
        assertThat(shop.history().entries()).containsExactly(up.entry(), down.entry());
        assertThat(shop.history().inForce()).isEmpty();
    }

    @Test
    void a_document_that_changed_since_is_left_alone_and_reported() {
        shop.fill("users", 10);
        shop.ship("V1__more.yaml", INCREMENT);
        shop.up("1");
        shop.put("users/000003", "{\"n\":1000}");
        shop.remove("users/000004");

        StepDone down = shop.down("1");

        assertThat(down.findings()).extracting(f -> f.where()).containsExactly("users/000003", "users/000004");
        assertThat(shop.find("users/000003")).contains("{\"n\":1000}");
        assertThat(shop.find("users/000004")).isEmpty();
        assertThat(shop.find("users/000005")).contains("{\"n\":5,\"name\":\"name of 5\"}");
        assertThat(shop.history().inForce()).isEmpty();
    }

    @Test
    void a_moved_collection_comes_back() {
        shop.fill("users", 500);
        Map<String, String> before = shop.content();
        shop.ship("V1__move.yaml", "steps:\n  - moveCollection: {from: users, to: people}\n");

        shop.up("1");

        assertThat(shop.content().keySet()).hasSize(500).allMatch(path -> path.startsWith("people/"));
        shop.down("1");
        assertThat(shop.content()).isEqualTo(before);
    }

    @Test
    void instructions_are_carried_out_and_taken_back() {
        shop.put("settings/shop", "{\"open\":true}");
        shop.put("settings/old", "{\"x\":1}");
        Map<String, String> before = shop.content();
        shop.ship("V1__settings.yaml", """
                steps:
                  - setDocument: {document: settings/shop, fields: {open: false}, mode: replace}
                  - setDocument: {document: settings/shop, fields: {hours: 8}, mode: merge}
                  - deleteDocument: {document: settings/old}
                  - createCollection: {collection: carts}
                """);

        shop.up("1");

        assertThat(shop.find("settings/shop")).contains("{\"hours\":8,\"open\":false}");
        assertThat(shop.find("settings/old")).isEmpty();
        assertThat(shop.tracker.read().runs().get(0).fields().get("created_collections"))
                .hasToString("[carts]");
        shop.down("1");
        assertThat(shop.content()).isEqualTo(before);
    }

    @Test
    void a_failed_step_keeps_what_it_did_and_goes_on() {
        shop.fill("users", 900);
        shop.put("users/000500", "{\"n\":\"five hundred\"}");
        shop.ship("V1__more.yaml", INCREMENT);

        StepFailed failure = catchThrowableOfType(StepFailed.class, () -> shop.up("1"));

        assertThat(failure).hasMessageContaining("users/000500").hasMessageContaining("V1__more.yaml");
        assertThat(failure.state().orElseThrow()).contains("history says FAILED", "migrate", "rollback");
        History.Entry entry = shop.history().entries().get(0);
        assertThat(entry.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(entry.resumable()).isTrue();

        shop.put("users/000500", "{\"n\":500,\"name\":\"name of 500\"}");
        shop.up("1");

        assertThat(shop.history().entries()).extracting(History.Entry::outcome).containsExactly(Outcome.SUCCEEDED);
        assertIncrementedOnce(900);
    }

    @Test
    void what_failed_half_way_can_be_taken_back() {
        shop.fill("users", 900);
        shop.put("users/000700", "{\"n\":\"seven hundred\"}");
        Map<String, String> before = shop.content();
        shop.ship("V1__more.yaml", INCREMENT);
        assertThatThrownBy(() -> shop.up("1")).isInstanceOf(StepFailed.class);

        shop.down("1");

        assertThat(shop.content()).isEqualTo(before);
        assertThat(shop.history().unfinished()).isEmpty();
        assertThat(shop.history().inForce()).isEmpty();
    }

    @Test
    void an_assertion_that_does_not_hold_fails_the_step() {
        shop.fill("users", 10);
        shop.ship("V1__more.yaml", INCREMENT + "verify:\n  - {collection: users, every: \"doc.n < 9\"}\n");

        assertThatThrownBy(() -> shop.up("1"))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("users/000008")
                .hasMessageContaining("verify");
        assertThat(shop.history().entries().get(0).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(shop.find("users/000009")).contains("{\"n\":10,\"name\":\"name of 9\"}");
        shop.down("1");
        assertThat(shop.find("users/000009")).contains("{\"n\":9,\"name\":\"name of 9\"}");
    }

    @Test
    void a_dry_run_says_what_would_change_and_changes_nothing() {
        shop.fill("users", 20);
        Map<String, String> before = shop.content();
        shop.ship("V1__more.yaml", INCREMENT);

        StepPreview preview = shop.preview(Direction.UP, "1").get(0);

        assertThat(preview.changes()).isEqualTo(20);
        assertThat(preview.samples()).hasSize(5).contains("users/000004  n: 4 -> 5");
        assertThat(shop.content()).isEqualTo(before);
        assertThat(shop.history().entries()).isEmpty();
        shop.up("1");
        StepPreview back = shop.preview(Direction.DOWN, "1").get(0);
        assertThat(back.changes()).isEqualTo(20);
        assertThat(back.samples()).contains("users/000004  n: 5 -> 4");
    }

    @Test
    void rollback_steps_are_run_with_images_of_their_own() {
        shop.fill("users", 300);
        shop.ship(
                "V1__more.yaml",
                INCREMENT + "rollback:\n  - transform: {collection: users, set: {n: \"doc.n - 1\"}}\n");
        Map<String, String> before = shop.content();
        shop.up("1");
        shop.put("users/000007", "{\"n\":50}");

        StepDone down = shop.down("1");

        assertThat(down.findings()).isEmpty();
        assertThat(shop.find("users/000007")).contains("{\"n\":49}");
        shop.put("users/000007", before.get("users/000007"));
        assertThat(shop.content()).isEqualTo(before);
    }

    @Test
    void a_moment_finer_than_firestore_keeps_is_no_change_by_somebody_else() {
        shop.put("users/1", "{}");
        shop.ship(
                "V1__since.yaml",
                "steps:\n  - addField: {collection: users, field: since, value: {$timestamp: \"2026-11-21T02:00:00.123456789Z\"}}\n");
        shop.up("1");
        assertThat(shop.find("users/1")).contains("{\"since\":{\"$timestamp\":\"2026-11-21T02:00:00.123456Z\"}}");

        assertThat(shop.down("1").findings()).isEmpty();

        assertThat(shop.find("users/1")).contains("{}");
    }

    private void assertIncrementedOnce(int documents) {
        Map<String, String> content = shop.content();
        assertThat(content).hasSize(documents);
        for (int i = 0; i < documents; i++) {
            assertThat(content.get("users/%06d".formatted(i)))
                    .isEqualTo("{\"n\":" + (i + 1) + ",\"name\":\"name of " + i + "\"}");
        }
    }
}
