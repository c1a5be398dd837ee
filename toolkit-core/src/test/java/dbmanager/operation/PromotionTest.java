package dbmanager.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.backend.DatabaseBackend;
import dbmanager.backend.DatabaseUnavailable;
import dbmanager.backend.MemoryDatabase;
import dbmanager.backend.Progress;
import dbmanager.backup.BackupCatalog;
import dbmanager.backup.BackupId;
import dbmanager.backup.Expectation;
import dbmanager.backup.LocalStore;
import dbmanager.backup.RestorePoint;
import dbmanager.backup.RestorePoint.Place;
import dbmanager.backup.RestorePoint.Standing;
import dbmanager.exchange.Checks;
import dbmanager.migration.Attribution;
import dbmanager.migration.BlockedTimeline;
import dbmanager.migration.History;
import dbmanager.migration.LockFile;
import dbmanager.migration.MigrationKey;
import dbmanager.migration.MigrationLock;
import dbmanager.migration.Plan;
import dbmanager.migration.PromotionPlan.NotPromotable;
import dbmanager.migration.Target;
import dbmanager.operation.Promotion.Outcome;
import dbmanager.operation.Promotion.Pair;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two databases in staging and in production; shop runs a step as one transaction, catalog statement by statement. */
class PromotionTest {
    private static final MigrationKey ONCE = new MigrationKey(Optional.empty(), "once");

    @TempDir
    private Path folder;

    private final Clock clock = Clock.systemUTC();
    private final List<String> told = new ArrayList<>();
    private BackupCatalog catalog;
    private Pair shop;
    private Pair products;

    @BeforeEach
    void staging_is_one_migration_ahead() throws IOException {
        catalog = new BackupCatalog(new LocalStore(folder.resolve("backups")), clock, "db-manager test");
        shop = pair(MemoryDatabase.named("shop"), MemoryDatabase.named("shop"));
        products = pair(MemoryDatabase.withoutTransactions("catalog"), MemoryDatabase.withoutTransactions("catalog"));
        for (Pair pair : pairs()) {
            ship(pair, "V1__products.memo", "create products id,name\ninsert products 1,Tea\n");
            migrate(pair.from());
            migrate(pair.to());
            ship(pair, "V2__tags.memo", "create tags id,name\ninsert products 2,Milk\n");
            ship(pair, "undo/U2__tags.memo", "drop tags\ndelete products 2\n");
            migrate(pair.from());
        }
    }

    private Pair pair(MemoryDatabase staging, MemoryDatabase production) {
        Path migrations = folder(staging.open(folder, clock).name());
        return pair(staging.open(migrations, clock), production.open(migrations, clock), migrations);
    }

    private Pair pair(DatabaseBackend from, DatabaseBackend to, Path migrations) {
        Backups backups = new Backups(catalog, to, "production", Map.of(), Expectation.usual(), clock);
        return new Pair(from, to, migrations, backups, Checks.none());
    }

    private Path folder(String name) {
        return folder.resolve("migrations").resolve(name);
    }

