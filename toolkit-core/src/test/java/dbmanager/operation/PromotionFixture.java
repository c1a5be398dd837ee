package dbmanager.operation;

import dbmanager.backend.DatabaseBackend;
import dbmanager.backend.MemoryDatabase;
import dbmanager.backend.Progress;
import dbmanager.backup.BackupCatalog;
import dbmanager.backup.BackupId;
import dbmanager.backup.Expectation;
import dbmanager.backup.LocalStore;
import dbmanager.backup.RestorePoint;
import dbmanager.backup.RestorePoint.Standing;
import dbmanager.exchange.Checks;
import dbmanager.migration.Attribution;
import dbmanager.migration.History;
import dbmanager.migration.LockFile;
import dbmanager.migration.MigrationKey;
import dbmanager.migration.Plan;
import dbmanager.migration.PromotionPlan;
import dbmanager.migration.Target;
import dbmanager.operation.Promotion.Outcome;
import dbmanager.operation.Promotion.Pair;
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
import org.junit.jupiter.api.io.TempDir;

/** Two databases in staging and in production; shop runs a step as one transaction, catalog statement by statement. */
abstract class PromotionFixture {
    private static final MigrationKey ONCE = new MigrationKey(Optional.empty(), "once");

    @TempDir
    Path folder;

    final Clock clock = Clock.systemUTC();
    final List<String> told = new ArrayList<>();
    final List<String> stepsBack = new ArrayList<>();
    BackupCatalog catalog;
    Pair shop;
    Pair products;

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

    Pair pair(MemoryDatabase staging, MemoryDatabase production) {
        Path migrations = folder(staging.open(folder, clock).name());
        return pair(staging.open(migrations, clock), production.open(migrations, clock), migrations);
    }

    Pair pair(DatabaseBackend from, DatabaseBackend to, Path migrations) {
        Backups backups = new Backups(catalog, to, "production", Map.of(), Expectation.usual(), clock);
        return new Pair(from, to, migrations, backups, Checks.none());
    }

    private Path folder(String name) {
        return folder.resolve("migrations").resolve(name);
    }

    void ship(Pair pair, String path, String text) throws IOException {
        Path file = pair.migrations().resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** Nobody sealed what it was before. */
    void edit(Pair pair, String path, String text) throws IOException {
        ship(pair, path, text);
        Files.delete(pair.migrations().resolve(LockFile.NAME));
    }

    void migrate(DatabaseBackend database) {
        migrator(database).migrate(new Target.Latest(), Plan.Order.STRICT, entry -> {});
    }

    Migrator migrator(DatabaseBackend database) {
        return new Migrator(
                database,
                folder(database.name()),
                Attribution.of("anna"),
                Duration.ZERO,
                Optional.empty(),
                Progress.silent());
    }

    List<Pair> pairs() {
        return List.of(shop, products);
    }

    Promotion promotion() {
        return new Promotion(
                "staging",
                "production",
                catalog.restorePoints(),
                new Promotion.Runner("anna", "db-manager test", Duration.ZERO, clock, Progress.silent()));
    }

    Outcome promote() {
        return promotion().run(promotion().judge(pairs()), true, telling());
    }

    /** What is told goes to {@link #told}. */
    Promotion.Told telling() {
        return new Promotion.Told() {
            @Override
            public void secured(String database, Optional<BackupId> backup) {
                told.add(database + (backup.isPresent() ? " is backed up" : " is empty"));
            }

            @Override
            public void warned(String warning) {
                told.add("warned: " + warning);
            }

            @Override
            public void overtaken(String database, PromotionPlan now) {
                told.add("somebody else brought " + database + " to "
                        + now.current().orElseThrow());
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
        };
    }

    List<String> standings(Outcome outcome) {
        return outcome.results().stream()
                .flatMap(result -> result.standing().stream())
                .map(Standing::toString)
                .toList();
    }

    static String version(Pair pair) {
        return pair.to().history().current().map(Object::toString).orElse("base");
    }

    WayBack wayBack(RestorePoint point) {
        return new WayBack(point, catalog.restorePoints(), "anna", this::tell, Progress.silent());
    }

    private void tell(String database, RestoreStep step) {
        stepsBack.add(database + " " + step.name() + (step.done() ? " done" : " failed"));
    }

    List<WayBack.Target> targets() {
        return pairs().stream()
                .map(pair -> new WayBack.Target(pair.to(), pair.backups()))
                .toList();
    }

    List<WayBack.Result> bringBack(RestorePoint point) {
        WayBack wayBack = wayBack(point);
        return wayBack.run(wayBack.judge(targets())).results();
    }

    /** From now on the migration of the catalog fails behind its first statement: production has a row that staging has not. */
    void spoil() throws IOException {
        once(products, "insert products 2,Water\n");
    }

    /** As a person would put it right. */
    void mend() throws IOException {
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

    /** Hears of everything and does nothing; a test overrides the moment that it is about. */
    static class Told implements Promotion.Told {
        @Override
        public void secured(String database, Optional<BackupId> backup) {}

        @Override
        public void warned(String warning) {}

        @Override
        public void overtaken(String database, PromotionPlan now) {}

        @Override
        public void rehearsed(String database, Rehearsal.Step step) {}

        @Override
        public void begun(RestorePoint point) {}

        @Override
        public void migrated(String database, History.Entry step) {}
    }

    static Promotion.Told silent() {
        return new Told();
    }
}
