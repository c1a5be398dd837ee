package dbmanager.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.backend.DatabaseBackend;
import dbmanager.backend.MemoryDatabase;
import dbmanager.backend.Presence;
import dbmanager.backup.BackupId;
import dbmanager.backup.Expectation;
import dbmanager.backup.RestorePoint;
import dbmanager.exchange.Checks;
import dbmanager.migration.History;
import dbmanager.migration.Target;
import dbmanager.operation.Promotion.Outcome;
import dbmanager.operation.Promotion.Pair;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** When a promotion has come to its end, and on what the one that goes on with it may rely. */
class PromotionEndTest extends PromotionFixture {
    /** Stops at the catalog. */
    private RestorePoint half() throws IOException {
        spoil();
        return promotion()
                .run(promotion().judge(pairs()), false, silent())
                .point()
                .orElseThrow();
    }

    private RestorePoint killedBehindItsFirstDatabase() {
        Promotion.Told killed = new Told() {
            @Override
            public void migrated(String database, History.Entry step) {
                throw new IllegalStateException("killed");
            }
        };
        assertThatThrownBy(() -> promotion().run(promotion().judge(pairs()), false, killed))
                .hasMessage("killed");
        return catalog.restorePoints().unfinished("production").orElseThrow();
    }

    private void damage(BackupId backup) throws IOException {
        Path part = folder.resolve("backups").resolve(backup.text()).resolve("database.jsonl.zst");
        byte[] bytes = Files.readAllBytes(part);
        bytes[bytes.length / 2] ^= 1;
        Files.delete(part);
        Files.write(part, bytes);
    }

    @Test
    void one_that_left_a_database_behind_has_no_end_though_nothing_is_left_to_carry() {
        RestorePoint point = killedBehindItsFirstDatabase();
        migrator(products.from()).rollback(new Target.By(-1), entry -> {});

        Outcome outcome = promote();

        assertThat(standings(outcome)).containsExactly("shop is promoted, at 2", "catalog is not begun, at 1");
        assertThat(outcome.ended()).isFalse();
        assertThat(catalog.restorePoints().unfinished("production")).contains(point);

        migrate(products.from());
        assertThat(promote().ended()).isTrue();
        assertThat(catalog.restorePoints().unfinished("production")).isEmpty();
    }

    @Test
    void a_repeatable_migration_that_was_edited_on_the_way_counts_with_its_newest_text() throws IOException {
        ship(shop, "R__stock.memo", "insert products 7,Salt\n");
        migrate(shop.from());
        half();
        ship(shop, "R__stock.memo", "insert products 8,Oil\n");
        migrate(shop.from());
        mend();

        Outcome outcome = promotion().run(promotion().judge(pairs()), false, silent());

        assertThat(outcome.point().orElseThrow().member("shop").orElseThrow().migrations())
                .hasSize(3);
        assertThat(standings(outcome)).containsExactly("shop is promoted, at 2", "catalog is promoted, at 2");
        assertThat(catalog.restorePoints().unfinished("production")).isEmpty();
    }

    @Test
    void a_backup_that_was_damaged_since_is_no_restore_point_to_go_on_with() throws IOException {
        RestorePoint point = half();
        mend();
        damage(point.member("shop").flatMap(RestorePoint.Member::backup).orElseThrow());

        assertThatThrownBy(this::promote).isInstanceOf(BackupNotVerified.class);
        assertThat(version(products)).isEqualTo("1");
        assertThat(catalog.restorePoints().unfinished("production")).contains(point);
    }

    @Test
    void the_backup_of_another_database_of_that_name_is_not_taken_over() throws IOException {
        RestorePoint first = half();
        mend();
        DatabaseBackend other = MemoryDatabase.named("shop").open(shop.migrations(), clock);
        migrate(other);
        shop = pair(shop.from(), other, shop.migrations());
        ship(shop, "V3__more.memo", "insert tags 2,cold\n");
        migrate(shop.from());

        Outcome outcome = promotion().run(promotion().judge(pairs()), false, telling());

        assertThat(outcome.ended()).isTrue();
        assertThat(told)
                .contains("warned: shop is another database than promotion " + first.id()
                        + " changed, which was memory:shop: backup "
                        + first.members().get(0).backup().orElseThrow() + " is of that one");
        assertThat(outcome.point().orElseThrow().member("shop").orElseThrow().database())
                .isEqualTo(other.identity());
    }

    @Test
    void the_way_back_empties_no_other_database_of_that_name() {
        DatabaseBackend fresh = MemoryDatabase.named("shop").open(shop.migrations(), clock);
        fresh.initialise();
        shop = pair(shop.from(), fresh, shop.migrations());
        RestorePoint point = promote().point().orElseThrow();
        DatabaseBackend other = MemoryDatabase.named("shop").open(shop.migrations(), clock);
        migrate(other);

        WayBack.Judged judged = wayBack(point)
                .judge(List.of(new WayBack.Target(other, shop.backups())))
                .get(0);

        assertThat(judged.way()).isEqualTo(WayBack.Way.ERASE);
        assertThat(judged.problem()).hasValueSatisfying(problem -> {
            assertThat(problem).isInstanceOf(RestoreRefused.class);
            assertThat(problem.getMessage())
                    .contains(
                            "shop of promotion " + point.id() + " is memory:shop (id "
                                    + fresh.identity().id().orElseThrow(),
                            other.identity().id().orElseThrow());
        });
        assertThat(other.presence()).isEqualTo(Presence.FILLED);
    }

    @Test
    void an_end_of_the_way_back_that_cannot_be_recorded_hides_nothing_of_what_was_done() throws IOException {
        RestorePoint point = promote().point().orElseThrow();
        Path end = folder.resolve("backups/promotions/taken-back-" + point.id() + ".json");
        Files.createDirectories(end);
        WayBack wayBack = wayBack(point);

        WayBack.Outcome outcome = wayBack.run(wayBack.judge(pairs().stream()
                .map(pair -> new WayBack.Target(pair.to(), pair.backups()))
                .toList()));

        assertThat(outcome.results()).extracting(WayBack.Result::done).containsExactly(true, true);
        assertThat(outcome.warnings())
                .singleElement()
                .asString()
                .contains("everything is brought back, but that promotion " + point.id()
                        + " was taken back is not recorded");
    }

    @Test
    void where_nothing_was_to_be_promoted_a_check_that_cannot_be_asked_has_no_way_back() {
        promote();
        Checks broken = new Checks(List.of(), Map.of(), Map.of("broken", "insert products 5,Jam"));
        products = new Pair(products.from(), products.to(), products.migrations(), products.backups(), broken);

        assertThatThrownBy(this::promote).isInstanceOf(Problem.class).hasMessageContaining("is not a query");
    }

    @Test
    void a_suspect_backup_is_told_also_when_the_rehearsal_is_not_sound() throws IOException {
        edit(shop, "undo/U2__tags.memo", "drop tags\n");
        Expectation more = new Expectation(OptionalInt.empty(), List.of("invoices"));
        Backups suspect = new Backups(catalog, shop.to(), "production", Map.of(), more, clock);
        shop = new Pair(shop.from(), shop.to(), shop.migrations(), suspect, Checks.none());

        assertThatThrownBy(this::promote).isInstanceOf(RehearsalUnsound.class);

        assertThat(told)
                .anySatisfy(line -> assertThat(line)
                        .startsWith("warned: shop was suspect when it was backed up")
                        .contains("invoices"));
    }
}