    private void ship(Pair pair, String path, String text) throws IOException {
        Path file = pair.migrations().resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** Nobody sealed what it was before. */
    private void edit(Pair pair, String path, String text) throws IOException {
        ship(pair, path, text);
        Files.delete(pair.migrations().resolve(LockFile.NAME));
    }

    private void migrate(DatabaseBackend database) {
        migrator(database).migrate(new Target.Latest(), Plan.Order.STRICT, entry -> {});
    }

    private Migrator migrator(DatabaseBackend database) {
        return new Migrator(
                database,
                folder(database.name()),
                Attribution.of("anna"),
                Duration.ZERO,
                Optional.empty(),
                Progress.silent());
    }

    private List<Pair> pairs() {
        return List.of(shop, products);
    }

    private Promotion promotion() {
        return new Promotion(
                "staging",
                "production",
                catalog.restorePoints(),
                new Promotion.Runner("anna", "db-manager test", Duration.ZERO, clock, Progress.silent()));
    }

    private Outcome promote() {
        return promotion().run(promotion().judge(pairs()), true, new Promotion.Told() {
            @Override
            public void secured(String database, Optional<BackupId> backup) {
                told.add(database + (backup.isPresent() ? " is backed up" : " is empty"));
            }

            @Override
            public void warned(String warning) {
                told.add("warned: " + warning);
            }

            @Override
            public void rehearsed(String database, Rehearsal.Step step) {
                told.add(database + " rehearsed " + step.migration());
            }

            @Override
            public void begun(RestorePoint point) {
                told.add("begun");
            }

            @Override
            public void migrated(String database, History.Entry step) {
                told.add(database + " ran " + step.key());
            }
        });
    }

    private List<String> standings(Outcome outcome) {
        return outcome.results().stream()
                .flatMap(result -> result.standing().stream())
                .map(Standing::toString)
                .toList();
    }

    private static String version(Pair pair) {
        return pair.to().history().current().map(Object::toString).orElse("base");
    }

    private WayBack wayBack(RestorePoint point) {
        return new WayBack(point, catalog.restorePoints(), "anna", Progress.silent());
    }

    private List<WayBack.Result> bringBack(RestorePoint point) {
        WayBack wayBack = wayBack(point);
        return wayBack.run(wayBack.judge(pairs().stream()
                        .map(pair -> new WayBack.Target(pair.to(), pair.backups()))
                        .toList()))
                .results();
    }

    /** From now on the migration of the catalog fails behind its first statement: production has a row that staging has not. */
    private void spoil() throws IOException {
        once(products, "insert products 2,Water\n");
    }

    /** As a person would put it right. */
    private void mend() throws IOException {
        migrator(products.to()).repair();
        once(products, "drop tags\ndelete products 2\n");
    }

    /** Leaves its rows, and no migration. */
    private void once(Pair pair, String script) throws IOException {
        ship(pair, "R__once.memo", script);
        migrator(pair.to()).run(pair.to().available().find(ONCE).orElseThrow(), Plan.Order.STRICT, entry -> {});
        Files.delete(pair.migrations().resolve("R__once.memo"));
        migrator(pair.to()).repair();
    }

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

    @Test
    void the_way_back_refuses_to_take_along_what_came_later() throws IOException {
        RestorePoint point = promote().point().orElseThrow();
        ship(shop, "V3__more.memo", "insert tags 2,cold\n");
        migrate(shop.to());

        List<WayBack.Judged> judged = wayBack(point)
                .judge(pairs().stream()
                        .map(pair -> new WayBack.Target(pair.to(), pair.backups()))
                        .toList());

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

    @Test
    void a_backup_that_is_damaged_stops_the_way_back_before_anything_is_touched() throws IOException {
        RestorePoint point = promote().point().orElseThrow();
        BackupId id = point.members().get(1).backup().orElseThrow();
        Path part = folder.resolve("backups").resolve(id.text()).resolve("database.jsonl.zst");
        byte[] bytes = Files.readAllBytes(part);
        bytes[bytes.length / 2] ^= 1;
        Files.delete(part);
        Files.write(part, bytes);

        List<WayBack.Judged> judged = wayBack(point)
                .judge(pairs().stream()
                        .map(pair -> new WayBack.Target(pair.to(), pair.backups()))
                        .toList());

        assertThat(judged.get(0).problem()).isEmpty();
        assertThat(judged.get(1).problem())
                .hasValueSatisfying(problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.DAMAGED));
        assertThat(catalog.restorePoints()
                        .holds("production")
                        .apply(shop.backups().list().get(0)))
                .contains("restore point of the newest promotion, " + point.id());
    }

    private static Promotion.Told silent() {
        return new Promotion.Told() {
            @Override
            public void secured(String database, Optional<BackupId> backup) {}

            @Override
            public void warned(String warning) {}

            @Override
            public void rehearsed(String database, Rehearsal.Step step) {}

            @Override
            public void begun(RestorePoint point) {}

            @Override
            public void migrated(String database, History.Entry step) {}
        };
    }
}
