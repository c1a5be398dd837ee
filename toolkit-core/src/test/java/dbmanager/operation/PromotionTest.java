package dbmanager.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.backend.DatabaseUnavailable;
import dbmanager.backend.MemoryDatabase;
import dbmanager.backend.Progress;
import dbmanager.backup.BackupCatalog;
import dbmanager.backup.FaultyStore;
import dbmanager.backup.LocalStore;
import dbmanager.backup.RestorePoint;
import dbmanager.exchange.Checks;
import dbmanager.migration.Attribution;
import dbmanager.migration.BlockedTimeline;
import dbmanager.migration.MigrationLock;
import dbmanager.migration.PromotionPlan.NotPromotable;
import dbmanager.operation.Promotion.Outcome;
import dbmanager.operation.Promotion.Pair;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** All databases or none, as far as that can be known before. */
class PromotionTest extends PromotionFixture {
    @Test
    void nothing_is_migrated_before_every_database_has_its_backup_and_its_rehearsal() {
        Outcome outcome = promote();

        assertThat(told)
                .containsExactly(
                        "shop is backed up",
                        "catalog is backed up",
                        "shop rehearsed 2 (tags)",
                        "catalog rehearsed 2 (tags)",
                        "begun",
                        "shop ran 2 (tags)",
                        "catalog ran 2 (tags)");
        assertThat(outcome.stopped()).isEmpty();
        assertThat(standings(outcome)).containsExactly("shop is promoted, at 2", "catalog is promoted, at 2");
        assertThat(catalog.restorePoints().unfinished("production")).isEmpty();
    }

    @Test
    void backups_that_would_not_all_fit_are_not_begun() {
        long both =
                shop.to().dumpBytes().orElseThrow() + products.to().dumpBytes().orElseThrow();
        withRoomFor(both - 1);

        assertThatThrownBy(this::promote)
                .isInstanceOfSatisfying(
                        BackupsDoNotFit.class,
                        refused -> assertThat(refused)
                                .hasMessageContainingAll(
                                        "%,d".formatted(both), "shop", "catalog", "%,d".formatted(both - 1)));

        assertThat(told).isEmpty();
        assertThat(catalog.list()).isEmpty();
        withRoomFor(both);
        assertThat(promote().ended()).isTrue();
    }

    private void withRoomFor(long bytes) {
        catalog = new BackupCatalog(
                FaultyStore.withRoomFor(bytes, new LocalStore(folder.resolve("backups"))), clock, "db-manager test");
        shop = pair(shop.from(), shop.to(), shop.migrations());
        products = pair(products.from(), products.to(), products.migrations());
    }

    @Test
    void the_history_tells_the_promotion_its_source_and_its_backup() {
        RestorePoint point = promote().point().orElseThrow();

        assertThat(shop.to().history().inForce())
                .last()
                .satisfies(entry -> assertThat(entry.by())
                        .isEqualTo(new Attribution(
                                "anna",
                                "promotion " + point.id() + " from staging, backup "
                                        + point.members().get(0).backup().orElseThrow())));
    }

    @Test
    void where_there_is_nothing_to_carry_nothing_is_touched() {
        promote();
        told.clear();

        Outcome again = promote();

        assertThat(again.point()).isEmpty();
        assertThat(told).isEmpty();
        assertThat(shop.backups().list()).hasSize(1);
    }

    @Test
    void what_another_promotion_did_between_the_look_and_the_locks_is_not_done_again() {
        List<Promotion.Judged> judged = promotion().judge(pairs());
        RestorePoint point = promote().point().orElseThrow();

        Outcome late = promotion().run(judged, true, silent());

        assertThat(late.point()).isEmpty();
        assertThat(shop.backups().list()).hasSize(1);
        assertThat(catalog.restorePoints().find("20")).isEqualTo(point);
    }

    @Test
    void a_problem_of_the_last_database_is_found_before_the_first_is_backed_up() throws IOException {
        edit(products, "V2__tags.memo", "create tags id,name,colour\n");

        assertThatThrownBy(this::promote)
                .isInstanceOf(NotPromotable.class)
                .hasMessageContaining("staging has it in force with another text");
        assertThat(shop.backups().list()).isEmpty();
        assertThat(version(shop)).isEqualTo("1");
    }

