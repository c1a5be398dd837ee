package dbmanager.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dbmanager.backup.BackupWriter;
import dbmanager.backup.DatabaseIdentity;
import dbmanager.exchange.Content;
import dbmanager.problem.Problem;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/**
 * What every backend promises, tested once. A subclass says how to open a database of its engine and how to say a few things in its language;
 * what it overrides besides tells how the engine is different.
 */
public abstract class BackendContract extends LockContract {
    @Test
    void opening_touches_nothing() {
        Object before = footprint();

        another("shop").close();

        assertThat(footprint()).isEqualTo(before);
    }

    @Test
    void closing_twice_is_fine() {
        beginShop();
        shop.close();
        assertThatCode(shop::close).doesNotThrowAnyException();
    }

    @Test
    void an_absent_database_has_no_past_and_no_id() {
        assumeTrue(canBeAbsent());
        shipShop();
        assertThat(shop.presence()).isEqualTo(Presence.ABSENT);
        assertThat(shop.history().entries()).isEmpty();
        assertThat(shop.identity().id()).isEmpty();
        assertThat(shop.available().isEmpty()).isFalse();
    }

    @Test
    void reading_an_absent_database_does_not_make_one() {
        assumeTrue(canBeAbsent());
        shipShop();
        Object before = footprint();

        readEverything();

        assertThat(footprint()).isEqualTo(before);
        assertThat(shop.presence()).isEqualTo(Presence.ABSENT);
    }

    @Test
    void backing_up_an_absent_database_is_refused_and_leaves_no_backup() {
        assumeTrue(canBeAbsent());

        refusal(Problem.class, () -> backup(shop));

        assertThat(catalog().list()).isEmpty();
        assertThat(shop.presence()).isEqualTo(Presence.ABSENT);
    }

    @Test
    void reading_changes_nothing() {
        beginShop();
        shop.close();
        shop = another("shop");
        Object before = footprint();

        readEverything();
        shop.close();

        assertThat(footprint()).isEqualTo(before);
    }

    /** Whatever reads; that there is nothing to read is an answer too. */
    private void readEverything() {
        List<ThrowingCallable> readers = List.of(
                shop::identity,
                shop::presence,
                shop::available,
                shop::history,
                shop::check,
                () -> shop.feature(Maintenance.class),
                () -> shop.feature(OfflineSql.class),
                () -> shop.feature(DriftWatch.class).map(DriftWatch::look),
                () -> shop.feature(Lint.class).map(Lint::rules),
                () -> {
                    try (Content live = shop.live()) {
                        live.definitions();
                        live.tables().forEach(live::count);
                    }
                });
        for (ThrowingCallable reader : readers) {
            try {
                reader.call();
            } catch (Problem absent) {
                assertNoSecret(absent.getMessage());
            } catch (Throwable other) {
                throw new AssertionError("neither an answer nor a problem", other);
            }
        }
    }

    @Test
    void initialising_gives_an_id_and_no_content() {
        shop.initialise();

        assertThat(shop.presence()).isEqualTo(Presence.EMPTY);
        assertThat(shop.identity().id()).isPresent();
        assertThat(shop.history().entries()).isEmpty();
        assertThat(tables(shop)).isEmpty();
        assertThat(shop.check()).isEmpty();
    }

    @Test
    void initialising_again_changes_nothing() {
        beginShop();
        Optional<String> id = shop.identity().id();

        shop.initialise();
        another("shop").initialise();

        assertThat(shop.identity().id()).isEqualTo(id);
        assertThat(products(shop)).containsExactly("1 Tea", "2 Coffee");
        assertThat(events(shop.history())).containsExactly("+1");
        assertThat(shop.presence()).isEqualTo(Presence.FILLED);
    }

