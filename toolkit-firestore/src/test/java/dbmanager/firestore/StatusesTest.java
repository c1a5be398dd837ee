package dbmanager.firestore;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.backend.LoadMode;
import dbmanager.backend.Progress;
import dbmanager.backup.BackupReader;
import dbmanager.emulator.embedded.EmbeddedServer;
import dbmanager.emulator.embedded.Faults;
import dbmanager.emulator.embedded.Options;
import dbmanager.migration.Attribution;
import dbmanager.migration.Direction;
import dbmanager.migration.Migration;
import dbmanager.migration.Mode;
import dbmanager.problem.Problem;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every status at every kind of call, on the way through a migration, a backup and a restore. */
class StatusesTest {
    private static final List<String> CALLS = List.of(
            "BatchGetDocuments", "RunQuery", "RunAggregationQuery", "ListCollectionIds", "Commit", "BatchWrite");

    private static final List<Status.Code> PASSING = List.of(
            Status.Code.UNAVAILABLE,
            Status.Code.ABORTED,
            Status.Code.RESOURCE_EXHAUSTED,
            Status.Code.DEADLINE_EXCEEDED,
            Status.Code.INTERNAL);

    private static final List<Status.Code> STAYING =
            List.of(Status.Code.PERMISSION_DENIED, Status.Code.UNAUTHENTICATED);

    @TempDir
    Path folder;

    private final Faults faults = Faults.none();
    private EmbeddedServer server;
    private Place shop;
    private Migration migration;
    private List<String> migrated;

    @BeforeEach
    void fill() throws IOException {
        server = EmbeddedServer.start(Options.standard(Clock.systemUTC()).withFaults(faults));
        shop = Place.at(server.host(), server.port(), "demo-shop", folder);
        Path migrations = Files.createDirectories(folder.resolve("migrations"));
        Files.writeString(migrations.resolve("V1__more.yaml"), """
                steps:
                  - transform: {collection: members, set: {n: "doc.n + 1"}}
                """);
        shop.fill("members", 25);
        migration = shop.backend.available().stream().findFirst().orElseThrow();
        migrated = Stream.iterate(0, i -> i < 25, i -> i + 1)
                .map(i -> "members/%06d {\"n\":%d}".formatted(i, i + 1))
                .toList();
    }

    @AfterEach
    void stop() {
        faults.change("");
        shop.close();
        server.close();
    }

    static Stream<Arguments> passing() {
        return CALLS.stream().flatMap(call -> PASSING.stream().map(code -> Arguments.of(call, code)));
    }

    static Stream<Arguments> staying() {
        return CALLS.stream().flatMap(call -> STAYING.stream().map(code -> Arguments.of(call, code)));
    }

    private void migrate() {
        if (shop.backend.history().inForce().isEmpty()) {
            shop.backend.run(migration, Direction.UP, Mode.EXECUTE, Attribution.of("anna"), Progress.silent());
        }
    }

    private void damage() {
        faults.change("");
        shop.delete("members/000003");
        shop.put("members/more", "{}");
    }

    /** Of a commit whose answer was a failure it may not be known what became of it; then the same is done again. */
    private static void until(boolean certain, Runnable work) {
        for (int attempts = 1; ; attempts++) {
            try {
                work.run();
                return;
            } catch (Problem e) {
                if (certain || attempts == 3) {
                    throw e;
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("passing")
    void what_passes_is_waited_for_and_nothing_happens_twice(String call, Status.Code code) {
        boolean certain = !call.equals("Commit");
        String twice = call + ":" + code + ":times=2";
        faults.change(twice);
        until(certain, this::migrate);
        faults.change(twice);
        BackupReader backup = shop.backup();
        damage();
        faults.change(twice);
        until(certain, () -> shop.restore(backup, LoadMode.REPLACE));
        assertThat(shop.texts()).isEqualTo(migrated);
        assertThat(shop.backend.check()).isEmpty();
    }

    /** Whichever of the three needs the call fails, says what next, and is done later. */
    @ParameterizedTest
    @MethodSource("staying")
    void what_does_not_pass_is_told_and_the_same_is_done_later(String call, Status.Code code) {
        List<Runnable> works = new ArrayList<>();
        List<BackupReader> backups = new ArrayList<>();
        works.add(this::migrate);
        works.add(() -> backups.add(shop.backup()));
        works.add(this::damage);
        works.add(() -> shop.restore(backups.get(0), LoadMode.REPLACE));
        int failures = 0;
        for (Runnable work : works) {
            faults.change(call + ":" + code);
            try {
                work.run();
            } catch (Problem problem) {
                failures++;
                assertThat(problem.kind())
                        .isEqualTo(
                                code == Status.Code.PERMISSION_DENIED
                                        ? Problem.Kind.UNREACHABLE
                                        : Problem.Kind.CONFIGURATION);
                assertThat(problem.next()).isNotBlank();
                faults.change("");
                work.run();
            }
        }
        assertThat(failures).isPositive();
        faults.change("");
        assertThat(shop.texts()).isEqualTo(migrated);
        assertThat(shop.backend.check()).isEmpty();
    }
}
