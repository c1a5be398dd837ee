package dbmanager.firestore.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.backend.Progress;
import dbmanager.emulator.FreshProject;
import dbmanager.emulator.OnEveryEmulator;
import dbmanager.migration.Attribution;
import dbmanager.migration.Direction;
import dbmanager.migration.History;
import dbmanager.migration.History.Entry;
import dbmanager.migration.History.Outcome;
import dbmanager.migration.LockFile;
import dbmanager.migration.Mode;
import dbmanager.migration.Repair;
import dbmanager.migration.State;
import dbmanager.migration.Timeline;
import dbmanager.migration.Version;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code _migrations} says, also where the Python tool of old wrote it. */
@OnEveryEmulator
class MigrationTrackerTest {
    private final TestDatabase shop;
    private final Path folder;

    MigrationTrackerTest(FreshProject project, @TempDir Path folder) {
        this.folder = folder;
        shop = TestDatabase.on(project, folder);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void what_the_python_tool_ran_is_where_the_history_begins() {
        shop.put("_migrations/zzz", """
                {"migration_id":"v1_initial_schema","version":"1.0","executed_at":"2025-06-01T10:00:00.123456",\
                "status":"completed","created_collections":["products"],"failed_collections":[]}""");
        shop.put("_migrations/aaa", """
                {"migration_id":"v2_add_user_preferences","version":"2.0","executed_at":"2025-06-29T12:00:00Z",\
                "status":"completed","created_collections":["user_preferences"],"failed_collections":[]}""");
        shop.ship("V3__more.yaml", "steps:\n  - setDocument: {document: a/1, fields: {x: 1}}\n");

        assertThat(shop.history().current()).contains(Version.parse("2"));
        assertThat(shop.history().entries())
                .extracting(entry -> entry.rank() + " " + entry.key() + " " + entry.when())
                .containsExactly(
                        "1 1.0 (initial schema) 2025-06-01T10:00:00.123456Z",
                        "2 2.0 (add user preferences) 2025-06-29T12:00:00Z");
        assertThat(timeline().waiting()).extracting(m -> m.key().toString()).containsExactly("3 (more)");
        assertThat(timeline().blocking()).isEmpty();

        Entry three = shop.up("3").entry();

        assertThat(three.rank()).isEqualTo(3);
        assertThat(shop.history().entries()).hasSize(3).last().isEqualTo(three);
    }

    @Test
    void a_run_has_the_fields_that_the_python_tool_wrote() {
        shop.ship("V1__first.yaml", "steps:\n  - setDocument: {document: a/1, fields: {x: 1}}\n");
        Instant before = shop.gateway.now();

        shop.up("1");

        assertThat(shop.find("_migrations/0000000001").orElseThrow())
                .contains("\"migration_id\":\"V1__first\"", "\"version\":\"1\"", "\"status\":\"completed\"")
                .contains("\"created_collections\":[\"a\"]", "\"failed_collections\":[]")
                .contains("\"changed_documents\":1", "\"who\":\"anna\"", "\"tool\":\"db-manager test\"");
        assertThat(shop.history().entries().get(0).when()).isBetween(before, shop.gateway.now());
    }

    @Test
    void a_failure_names_the_collections_that_it_worked_on() {
        shop.put("users/1", "{\"n\":\"x\"}");
        shop.ship("V1__more.yaml", "steps:\n  - transform: {collection: users, set: {n: \"doc.n + 1\"}}\n");

        assertThatThrownBy(() -> shop.up("1")).hasMessageContaining("users/1");

        assertThat(shop.find("_migrations/0000000001").orElseThrow())
                .contains("\"failed_collections\":[\"users\"]", "\"status\":\"failed\"", "users/1: n cannot be");
    }

    @Test
    void a_stamp_records_and_a_stamped_migration_has_nothing_to_take_back() {
        shop.ship("V1__first.yaml", "steps:\n  - setDocument: {document: a/1, fields: {x: 1}}\n");

        Entry entry = record(Direction.UP);

        assertThat(entry.mode()).isEqualTo(Mode.RECORD_ONLY);
        assertThat(shop.content()).isEmpty();
        assertThat(shop.history().entries()).containsExactly(entry);
        assertThatThrownBy(() -> shop.down("1")).isInstanceOf(NothingKept.class).hasMessageContaining("stamped");
        record(Direction.DOWN);
        assertThat(shop.history().inForce()).isEmpty();
    }

    @Test
    void a_rollback_puts_later_repeatable_migrations_in_doubt() {
        shop.ship("V1__first.yaml", "steps:\n  - setDocument: {document: a/1, fields: {x: 1}}\n");
        shop.ship("R__totals.yaml", "steps:\n  - setDocument: {document: a/2, fields: {x: 2}}\n");
        shop.up("1");
        shop.runner(() -> {})
                .run(
                        new FirestoreMigrations(folder, shop.gateway.database())
                                .read().stream()
                                        .filter(m -> m.isRepeatable())
                                        .findFirst()
                                        .orElseThrow(),
                        Direction.UP,
                        Mode.EXECUTE,
                        Attribution.of("anna"),
                        Progress.silent());

        Entry down = shop.down("1").entry();

        assertThat(shop.history().inForce()).isEmpty();
        assertThat(shop.history().entries()).hasSize(4).element(2).isEqualTo(down);
        assertThat(timeline().waiting()).hasSize(2);
    }

    @Test
    void an_edited_script_is_not_gone_on_with_and_repair_takes_back_what_it_did() {
        shop.fill("users", 50);
        shop.put("users/000040", "{\"n\":\"x\"}");
        var before = shop.content();
        String script = "steps:\n  - transform: {collection: users, set: {n: \"doc.n + 1\"}}\n";
        shop.ship(
                "V1__more.yaml",
                "steps:\n  - addField: {collection: users, field: a, value: 1}\n" + script.substring(7));
        assertThatThrownBy(() -> shop.up("1")).hasMessageContaining("users/000040");
        assertThat(shop.content()).isNotEqualTo(before);
        shop.ship("V1__more.yaml", "steps:\n  - addField: {collection: users, field: b, value: 1}\n");
        assertThatThrownBy(() -> shop.up("1")).isInstanceOf(CannotGoOn.class);

        Repair repair = Repair.of(timeline()).get(0);
        shop.runner(() -> {}).repair(repair, Attribution.of("anna"), Progress.silent());

        assertThat(shop.content()).isEqualTo(before);
        assertThat(shop.history().entries()).isEmpty();
        shop.up("1");
        assertThat(timeline().in(State.APPLIED)).hasSize(1);
        assertThat(shop.history().entries()).extracting(Entry::outcome).containsExactly(Outcome.SUCCEEDED);
        assertThat(shop.history().entries().get(0).rank()).isEqualTo(2);
    }

    @Test
    void images_of_all_but_the_newest_migrations_are_dropped() {
        for (int i = 1; i <= Pruning.KEPT + 2; i++) {
            shop.ship(
                    "V" + i + "__step.yaml",
                    "steps:\n  - setDocument: {document: a/1, fields: {x: " + i + "}, mode: replace}\n");
            shop.up(Integer.toString(i));
        }

        assertThat(shop.find("_migrations/0000000002/before/0000-0000-00000000"))
                .isEmpty();
        assertThat(shop.find("_migrations/0000000003/before/0000-0000-00000000"))
                .isPresent();
        assertThatThrownBy(() -> shop.down("2")).isInstanceOf(NothingKept.class).hasMessageContaining("dropped");
        shop.down(Integer.toString(Pruning.KEPT + 2));
        assertThat(shop.find("a/1")).contains("{\"x\":" + (Pruning.KEPT + 1) + "}");
    }

    private Entry record(Direction direction) {
        return shop.runner(() -> {})
                .run(shop.migration("1"), direction, Mode.RECORD_ONLY, Attribution.of("anna"), Progress.silent())
                .entry();
    }

    private Timeline timeline() {
        History history = shop.history();
        return Timeline.of(new FirestoreMigrations(folder, shop.gateway.database()).read(), history, LockFile.empty());
    }
}