    @Test
    void an_identity_names_the_database_and_stays() {
        DatabaseIdentity before = shop.identity();
        shop.initialise();
        DatabaseBackend other = another("other");
        other.initialise();

        DatabaseIdentity identity = shop.identity();

        assertThat(identity.name()).isEqualTo("shop");
        assertThat(identity.engine()).isNotBlank().isEqualTo(before.engine());
        assertThat(identity.location()).isNotBlank().isEqualTo(before.location());
        assertNoSecret(identity.toString());
        assertThat(another("shop").identity()).isEqualTo(identity);
        assertThat(other.identity().id()).isNotEqualTo(identity.id());
        assertThat(other.identity().location()).isNotEqualTo(identity.location());
        assertThat(identity.sameAs(other.identity())).isFalse();
    }

    @Test
    void a_backend_as_text_tells_no_secret() {
        assertNoSecret(shop.toString());
    }

    @Test
    void rows_make_a_database_filled() {
        beginShop();
        assertThat(shop.presence()).isEqualTo(Presence.FILLED);
        assertThat(shop.check()).isEmpty();
    }

    @Test
    void a_ruined_database_is_unreadable_and_says_so() {
        beginShop();
        shop.close();
        ruin("shop");
        DatabaseBackend ruined = another("shop");
        Object before = footprint();

        assertThat(ruined.presence()).isEqualTo(Presence.UNREADABLE);
        assertThat(ruined.identity().id()).isEmpty();
        refusal(Problem.class, ruined::history);
        refusal(Problem.class, () -> ruined.live().close());
        refusal(Problem.class, () -> backup(ruined));
        refusal(Problem.class, ruined::initialise);
        ruined.close();

        assertThat(footprint()).isEqualTo(before);
    }

    @Test
    void a_scratch_database_is_empty_and_has_the_same_migrations() {
        beginShop();
        try (DatabaseBackend scratch = shop.scratch()) {
            assertThat(scratch.presence()).isIn(Presence.ABSENT, Presence.EMPTY);
            assertThat(scratch.history().entries()).isEmpty();
            assertThat(scratch.available().stream())
                    .containsExactlyElementsOf(shop.available().stream().toList());
        }
    }

    @Test
    void a_scratch_database_is_another_one() {
        beginShop();
        try (DatabaseBackend scratch = shop.scratch()) {
            scratch.initialise();
            up(scratch, "1");
            up(scratch, "2");
            down(scratch, "2");
            down(scratch, "1");

            assertThat(scratch.identity().id())
                    .isPresent()
                    .isNotEqualTo(shop.identity().id());
            assertThat(scratch.identity().engine()).isEqualTo(shop.identity().engine());
            assertThat(events(scratch.history())).containsExactly("+1", "+2", "-2", "-1");
        }
        assertThat(events(shop.history())).containsExactly("+1");
        assertThat(products(shop)).containsExactly("1 Tea", "2 Coffee");
    }

    @Test
    void a_scratch_database_takes_a_backup() {
        beginShop();
        try (DatabaseBackend scratch = shop.scratch()) {
            load(scratch, backup(shop), LoadMode.REPLACE);

            up(scratch, "2");

            assertThat(products(scratch)).containsExactly("1 Tea", "2 Coffee", "3 Cocoa");
            assertThat(scratch.check()).isEmpty();
        }
        assertThat(products(shop)).containsExactly("1 Tea", "2 Coffee");
    }

    @Test
    void a_scratch_database_is_gone_when_it_is_closed() {
        beginShop();
        Object before = footprint();
        DatabaseBackend scratch = shop.scratch();
        scratch.initialise();
        up(scratch, "1");

        scratch.close();
        scratch.close();

        assertThat(footprint()).isEqualTo(before);
    }

    @Test
    void two_scratch_databases_do_not_know_each_other() {
        beginShop();
        try (DatabaseBackend one = shop.scratch();
                DatabaseBackend two = shop.scratch()) {
            one.initialise();
            up(one, "1");
            assertThat(two.presence()).isIn(Presence.ABSENT, Presence.EMPTY);
        }
    }

    @Test
    void a_backup_that_is_given_up_is_none() {
        beginShop();
        try (BackupWriter writer = catalog().begin(shop.identity(), "test", "requested", List.of())) {
            shop.dump(Selection.all(), writer, Progress.silent());
        }
        assertThat(catalog().list()).isEmpty();
    }
}
