package dbmanager.firestore.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dbmanager.backend.Progress;
import dbmanager.backend.StepFailed;
import dbmanager.emulator.FreshProject;
import dbmanager.emulator.OnEveryEmulator;
import dbmanager.firestore.gateway.FaultInjection;
import dbmanager.migration.Attribution;
import dbmanager.migration.Direction;
import dbmanager.migration.History;
import dbmanager.migration.History.Outcome;
import dbmanager.migration.MigrationLock;
import dbmanager.migration.Mode;
import dbmanager.problem.Finding;
import dbmanager.problem.Problem;
import io.grpc.Status;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lost answers, other writers, other runners: each document is changed once all the same. */
@OnEveryEmulator
class ExactlyOnceTest {
    private static final int USERS = 12;
    private static final Status NO_MORE = Status.PERMISSION_DENIED.withDescription("injected");

    private final FreshProject project;
    private final Path folder;
    private final TestDatabase shop;

    ExactlyOnceTest(FreshProject project, @TempDir Path folder) {
        this.project = project;
        this.folder = folder;
        this.shop = TestDatabase.on(project, folder);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    private void shipIncrement() {
        shop.ship("V1__more.yaml", """
                steps:
                  - setDocument: {document: settings/shop, fields: {open: true}}
                  - transform: {collection: users, set: {n: "doc.n + 1"}}
                  - copyCollection: {from: users, to: people}
                """);
    }

    private void assertIncrementedOnce() {
        Map<String, String> content = shop.content();
        assertThat(content).hasSize(2 * USERS + 1);
        for (int i = 0; i < USERS; i++) {
            String fields = "{\"n\":" + (i + 1) + ",\"name\":\"name of " + i + "\"}";
            assertThat(content)
                    .containsEntry("users/%06d".formatted(i), fields)
                    .containsEntry("people/%06d".formatted(i), fields);
        }
    }

    @Test
    void whichever_answer_is_lost_each_document_is_changed_once_and_comes_back() {
        shipIncrement();
        shop.fill("users", USERS);
        Map<String, String> before = shop.content();
        for (int lost = 1; ; lost++) {
            FaultInjection network =
                    new FaultInjection().loseAnswer("Commit", lost, Status.UNAVAILABLE.withDescription("injected"));
            try (TestDatabase faulty = TestDatabase.on(project, folder, network)) {
                faulty.up("1");
                if (network.injected() == 0) {
                    assertThat(lost).isGreaterThan(8);
                    return;
                }
                assertIncrementedOnce();
            }
            FaultInjection back =
                    new FaultInjection().loseAnswer("Commit", lost, Status.UNAVAILABLE.withDescription("injected"));
            try (TestDatabase faulty = TestDatabase.on(project, folder, back)) {
                assertThat(faulty.down("1").findings()).isEmpty();
                assertThat(shop.content()).isEqualTo(before);
            }
        }
    }

    @Test
    void wherever_it_dies_the_next_run_goes_on() {
        shipIncrement();
        for (int last = 1; ; last++) {
            project.wipe();
            shop.fill("users", USERS);
            Map<String, String> before = shop.content();
            if (!dies(Direction.UP, last)) {
                return;
            }
            if (last % 2 == 0) {
                shop.up("1");
                assertIncrementedOnce();
                assertThat(shop.history().entries())
                        .extracting(History.Entry::outcome)
                        .containsExactly(Outcome.SUCCEEDED);
                dies(Direction.DOWN, last / 2);
            }
            if (!shop.history().entries().isEmpty()) {
                shop.down("1");
            }
            assertThat(shop.content()).isEqualTo(before);
            assertThat(shop.history().unfinished()).isEmpty();
        }
    }

    /** Its last commit is applied, which it never learns; nor does it do anything after that. @return whether it came that far */
    private boolean dies(Direction direction, int lastCommit) {
        FaultInjection network = new FaultInjection().loseAnswer("Commit", lastCommit, NO_MORE);
        for (int later = 1; later < 40; later++) {
            network.refuse("Commit", lastCommit + later, NO_MORE);
        }
        try (TestDatabase faulty = TestDatabase.on(project, folder, network)) {
            faulty.run("1", direction);
            return false;
        } catch (Problem e) {
            assertThat(e.kind()).isEqualTo(Problem.Kind.UNREACHABLE);
            return true;
        }
    }

    @Test
    void documents_that_were_left_out_are_told_by_the_attempt_that_ends_the_run() {
        shop.ship("V1__more.yaml", """
                steps:
                  - transform: {collection: users, set: {n: "doc.n + 1"}, onError: skip}
                  - addField: {collection: users, field: seen, value: true}
                """);
        List<String> bad = List.of("users/000005", "users/000450", "users/000899");
        for (int last = 2; last < 8; last++) {
            project.wipe();
            shop.fill("users", 900);
            bad.forEach(path -> shop.put(path, "{\"n\":\"x\"}"));

            if (dies(Direction.UP, last)) {
                List<Finding> findings = shop.up("1").findings();

                assertThat(findings).hasSize(bad.size());
                assertThat(bad)
                        .allSatisfy(path -> assertThat(findings.toString()).contains(path));
            }
            assertThat(shop.find("users/000450")).contains("{\"n\":\"x\",\"seen\":true}");
            assertThat(shop.find("users/000451")).contains("{\"n\":452,\"name\":\"name of 451\",\"seen\":true}");
        }
    }

    @Test
    void who_changes_a_document_meanwhile_loses_nothing() {
        shop.fill("users", USERS);
        shop.ship("V1__more.yaml", "steps:\n  - transform: {collection: users, set: {n: \"doc.n + 1\"}}\n");
        Meanwhile others = new Meanwhile(3, () -> {
            shop.put("users/000002", "{\"n\":100,\"other\":true}");
            shop.remove("users/000003");
        });
        try (TestDatabase contended = TestDatabase.on(project, folder, others)) {
            contended.up("1");
        }

        assertThat(shop.find("users/000002")).contains("{\"n\":101,\"other\":true}");
        assertThat(shop.find("users/000003")).isEmpty();
        assertThat(shop.find("users/000001")).contains("{\"n\":2,\"name\":\"name of 1\"}");
        shop.down("1");
        assertThat(shop.find("users/000002")).contains("{\"n\":100,\"other\":true}");
        assertThat(shop.find("users/000001")).contains("{\"n\":1,\"name\":\"name of 1\"}");
    }

    @Test
    void what_a_sweep_writes_where_it_reads_has_no_turn() {
        shop.fill("shops/1/orders", 40);
        shop.ship("V1__orders.java", """
                import dbmanager.firestore.session.*;

                public class Orders implements FirestoreMigration {
                    public void migrate(FirestoreSession db) {
                        db.eachInGroup("orders", order ->
                                Edit.update("seen", true).andSet("shops/1-" + order.id() + "/orders/copy", order.fields()));
                    }
                }
                """);
        FaultInjection network = new FaultInjection().loseAnswer("Commit", 3, NO_MORE);
        for (int later = 4; later < 10; later++) {
            network.refuse("Commit", later, NO_MORE);
        }
        try (TestDatabase dying = TestDatabase.on(project, folder, network)) {
            assertThatThrownBy(() -> dying.up("1")).isInstanceOf(RunStopped.class);
        }

        shop.up("1");

        assertThat(shop.content()).hasSize(80);
        assertThat(shop.find("shops/1-000007/orders/copy")).contains("{\"n\":7,\"name\":\"name of 7\"}");
    }

    @Test
    void two_documents_that_come_to_one_path_are_refused() {
        shop.fill("users", USERS);
        shop.ship("V1__same.java", """
                import dbmanager.firestore.session.*;

                public class Same implements FirestoreMigration {
                    public void migrate(FirestoreSession db) {
                        db.each("users", user -> Edit.none().andSet("one/same", user.fields()));
                    }
                }
                """);

        assertThatThrownBy(() -> shop.up("1")).isInstanceOf(StepFailed.class).hasMessageContaining("one/same");
        shop.down("1");
        assertThat(shop.find("one/same")).isEmpty();
    }

    @Test
    void a_lost_lock_ends_the_run_before_its_next_commit() {
        shipIncrement();
        shop.fill("users", USERS);
        AtomicInteger commits = new AtomicInteger();
        Runnable fence = () -> {
            if (commits.incrementAndGet() > 5) {
                throw new MigrationLock.Lost("shop");
            }
        };

        RunStopped stopped = catchThrowableOfType(
                RunStopped.class,
                () -> shop.runner(fence)
                        .run(
                                shop.migration("1"),
                                Direction.UP,
                                Mode.EXECUTE,
                                Attribution.of("anna"),
                                Progress.silent()));

        assertThat(stopped.kind()).isEqualTo(Problem.Kind.LOCKED);
        assertThat(stopped.state().orElseThrow()).contains("the history says STARTED", "migrate");
        assertThat(shop.history().entries().get(0).outcome()).isEqualTo(Outcome.STARTED);
        shop.up("1");
        assertIncrementedOnce();
    }

    @Test
    void a_commit_that_arrives_after_a_rollback_is_refused() throws Exception {
        shop.fill("users", USERS);
        Map<String, String> before = shop.content();
        shop.ship("V1__more.yaml", "steps:\n  - transform: {collection: users, set: {n: \"doc.n + 1\"}}\n");
        CountDownLatch underWay = new CountDownLatch(1);
        CountDownLatch rolledBack = new CountDownLatch(1);
        Meanwhile late = new Meanwhile(3, () -> {
            underWay.countDown();
            awaited(rolledBack);
        });
        try (TestDatabase zombie = TestDatabase.on(project, folder, late)) {
            CompletableFuture<Void> run = CompletableFuture.runAsync(() -> zombie.up("1"));
            awaited(underWay);
            shop.down("1");
            rolledBack.countDown();

            assertThatThrownBy(() -> run.get(2, TimeUnit.MINUTES)).hasCauseInstanceOf(RunStopped.class);
        }
        assertThat(shop.content()).isEqualTo(before);
        assertThat(shop.history().unfinished()).isEmpty();
    }

    private static void awaited(CountDownLatch latch) {
        try {
            assertThat(latch.await(2, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void documents_as_large_as_they_may_be_are_changed_and_come_back() {
        byte[] noise = new byte[1_000_000];
        for (int i = 0; i < 4; i++) {
            new Random(i).nextBytes(noise);
            shop.put(
                    "files/" + i,
                    "{\"data\":{\"$bytes\":\"" + Base64.getEncoder().encodeToString(noise) + "\"}}");
        }
        Map<String, String> before = shop.content();
        shop.ship("V1__size.yaml", "steps:\n  - addField: {collection: files, field: checked, value: true}\n");

        shop.up("1");

        assertThat(shop.content().values()).allMatch(json -> json.startsWith("{\"checked\":true,"));
        shop.down("1");
        assertThat(shop.content()).isEqualTo(before);
    }
}
