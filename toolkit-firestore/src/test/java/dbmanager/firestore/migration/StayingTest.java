package dbmanager.firestore.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.backend.DryRun.StepPreview;
import dbmanager.backend.Progress;
import dbmanager.backend.StepDone;
import dbmanager.emulator.FreshProject;
import dbmanager.emulator.OnEveryEmulator;
import dbmanager.migration.Attribution;
import dbmanager.migration.Direction;
import dbmanager.migration.MigrationLock;
import dbmanager.migration.Mode;
import dbmanager.problem.Finding;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code existing: skip} of moveCollection and copyCollection: who stays, stays with all that lies below. */
@OnEveryEmulator
class StayingTest {
    private static final String MOVE = "steps:\n  - moveCollection: {from: clients, to: customers, existing: skip}\n";

    private final TestDatabase shop;

    StayingTest(FreshProject project, @TempDir Path folder) {
        shop = TestDatabase.on(project, folder);
        shop.put("clients/1", "{\"name\":\"Ada\"}");
        shop.put("clients/1/orders/7", "{\"total\":1}");
        shop.put("clients/2", "{\"name\":\"Bob\"}");
        shop.put("clients/2/orders/8", "{\"total\":2}");
        shop.put("clients/2/orders/8/lines/1", "{\"tea\":3}");
        shop.put("clients/20", "{\"name\":\"Cleo\"}");
        shop.put("clients/3/orders/9", "{\"total\":4}");
        shop.put("customers/2", "{\"name\":\"somebody else\"}");
        shop.put("customers/20", "{\"name\":\"Cleo\"}");
    }

    @AfterEach
    void close() {
        shop.close();
    }

    private static void tellsOfTheThree(List<Finding> findings) {
        assertThat(findings)
                .extracting(Finding::toString)
                .hasSize(3)
                .anyMatch(text -> text.contains("clients/2: stays where it is: another document is at customers/2"))
                .anyMatch(text -> text.contains("clients/2/orders/8: stays where it is: it lies below clients/2"))
                .anyMatch(text -> text.contains("clients/2/orders/8/lines/1: stays"));
    }

    @Test
    void what_is_below_a_document_that_stays_is_not_moved_away_from_it() {
        Map<String, String> before = shop.content();
        shop.ship("V1__move.yaml", MOVE);

        StepDone up = shop.up("1");

        tellsOfTheThree(up.findings());
        assertThat(shop.content())
                .isEqualTo(Map.of(
                        "clients/2", "{\"name\":\"Bob\"}",
                        "clients/2/orders/8", "{\"total\":2}",
                        "clients/2/orders/8/lines/1", "{\"tea\":3}",
                        "customers/1", "{\"name\":\"Ada\"}",
                        "customers/1/orders/7", "{\"total\":1}",
                        "customers/2", "{\"name\":\"somebody else\"}",
                        "customers/20", "{\"name\":\"Cleo\"}",
                        "customers/3/orders/9", "{\"total\":4}"));
        shop.down("1");
        assertThat(shop.content()).isEqualTo(before);
    }

    @Test
    void a_copy_leaves_out_the_same() {
        Map<String, String> before = shop.content();
        shop.ship("V1__copy.yaml", MOVE.replace("move", "copy"));
        tellsOfTheThree(shop.up("1").findings());
        assertThat(shop.content())
                .containsAllEntriesOf(before)
                .hasSize(before.size() + 3)
                .containsKeys("customers/1", "customers/1/orders/7", "customers/3/orders/9");
        shop.down("1");
        assertThat(shop.content()).isEqualTo(before);
    }

    @Test
    void the_dry_run_says_the_same() {
        shop.ship("V1__move.yaml", MOVE);
        StepPreview preview = shop.preview(Direction.UP, "1").get(0);
        tellsOfTheThree(preview.findings());
        assertThat(preview.changes()).isEqualTo(7); // three written anew, four taken away
    }

    @Test
    void a_run_that_was_stopped_between_two_commits_of_a_batch_tells_of_each_once() {
        shop.fill("clients", 300);
        shop.put("customers/000290", "{\"other\":true}");
        Map<String, String> before = shop.content();
        shop.ship("V1__move.yaml", MOVE);
        for (int most = 1; most <= 3; most++) {
            stopAfter(most);
            assertThat(shop.up("1").findings()).as("stopped after %d", most).hasSize(4);
            shop.down("1");
            assertThat(shop.content()).isEqualTo(before);
        }
    }

    @Test
    void a_run_that_was_stopped_tells_of_each_once() {
        shop.fill("clients", 1_500);
        for (int i = 100; i < 1_500; i += 100) {
            shop.put("customers/%06d".formatted(i), "{\"other\":true}");
            shop.put("clients/%06d/orders/1".formatted(i), "{}");
        }
        Map<String, String> before = shop.content();
        shop.ship("V1__move.yaml", MOVE);
        stopAfter(4);

        List<Finding> findings = shop.up("1").findings();

        assertThat(findings).last().asString().contains("and " + (2 * 14 + 3 - 20) + " documents more");
        assertThat(shop.content().keySet().stream().filter(path -> path.startsWith("clients/")))
                .hasSize(2 * 14 + 3);
        shop.down("1");
        assertThat(shop.content()).isEqualTo(before);
    }

    private void stopAfter(int most) {
        AtomicInteger fenced = new AtomicInteger();
        Runnable fence = () -> {
            if (fenced.incrementAndGet() > most) {
                throw new MigrationLock.Lost("shop");
            }
        };
        assertThatThrownBy(() -> shop.runner(fence)
                        .run(
                                shop.migration("1"),
                                Direction.UP,
                                Mode.EXECUTE,
                                Attribution.of("anna"),
                                Progress.silent()))
                .isInstanceOf(RunStopped.class);
    }
}
