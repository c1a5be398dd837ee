package dbmanager.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.backend.DatabaseBackend;
import dbmanager.backend.MemoryDatabase;
import dbmanager.backup.BackupId;
import dbmanager.backup.RestorePoint;
import dbmanager.backup.RestorePoint.Place;
import dbmanager.operation.Promotion.Outcome;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From a promotion that came to its end, or came to none, back to where production was. */
class WayBackTest extends PromotionFixture {
    @Test
    void one_that_fails_in_the_middle_says_where_each_is_and_the_way_back_touches_only_what_was_changed()
            throws IOException {
        spoil();
        String before = version(shop) + products.to().history().inForce();

        Outcome outcome = promotion().run(promotion().judge(pairs()), false, silent());

        assertThat(outcome.stopped()).hasValueSatisfying(stop -> {
            assertThat(stop.database()).isEqualTo("catalog");
            assertThat(stop.cause().kind()).isEqualTo(Problem.Kind.FAILED);
        });
        assertThat(standings(outcome))
                .containsExactly(
                        "shop is promoted, at 2", "catalog is half-way, at 1, and 2 (tags) began and did not end");
        RestorePoint point = catalog.restorePoints().unfinished("production").orElseThrow();
        assertThat(outcome.point()).contains(point);

        assertThat(bringBack(point)).extracting(WayBack.Result::done).containsExactly(true, true);
        assertThat(version(shop) + products.to().history().inForce()).isEqualTo(before);
        assertThat(catalog.restorePoints().unfinished("production")).isEmpty();
        assertThat(bringBack(point)).extracting(WayBack.Result::done).containsExactly(false, false);
    }

    @Test
    void the_way_back_refuses_to_take_along_what_came_later() throws IOException {
        RestorePoint point = promote().point().orElseThrow();
        ship(shop, "V3__more.memo", "insert tags 2,cold\n");
        migrate(shop.to());

        List<WayBack.Judged> judged = wayBack(point).judge(targets());

        assertThat(judged.get(0).problem())
                .hasValueSatisfying(problem -> assertThat(problem)
                        .isInstanceOf(WayBack.ChangedSince.class)
                        .hasMessageContaining("has more since than promotion " + point.id() + " brought: 3 (more)"));
        assertThat(judged.get(1).problem()).isEmpty();
    }

    @Test
    void the_way_back_of_what_was_not_there_before_empties_it_and_keeps_what_was_in_it() {
        DatabaseBackend fresh = MemoryDatabase.named("shop").open(shop.migrations(), clock);
        shop = pair(shop.from(), fresh, shop.migrations());

        RestorePoint point = promote().point().orElseThrow();
        assertThat(told).startsWith("shop is empty");
        assertThat(version(shop)).isEqualTo("2");

        assertThat(bringBack(point).get(0).safety()).isPresent();
        assertThat(version(shop)).isEqualTo("base");
        assertThat(point.member("shop")
                        .orElseThrow()
                        .standing(shop.to().history())
                        .place())
                .isEqualTo(Place.NOT_BEGUN);
    }

    private void damage(BackupId id) throws IOException {
        Path part = folder.resolve("backups").resolve(id.text()).resolve("database.jsonl.zst");
        byte[] bytes = Files.readAllBytes(part);
        bytes[bytes.length / 2] ^= 1;
        Files.delete(part);
        Files.write(part, bytes);
    }

    @Test
    void each_step_of_the_way_back_is_told_as_soon_as_it_is_over_and_so_is_the_one_that_fails() throws IOException {
        RestorePoint point = promote().point().orElseThrow();
        WayBack wayBack = wayBack(point);
        List<WayBack.Judged> judged = wayBack.judge(targets());
        damage(point.members().get(1).backup().orElseThrow());

        List<WayBack.Result> results = wayBack.run(judged).results();

        assertThat(results).extracting(WayBack.Result::done).containsExactly(true, false);
        assertThat(stepsBack).containsExactly("shop backup done", "shop restore done", "catalog restore failed");
    }

    @Test
    void a_backup_that_is_damaged_stops_the_way_back_before_anything_is_touched() throws IOException {
        RestorePoint point = promote().point().orElseThrow();
        damage(point.members().get(1).backup().orElseThrow());

        List<WayBack.Judged> judged = wayBack(point).judge(targets());

        assertThat(judged.get(0).problem()).isEmpty();
        assertThat(judged.get(1).problem())
                .hasValueSatisfying(problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.DAMAGED));
        assertThat(catalog.restorePoints()
                        .holds("production")
                        .apply(shop.backups().list().get(0)))
                .contains("restore point of the newest promotion, " + point.id());
    }
}
