package dbmanager.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.backend.DatabaseBackend;
import dbmanager.backup.BackupId;
import dbmanager.backup.RestorePoint;
import dbmanager.migration.MigrationLock;
import dbmanager.migration.Target;
import dbmanager.operation.Promotion.Outcome;
import dbmanager.operation.Promotion.Pair;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What others do while a promotion runs, or while somebody is asked about its way back. */
class PromotionAtOnceTest extends PromotionFixture {
    private Outcome promote(List<Pair> pairs, Promotion.Told told) {
        return promotion().run(promotion().judge(pairs), false, told);
    }

    @Test
    void two_that_prepare_at_once_do_not_both_begin() throws IOException {
        spoil();
        assertThatThrownBy(() -> promote(List.of(shop), new Told() {
                    @Override
                    public void secured(String database, Optional<BackupId> backup) {
                        assertThat(promote(List.of(products), silent()).stopped())
                                .isPresent();
                    }
                }))
                .isInstanceOf(PromotionOvertaken.class)
                .hasMessage("another promotion to production began, or came to its end, while this one was prepared");

        assertThat(version(shop)).isEqualTo("1");
        assertThat(catalog.restorePoints().unfinished("production"))
                .hasValueSatisfying(point -> assertThat(point.member("catalog")).isPresent());
    }

    @Test
    void who_waited_while_another_one_did_the_work_hears_that_and_what_is_there_now() {
        List<Promotion.Judged> judged = promotion().judge(pairs());
        promote();
        told.clear();

        Outcome outcome = promotion().run(judged, true, telling());

        assertThat(told).containsExactly("somebody else brought shop to 2", "somebody else brought catalog to 2");
        assertThat(outcome.ended()).isTrue();
        assertThat(outcome.point()).isEmpty();
    }

    @Test
    void what_the_source_takes_back_after_all_was_judged_is_not_said_to_be_promoted() {
        List<Promotion.Judged> judged = promotion().judge(pairs());
        migrator(products.from()).rollback(new Target.By(-1), entry -> {});

        assertThatThrownBy(() -> promotion().run(judged, true, telling()))
                .isInstanceOf(PromotionOvertaken.class)
                .hasMessage("staging has taken back 2 (tags) of catalog while this was judged");

        assertThat(told).isEmpty();
        assertThat(version(shop)).isEqualTo("1");
        assertThat(version(products)).isEqualTo("1");
    }

    @Test
    void a_migration_that_appears_after_all_was_judged_is_not_run_along() throws IOException {
        ship(products, "V3__late.memo", "insert tags 9,late\n");
        migrate(products.from());
        Files.delete(products.migrations().resolve("V3__late.memo"));

        Outcome outcome = promote(pairs(), new Told() {
            @Override
            public void begun(RestorePoint point) {
                try {
                    ship(products, "V3__late.memo", "insert tags 9,late\n");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });

        assertThat(outcome.stopped()).hasValueSatisfying(stop -> {
            assertThat(stop.database()).isEqualTo("catalog");
            assertThat(stop.cause())
                    .isInstanceOf(MigrationsChanged.class)
                    .hasMessage("the migrations of catalog changed while the promotion ran");
        });
        assertThat(version(products)).isEqualTo("1");
        assertThat(promote(pairs(), silent()).ended()).isTrue();
        assertThat(version(products)).isEqualTo("3");
    }

    @Test
    void the_way_back_of_one_that_is_about_to_run_its_first_step_is_refused() {
        List<WayBack.Judged> judged = new ArrayList<>();
        promote(pairs(), new Told() {
            @Override
            public void begun(RestorePoint point) {
                judged.addAll(wayBack(point).judge(targets()));
            }
        });

        assertThat(judged)
                .hasSize(2)
                .allSatisfy(one -> assertThat(one.problem())
                        .hasValueSatisfying(problem -> assertThat(problem).isInstanceOf(MigrationLock.Held.class)));
    }

    @Test
    void what_changes_while_somebody_is_asked_for_consent_is_not_brought_back() throws IOException {
        RestorePoint point = promote().point().orElseThrow();
        WayBack wayBack = wayBack(point);
        List<WayBack.Judged> judged = wayBack.judge(targets());
        ship(products, "V3__more.memo", "insert tags 2,cold\n");
        migrate(products.to());

        assertThatThrownBy(() -> wayBack.run(judged))
                .isInstanceOf(PromotionOvertaken.class)
                .hasMessage("somebody else changed catalog of production since it was judged for the way back");
        assertThat(version(shop)).isEqualTo("2");
        assertThat(version(products)).isEqualTo("3");
    }

    @Test
    void who_is_at_work_on_a_database_while_somebody_is_asked_for_consent_is_left_in_peace() {
        RestorePoint point = promote().point().orElseThrow();
        WayBack wayBack = wayBack(point);
        List<WayBack.Judged> judged = wayBack.judge(targets());

        try (MigrationLock lock = products.to().lock("ben", Duration.ZERO)) {
            lock.ensureHeld();
            assertThatThrownBy(() -> wayBack.run(judged)).isInstanceOf(MigrationLock.Held.class);
        }
        assertThat(version(shop)).isEqualTo("2");
    }

    @Test
    void a_lock_that_cannot_be_given_back_keeps_no_other_and_hides_no_outcome() {
        Pair whole = shop;
        shop = pair(whole.from(), losingItsLock(whole.to()), whole.migrations());

        Outcome outcome = promote(pairs(), silent());

        assertThat(outcome.ended()).isTrue();
        assertThat(outcome.warnings())
                .containsExactly(
                        "the lock of shop could not be given back, and ends with this process: the network is gone");
        products.to().lock("ben", Duration.ZERO).close();
    }

    /** The same database, over a connection that breaks when its lock is given back. */
    private static DatabaseBackend losingItsLock(DatabaseBackend database) {
        return (DatabaseBackend) Proxy.newProxyInstance(
                DatabaseBackend.class.getClassLoader(),
                new Class<?>[] {DatabaseBackend.class},
                (self, method, given) -> {
                    Object answer;
                    try {
                        answer = method.invoke(database, given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    return answer instanceof MigrationLock lock ? new Unreturnable(lock) : answer;
                });
    }

    private record Unreturnable(MigrationLock lock) implements MigrationLock {
        @Override
        public void ensureHeld() {
            lock.ensureHeld();
        }

        @Override
        public void close() {
            lock.close();
            throw new IllegalStateException("the network is gone");
        }
    }
}
