package dbmanager.firestore.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dbmanager.backend.DryRun.StepPreview;
import dbmanager.emulator.FreshProject;
import dbmanager.emulator.OnEveryEmulator;
import dbmanager.migration.Direction;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A dry run comes to what the real run comes to: each step sees what those before it would do, and fails on what Firestore would not take. */
@OnEveryEmulator
class RehearsalTest {
    private final TestDatabase shop;

    RehearsalTest(FreshProject project, @TempDir Path folder) {
        shop = TestDatabase.on(project, folder);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void a_step_sees_what_the_steps_before_it_would_do_also_those_of_other_migrations() {
        shop.fill("users", 500);
        shop.put("users/000007/orders/1", "{\"n\":1}");
        shop.ship("V1__one.yaml", """
                steps:
                  - addField: {collection: users, field: points, value: 1}
                  - transform: {collection: users, set: {points: "doc.points + doc.n"}}
                  - moveCollection: {from: users, to: members, where: "doc.n < 100"}
                  - setDocument: {document: members/boss, fields: {points: 1000}}
                """);
        shop.ship("V2__two.java", """
                import dbmanager.firestore.session.*;
                import java.util.*;

                public class Two implements FirestoreMigration {
                    @Override
                    public void migrate(FirestoreSession db) {
                        db.update("members/boss", Map.of("seen", db.get("members/000007").isPresent()));
                        db.each("members", member -> (Long) member.get("points") > 99 ? Edit.delete() : Edit.none());
                        db.set("totals/users", Map.of("boss", db.get("members/boss").isPresent()));
                    }
                }
                """);
        shop.ship("V3__three.yaml", "steps:\n  - removeField: {group: members, field: points}\n");
        Map<String, String> before = shop.content();

        List<StepPreview> steps = shop.preview(Direction.UP, "1", "2", "3");

        assertThat(steps).extracting(StepPreview::changes).containsExactly(500L, 499L, 202L, 1L, 1L, 2L, 1L, 99L);
        assertThat(steps.get(1).samples()).contains("users/000004  points: 1 -> 5");
        assertThat(steps.get(6).samples()).containsExactly("totals/users  created  boss: (none) -> false");
        assertThat(steps).allSatisfy(step -> assertThat(step.caveat()).isEmpty());
        assertThat(shop.content()).isEqualTo(before);

        shop.up("1");
        shop.up("2");
        shop.up("3");
        assertThat(shop.content()).hasSize(501).containsEntry("totals/users", "{\"boss\":false}");
        assertThat(shop.preview(Direction.DOWN, "3", "2", "1"))
                .extracting(StepPreview::changes)
                .containsExactly(99L, 4L, 1_202L);
        shop.down("3");
        shop.down("2");
        shop.down("1");
        assertThat(shop.content()).isEqualTo(before);
    }

    @Test
    void changes_that_are_too_many_to_remember_are_said_to_be_missing() {
        shop.fill("users", 30);
        shop.ship("V1__one.yaml", """
                steps:
                  - addField: {collection: users, field: points, value: 1}
                  - setField: {collection: users, field: seen, value: true}
                """);
        shop.ship("V2__two.yaml", "steps:\n  - transform: {collection: users, set: {points: doc.points + 1}}\n");
        try (Rehearsal rehearsal = shop.rehearsal(20)) {
            List<StepPreview> steps =
                    rehearsal.preview(shop.migration("1"), Direction.UP).steps();
            assertThat(steps.get(0).caveat()).isEmpty();
            assertThat(steps.get(1).caveat()).contains("addField points in users would change more than 20 documents");
            assertThatThrownBy(() -> rehearsal.preview(shop.migration("2"), Direction.UP))
                    .hasMessageContaining("points")
                    .hasMessageContaining(
                            "on the database as it is: addField points in users would change more than 20");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "addField: {collection: users, field: a, value: [[1]]}",
                "addField: {collection: users, field: a, value: {b: [1, [2]]}}",
                "addField: {collection: users, field: a, value: {__b__: 1}}",
                "addField: {collection: users, field: a, value: {\"\": 1}}",
                "transform: {collection: users, set: {a: '[[doc.n]]'}}",
                "transform: {collection: users, set: {a: '{\"__x__\": doc.n}'}}",
                "transform: {collection: users, set: {big: doc.big + doc.big}}",
                "setDocument: {document: settings/a, fields: {list: [[1]]}}",
                "moveCollection: {from: users, to: __users__}"
            })
    void what_firestore_does_not_take_fails_the_dry_run_in_the_words_of_the_real_one(String step) {
        shop.put("users/1", "{\"n\":1,\"big\":\"" + "x".repeat(600_000) + "\"}");
        Map<String, String> before = shop.content();
        shop.ship("V1__bad.yaml", "steps:\n  - " + step + "\n");

        Throwable dry = catchThrowable(() -> shop.preview(Direction.UP, "1"));
        Throwable real = catchThrowable(() -> shop.up("1"));

        assertThat(dry).isNotNull();
        assertThat(real).isNotNull();
        assertThat(words(real)).isEqualTo(words(dry));
        assertThat(shop.content()).isEqualTo(before);
    }

    /** Without the place in the script, which only a run knows so exactly. */
    private static String words(Throwable problem) {
        return problem.getMessage().replaceAll("V1__bad.yaml(, [^:]*)?: ", "");
    }
}
