package dbmanager.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dbmanager.backend.Progress;
import dbmanager.exchange.Checks;
import dbmanager.migration.Plan;
import dbmanager.operation.Rehearsal.Report;
import dbmanager.operation.Rehearsal.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalTest {
    @TempDir
    private Path folder;

    private MemoryShop shop;

    @BeforeEach
    void a_shop_with_a_backup() throws IOException {
        shop = new MemoryShop(folder);
        shop.migrate();
        shop.backUp();
    }

    private Report rehearse(int last) {
        return rehearse(last, Checks.none());
    }

    private Report rehearse(int last, Checks checks) {
        return new Rehearsal(shop.backend, shop.migrations(), checks, Clock.systemUTC(), Progress.silent())
                .run(shop.backups.open("latest"), last, Plan.Order.STRICT, step -> {});
    }

    @Test
    void migrations_whose_undos_are_true_inverses_are_sound_and_neither_database_nor_backups_are_touched()
            throws IOException {
        shop.ship("V2__tags.memo", "create tags id,name\n").ship("undo/U2__tags.memo", "drop tags\n");
        shop.ship("V3__milk.memo", "insert products 3,Milk\n").ship("undo/U3__milk.memo", "delete products 3\n");
        shop.ship("R__stock.memo", "put products 1,Tea\n");
        String before = shop.database.toString();

        Report report = rehearse(0);

        assertThat(report.isSound()).isTrue();
        assertThat(report.from()).contains("1");
        assertThat(report.to()).contains("3");
        assertThat(report.steps())
                .extracting(step -> step.migration().toString())
                .containsExactly("2 (tags)", "3 (milk)", "R (stock)");
        assertThat(shop.database).hasToString(before);
        assertThat(shop.backups.list())
                .singleElement()
                .satisfies(backup -> assertThat(backup.verifications()).isEmpty());
    }

    @Test
    void the_undo_that_is_no_inverse_is_named_with_what_it_loses_and_the_one_behind_it_is_not_blamed()
            throws IOException {
        shop.ship("V2__rename.memo", "put products 1,Green Tea\n").ship("undo/U2__rename.memo", "delete products 1\n");
        shop.ship("V3__tags.memo", "create tags id,name\n").ship("undo/U3__tags.memo", "drop tags\n");

        Report report = rehearse(0);

        assertThat(report.isSound()).isFalse();
        Step guilty = report.steps().get(0);
        assertThat(guilty.losses()).singleElement().satisfies(loss -> {
            assertThat(loss.where()).isEqualTo("products");
            assertThat(loss.kind()).isEqualTo(Loss.Kind.LOST);
            assertThat(loss.rows()).isEqualTo(1);
            assertThat(loss.samples()).containsExactly("id=1");
        });
        assertThat(report.steps().get(1).isSound()).isTrue();
    }

    @Test
    void a_table_that_goes_with_its_rows_and_one_that_stays_are_both_told() throws IOException {
        shop.ship("V2__both.memo", "create tags id,name\n").ship("undo/U2__both.memo", "drop products\n");

        assertThat(rehearse(0).steps().get(0).losses())
                .extracting(Loss::where, Loss::kind, Loss::rows)
                .containsExactly(tuple("products", Loss.Kind.LOST, 2L), tuple("tags", Loss.Kind.LEFT_OVER, 0L));
    }

    @Test
    void one_without_an_undo_is_no_fault_and_the_way_down_ends_before_it() throws IOException {
        shop.ship("V2__tags.memo", "create tags id,name\n");
        shop.ship("V3__milk.memo", "insert products 3,Milk\n").ship("undo/U3__milk.memo", "delete products 3\n");
        shop.ship("V4__rum.memo", "insert products 4,Rum\n").ship("undo/U4__rum.memo", "delete products 4\n");

        Report report = rehearse(0);

        assertThat(report.isSound()).isTrue();
        assertThat(report.steps()).extracting(Step::reversible).containsExactly(false, true, true);
    }

    @Test
    void one_that_does_not_run_ends_the_rehearsal_and_says_why() throws IOException {
        shop.ship("V2__bad.memo", "fail because\n").ship("V3__tags.memo", "create tags id,name\n");

        Report report = rehearse(0);

        assertThat(report.isSound()).isFalse();
        assertThat(report.steps())
                .singleElement()
                .satisfies(step -> assertThat(step.failed())
                        .hasValueSatisfying(why -> assertThat(why).startsWith("does not run: ")));
        assertThat(report.to()).contains("1");
    }

    @Test
    void an_undo_that_does_not_run_is_named_and_the_next_migration_is_tried_all_the_same() throws IOException {
        shop.ship("V2__tags.memo", "create tags id,name\n").ship("undo/U2__tags.memo", "drop labels\n");
        shop.ship("V3__milk.memo", "insert products 3,Milk\n").ship("undo/U3__milk.memo", "delete products 3\n");

        Report report = rehearse(0);

        assertThat(report.steps().get(0).failed())
                .hasValueSatisfying(why -> assertThat(why).startsWith("its undo does not run: "));
        assertThat(report.steps().get(1).isSound()).isTrue();
        assertThat(report.to()).contains("3");
    }

    @Test
    void where_nothing_is_pending_it_says_so() {
        Report report = rehearse(0);

        assertThat(report.isEmpty()).isTrue();
        assertThat(report.isSound()).isTrue();
    }

    @Test
    void what_is_in_the_backup_is_taken_back_first_and_what_that_loses_is_told() throws IOException {
        shop.ship("V2__more.memo", "create tags id,name\n").ship("undo/U2__more.memo", "drop tags\n");
        shop.migrate();
        shop.ship("V3__hot.memo", "insert tags 1,hot\n").ship("undo/U3__hot.memo", "delete tags 1\n");
        shop.migrate();
        shop.backUp();

        assertThat(rehearse(2).isSound()).isTrue();

        shop.ship("V4__mine.memo", "insert tags 2,mine\n")
                .ship("undo/U4__mine.memo", "drop tags\ncreate tags id,name\n");
        shop.migrate();
        shop.backUp();
        Report report = rehearse(1);

        assertThat(report.rolledBackFirst()).extracting(Object::toString).containsExactly("4 (mine)");
        assertThat(report.lostByRollback())
                .singleElement()
                .satisfies(loss -> assertThat(loss.what()).isEqualTo("1 row is gone"));
        assertThat(report.isSound()).isFalse();
        assertThat(report.faults()).contains("what is in the backup does not outlive its own way back and up again");
    }

    @Test
    void checks_that_do_not_hold_at_the_newest_version_make_it_unsound() throws IOException {
        shop.ship("V2__tags.memo", "create tags id,name\n").ship("undo/U2__tags.memo", "drop tags\n");

        Report report = rehearse(0, new Checks(List.of(), Map.of("tags", 1L), Map.of()));

        assertThat(report.isSound()).isFalse();
        assertThat(report.findings())
                .extracting(Object::toString)
                .containsExactly("tags: has 0 rows, wants at least 1");
    }
}
