package dbmanager.firestore.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.backend.Progress;
import dbmanager.backend.StepDone;
import dbmanager.emulator.FreshProject;
import dbmanager.emulator.OnEveryEmulator;
import dbmanager.migration.Attribution;
import dbmanager.migration.Direction;
import dbmanager.migration.History;
import dbmanager.migration.History.Outcome;
import dbmanager.migration.MigrationLock;
import dbmanager.migration.Mode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other processes: killed at sampled points of the way up and of the way down, and two at once. */
@OnEveryEmulator
class KilledRunnerTest {
    private static final int USERS = 2_400;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final FreshProject project;
    private final Path folder;
    private final TestDatabase shop;

    KilledRunnerTest(FreshProject project, @TempDir Path folder) {
        this.project = project;
        this.folder = folder;
        this.shop = TestDatabase.on(project, folder);
        shop.ship("V1__more.yaml", """
                steps:
                  - transform: {collection: users, set: {n: "doc.n + 1"}}
                  - copyCollection: {from: users, to: people}
                  - transform: {collection: users, set: {n: "doc.n + 10"}}
                """);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void however_often_it_is_killed_each_document_is_changed_once_and_comes_back() throws Exception {
        shop.fill("users", USERS);
        Map<String, String> before = shop.content();

        int killedUp = killUntilDone(Direction.UP);

        Map<String, String> content = shop.content();
        assertThat(content).hasSize(2 * USERS);
        for (int i = 0; i < USERS; i++) {
            String id = "%06d".formatted(i);
            assertThat(content.get("users/" + id)).isEqualTo(fields(i, 11));
            assertThat(content.get("people/" + id)).isEqualTo(fields(i, 1));
        }
        assertThat(shop.history().entries()).extracting(History.Entry::outcome).containsExactly(Outcome.SUCCEEDED);

        int killedDown = killUntilDone(Direction.DOWN);

        assertThat(shop.content()).isEqualTo(before);
        assertThat(shop.history().inForce()).isEmpty();
        assertThat(shop.history().unfinished()).isEmpty();
        assertThat(killedUp).as("killed on the way up").isPositive();
        assertThat(killedDown).as("killed on the way down").isPositive();
    }

    private static String fields(int i, int more) {
        return "{\"n\":" + (i + more) + ",\"name\":\"name of " + i + "\"}";
    }

    /** Each runner is killed some commits after it began, each time after more of them. @return how many were */
    private int killUntilDone(Direction direction) throws Exception {
        for (int killed = 0; ; killed++) {
            long wanted = commits(direction) + 1 + 4L * killed;
            Process runner = start(direction);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (runner.isAlive() && commits(direction) < wanted) {
                assertThat(System.nanoTime()).as("a runner that does nothing").isLessThan(deadline);
                Thread.sleep(10);
            }
            if (runner.isAlive()) {
                runner.destroyForcibly().waitFor();
                continue;
            }
            String said = new String(runner.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean tooBusyToRenewItsLock = said.contains(RunStopped.class.getName());
            if (!tooBusyToRenewItsLock) {
                assertThat(runner.exitValue()).as(said).isZero();
                return killed;
            }
        }
    }

    private long commits(Direction direction) {
        try (Stream<Images.Header> headers = new Images(shop.gateway, MigrationTracker.path(1)).headers()) {
            return headers.filter(header -> direction == Direction.UP || header.undone())
                    .count();
        }
    }

    @Test
    void of_two_at_once_one_works_and_the_other_waits() throws Exception {
        shop.fill("users", 500);
        List<Process> runners = List.of(start(Direction.UP), start(Direction.UP));
        int done = 0;
        for (Process runner : runners) {
            String said = new String(runner.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(runner.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(runner.exitValue()).as(said).isZero();
            done += said.contains("done") ? 1 : 0;
        }
        assertThat(done).isEqualTo(1);
        assertThat(shop.find("users/000007")).contains(fields(7, 11));
        assertThat(shop.history().entries()).hasSize(1);
    }

    private Process start(Direction direction) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Runner.class.getName(),
                        project.emulator().host(),
                        Integer.toString(project.emulator().port()),
                        project.id(),
                        folder.toString(),
                        direction.name())
                .redirectErrorStream(true)
                .start();
    }

    static final class Runner {
        private static final Duration TERM = Duration.ofSeconds(5);

        public static void main(String[] args) {
            try (TestDatabase shop = TestDatabase.at(args[0], Integer.parseInt(args[1]), args[2], Path.of(args[3]));
                    MigrationLock lock = LeaseLock.take(shop.gateway, "runner", PATIENCE, TERM)) {
                Direction direction = Direction.valueOf(args[4]);
                boolean applied = !shop.history().inForce().isEmpty();
                if (applied == (direction == Direction.UP)) {
                    return;
                }
                StepDone step = shop.runner(lock::ensureHeld)
                        .run(shop.migration("1"), direction, Mode.EXECUTE, Attribution.of("runner"), Progress.silent());
                System.out.println("done " + step.entry());
            }
        }
    }
}
