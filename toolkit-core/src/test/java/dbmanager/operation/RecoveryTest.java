package dbmanager.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.backend.Presence;
import dbmanager.backend.Progress;
import dbmanager.backup.Backup;
import dbmanager.backup.BackupId;
import dbmanager.backup.Drill;
import dbmanager.backup.Latest;
import dbmanager.exchange.Checks;
import dbmanager.operation.Recovery.Condition;
import dbmanager.operation.Recovery.Evidence;
import dbmanager.operation.Recovery.Examination;
import dbmanager.operation.Recovery.NothingToRecoverFrom;
import dbmanager.operation.Recovery.Recovered;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoveryTest {
    @TempDir
    private Path folder;

    private MemoryShop shop;

    @BeforeEach
    void a_shop() throws IOException {
        shop = new MemoryShop(folder);
        shop.migrate();
    }

    private Recovery recovery() {
        return new Recovery(
                shop.backend, shop.backups, shop.migrator(), shop.migrations(), Checks.none(), Clock.systemUTC());
    }

    private Recovered recover(boolean guarded) {
        Examination found = recovery().examine();
        Latest chosen = recovery().choose(true, Progress.silent());
        return recovery().recover(found, chosen, guarded, step -> {}, entry -> {}, Progress.silent());
    }

    @Test
    void one_that_is_whole_needs_no_backup() {
        assertThat(recovery().examine()).isEqualTo(new Examination(Condition.WHOLE, List.of()));
    }

    @Test
    void a_ruined_one_comes_back_from_the_newest_good_backup_and_each_that_was_passed_over_is_told()
            throws IOException {
        BackupId good = shop.backUp();
        BackupId flipped = shop.backUp();
        shop.damage(flipped);
        shop.database.ruin();

        Recovered recovered = recover(false);

        assertThat(recovered.before().condition()).isEqualTo(Condition.UNREADABLE);
        assertThat(recovered.backup()).isEqualTo(good);
        assertThat(recovered.passedOver())
                .singleElement()
                .satisfies(passed -> assertThat(passed.toString())
                        .startsWith(flipped + ": it")
                        .contains("damaged"));
        assertThat(recovered.restored().keptAside()).hasSize(1);
        assertThat(recovered.findings()).isEmpty();
        assertThat(shop.backend.presence()).isEqualTo(Presence.FILLED);
        assertThat(shop.find(flipped).failed()).isPresent();
    }

    @Test
    void without_a_good_backup_nothing_is_touched() throws IOException {
        shop.damage(shop.backUp());
        shop.database.ruin();

        Latest chosen = recovery().choose(true, Progress.silent());

        assertThat(chosen.choice()).isEmpty();
        assertThatThrownBy(() -> recovery()
                        .recover(recovery().examine(), chosen, false, step -> {}, entry -> {}, Progress.silent()))
                .isInstanceOf(NothingToRecoverFrom.class)
                .hasMessageContaining("damaged");
        assertThat(shop.backend.presence()).isEqualTo(Presence.UNREADABLE);
    }

    @Test
    void looking_at_backups_without_keeping_what_was_seen_leaves_them_as_they_are() {
        BackupId id = shop.backUp();

        recovery().choose(false, Progress.silent());

        assertThat(shop.find(id).verifications()).isEmpty();
    }

    @Test
    void what_was_applied_after_the_backup_is_run_again_where_the_lock_file_says_so() throws IOException {
        shop.backUp();
        shop.ship("V2__tags.memo", "create tags id,name\n");
        shop.migrate();
        shop.ship("V3__later.memo", "create later id,name\n");
        shop.database.ruin();

        Recovered recovered = recover(false);

        assertThat(recovered.evidence()).isEqualTo(Evidence.LOCK_FILE);
        assertThat(recovered.migrated())
                .hasValueSatisfying(report -> assertThat(report.done())
                        .extracting(entry -> entry.key().toString())
                        .containsExactly("2 (tags)"));
        assertThat(shop.backend.history().current()).map(Object::toString).contains("2");
    }

    @Test
    void on_a_guarded_database_the_lock_file_is_not_enough_and_what_was_left_is_named() throws IOException {
        shop.backUp();
        shop.ship("V2__tags.memo", "create tags id,name\n");
        shop.migrate();
        shop.database.ruin();

        Recovered recovered = recover(true);

        assertThat(recovered.migrated()).isEmpty();
        assertThat(recovered.left()).extracting(Object::toString).containsExactly("2");
        assertThat(shop.backend.history().current()).map(Object::toString).contains("1");
    }

    @Test
    void a_migration_that_fails_after_the_restore_does_not_hide_that_it_is_restored() throws IOException {
        shop.backUp();
        shop.ship("V2__tags.memo", "create tags id,name\n");
        shop.migrate();
        shop.ship("V2__tags.memo", "create products id,name\n");
        shop.database.ruin();

        Recovered recovered = recover(false);

        assertThat(recovered.notMigrated()).isPresent();
        assertThat(shop.backend.presence()).isEqualTo(Presence.FILLED);
    }

    @Test
    void a_drill_measures_each_step_keeps_its_evidence_and_proves_the_backup() throws IOException {
        BackupId id = shop.backUp();
        shop.ship("V2__tags.memo", "create tags id,name\n");

        Drill drill = drill(id, Checks.none());

        assertThat(drill.succeeded()).isTrue();
        assertThat(drill.steps())
                .extracting(Drill.Step::name)
                .containsExactly("hashes", "parse", "restore", "check", "migrate", "check-data");
        assertThat(drill.migrated()).containsExactly("2 (tags)");
        assertThat(shop.backups.drills())
                .singleElement()
                .satisfies(kept -> assertThat(kept.backup()).isEqualTo(id));
        assertThat(shop.backups.newestVerified()).map(Backup::id).contains(id);
        assertThat(shop.backend.history().current()).map(Object::toString).contains("1");
    }

    @Test
    void a_drill_whose_checks_do_not_hold_failed_and_the_backup_is_good_for_a_recovery_all_the_same() {
        BackupId id = shop.backUp();

        Drill drill = drill(id, new Checks(List.of("orders"), Map.of(), Map.of()));

        assertThat(drill.succeeded()).isFalse();
        assertThat(shop.backups.newestVerified()).isEmpty();
        assertThat(shop.backups.latestSound(Map.of()).choice()).map(Backup::id).contains(id);
    }

    private Drill drill(BackupId id, Checks checks) {
        Drill.Goals goals = new Drill.Goals(Optional.of(Duration.ofHours(4)), Optional.empty());
        return shop.backups
                .drill(shop.find(id), checks, goals, Progress.silent())
                .drill();
    }
}
