package dbmanager.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dbmanager.backend.LoadMode;
import dbmanager.backend.LoadPolicy;
import dbmanager.backend.Presence;
import dbmanager.backend.Progress;
import dbmanager.backend.Safety;
import dbmanager.backend.Selection;
import dbmanager.backend.TargetInUse;
import dbmanager.backup.Backup;
import dbmanager.migration.MigrationLock;
import dbmanager.problem.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Migrations, restores and the making of a database keep each other out. */
class PostgresRestoreLockTest extends BackedUpShop {
    @Test
    void while_it_is_restored_no_migration_and_no_other_restore_begins_and_who_waits_is_not_in_the_way()
            throws Exception {
        Backup backup = backup();
        List<Problem> refused = new ArrayList<>();
        List<CompletableFuture<MigrationLock>> waiting = new ArrayList<>();
        try (PostgresBackend backend = shop.open();
                PostgresBackend impatient = shop.open();
                PostgresBackend patient = shop.open()) {
            Progress asking = (what, done, total) -> {
                if (waiting.isEmpty() && what.startsWith("checking")) {
                    refused.add(catchThrowableOfType(
                            MigrationLock.Held.class, () -> impatient.lock("anna", Duration.ZERO)));
                    refused.add(catchThrowableOfType(TargetInUse.class, () -> load(backup, LoadMode.REPLACE)));
                    waiting.add(CompletableFuture.supplyAsync(() -> patient.lock("bob", Duration.ofMinutes(2))));
                }
            };

            backend.load(reader(backup), Selection.all(), LoadPolicy.of(LoadMode.REPLACE), Safety.none(), asking);

            waiting.get(0).get(2, TimeUnit.MINUTES).ensureHeld();
        }
        assertThat(refused)
                .allSatisfy(problem -> assertThat(problem).hasMessageContaining("is being restored by db-manager"));
        assertThat(shop.query("SELECT name FROM products ORDER BY id")).containsExactly("Tea", "Coffee");
    }

    @Test
    void a_database_that_is_missing_is_not_made_while_it_is_restored_and_who_waits_gets_the_restored_one()
            throws Exception {
        Backup backup = backup();
        String url = shop.server.url(shop.server.unusedName("missing"));
        List<Problem> refused = new ArrayList<>();
        List<CompletableFuture<MigrationLock>> waiting = new ArrayList<>();
        try (PostgresBackend backend = PostgresProject.open(url, shop.migrations, shop.server.programs());
                PostgresBackend impatient = PostgresProject.open(url, shop.migrations, shop.server.programs());
                PostgresBackend patient = PostgresProject.open(url, shop.migrations, shop.server.programs())) {
            Progress asking = (what, done, total) -> {
                if (waiting.isEmpty() && what.startsWith("checking")) {
                    refused.add(catchThrowableOfType(
                            MigrationLock.Held.class, () -> impatient.lock("anna", Duration.ZERO)));
                    refused.add(catchThrowableOfType(MigrationLock.Held.class, impatient::initialise));
                    refused.add(catchThrowableOfType(TargetInUse.class, () -> merge(backup, impatient)));
                    waiting.add(CompletableFuture.supplyAsync(() -> patient.lock("bob", Duration.ofMinutes(2))));
                }
            };

            backend.load(reader(backup), Selection.all(), LoadPolicy.of(LoadMode.REPLACE), Safety.none(), asking);

            waiting.get(0).get(2, TimeUnit.MINUTES).ensureHeld();
            assertThat(patient.presence()).isEqualTo(Presence.FILLED);
        }
        assertThat(refused)
                .hasSize(3)
                .allSatisfy(problem -> assertThat(problem).hasMessageContaining("is being restored by db-manager"));
    }

    private void merge(Backup backup, PostgresBackend into) {
        into.load(reader(backup), Selection.all(), LoadPolicy.of(LoadMode.MERGE), Safety.none(), Progress.silent());
    }

    @Test
    void rows_do_not_come_into_a_database_that_is_being_migrated() {
        Backup backup = backup();
        try (PostgresBackend runner = shop.open();
                MigrationLock lock = runner.lock("anna", Duration.ZERO)) {
            assertThatThrownBy(() -> load(backup, LoadMode.MERGE))
                    .isInstanceOf(TargetInUse.class)
                    .hasMessageContaining("anna");
            lock.ensureHeld();
        }
        assertThat(load(backup, LoadMode.MERGE).records()).containsEntry("products", 2L);
    }
}