    @Test
    void staging_that_is_not_there_proves_nothing() throws IOException {
        products = pair(MemoryDatabase.named("catalog"), MemoryDatabase.named("catalog"));

        assertThatThrownBy(this::promote)
                .isInstanceOf(DatabaseUnavailable.class)
                .extracting(problem -> ((Problem) problem).kind())
                .isEqualTo(Problem.Kind.UNREACHABLE);
        assertThat(told).isEmpty();
    }

    @Test
    void a_rehearsal_that_is_not_sound_leaves_all_as_they_are() throws IOException {
        edit(products, "undo/U2__tags.memo", "drop tags\n");

        assertThatThrownBy(this::promote)
                .isInstanceOf(RehearsalUnsound.class)
                .hasMessage("the rehearsal of catalog is not sound: 2 (tags) has an undo that is no true inverse")
                .extracting(problem -> ((Problem) problem).kind())
                .isEqualTo(Problem.Kind.NEGATIVE);
        assertThat(version(shop)).isEqualTo("1");
        assertThat(catalog.restorePoints().unfinished("production")).isEmpty();
        assertThat(shop.backups().list()).hasSize(1);
    }

    @Test
    void a_database_that_another_runner_has_leaves_all_as_they_are() {
        try (MigrationLock lock = products.to().lock("ben", Duration.ZERO)) {
            lock.ensureHeld();
            assertThatThrownBy(this::promote).isInstanceOf(MigrationLock.Held.class);
        }
        assertThat(version(shop)).isEqualTo("1");
        assertThat(shop.backups().list()).isEmpty();
        promote();
    }

    @Test
    void checks_that_do_not_hold_leave_the_promotion_without_an_end_until_they_do() throws IOException {
        Checks aTag = new Checks(List.of(), Map.of("tags", 1L), Map.of());
        products = new Pair(products.from(), products.to(), products.migrations(), products.backups(), aTag);
        Promotion.Told silent = silent();

        Outcome outcome = promotion().run(promotion().judge(pairs()), false, silent);

        assertThat(outcome.results().get(1).findings())
                .extracting(Object::toString)
                .containsExactly("tags: has 0 rows, wants at least 1");
        RestorePoint point = catalog.restorePoints().unfinished("production").orElseThrow();
        assertThat(point.rehearsed()).isFalse();

        products = new Pair(products.from(), products.to(), products.migrations(), products.backups(), Checks.none());
        Outcome again = promotion().run(promotion().judge(pairs()), true, silent);
        assertThat(again.point()).contains(point);
        assertThat(catalog.restorePoints().unfinished("production")).isEmpty();
    }

    @Test
    void the_next_promotion_goes_on_with_one_that_came_to_no_end_and_keeps_its_restore_point() throws IOException {
        spoil();
        RestorePoint first = promotion()
                .run(promotion().judge(pairs()), false, silent())
                .point()
                .orElseThrow();
        assertThatThrownBy(this::promote).isInstanceOf(BlockedTimeline.class);
        mend();

        Outcome second = promote();

        RestorePoint point = second.point().orElseThrow();
        assertThat(second.stopped()).isEmpty();
        assertThat(point.goesOn()).contains(first.id());
        assertThat(point.member("shop")).isEqualTo(first.member("shop"));
        assertThat(told).contains("catalog ran 2 (tags)").doesNotContain("shop is backed up");
        assertThat(catalog.restorePoints().unfinished("production")).isEmpty();

        bringBack(point);
        assertThat(version(shop)).isEqualTo("1");
        assertThat(version(products)).isEqualTo("1");
    }

    @Test
    void a_promotion_that_would_leave_out_a_database_of_one_without_an_end_is_refused() throws IOException {
        spoil();
        promotion().run(promotion().judge(pairs()), false, silent());

        assertThatThrownBy(() -> promotion().run(promotion().judge(List.of(shop)), true, silent()))
                .isInstanceOf(PromotionUnfinished.class)
                .hasMessageContaining("came to no end, and has catalog too");
        assertThatThrownBy(() -> new Promotion(
                                "dev",
                                "production",
                                catalog.restorePoints(),
                                new Promotion.Runner("anna", "test", Duration.ZERO, clock, Progress.silent()))
                        .goesOnWith(pairs()))
                .isInstanceOf(PromotionUnfinished.class)
                .extracting(problem -> ((Problem) problem).next())
                .asString()
                .contains("--from staging --to production", "--back ");
    }
}
