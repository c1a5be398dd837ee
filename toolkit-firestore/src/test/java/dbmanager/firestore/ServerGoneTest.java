package dbmanager.firestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Value;
import dbmanager.backend.LoadMode;
import dbmanager.backend.Progress;
import dbmanager.backup.BackupReader;
import dbmanager.emulator.embedded.EmbeddedServer;
import dbmanager.emulator.embedded.Options;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.migration.Attribution;
import dbmanager.migration.Direction;
import dbmanager.migration.Migration;
import dbmanager.migration.Mode;
import dbmanager.problem.Problem;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server ends in the middle of the work, for good or to come back with all that it had answered. */
class ServerGoneTest {
    private static final int USERS = 8_000;

    /** With so much in each, not all of the rest is on its way to the client when the server ends. */
    private static final String TEXT = "x".repeat(1_000);

    @TempDir
    private Path folder;

    /** A database on a server of its own. */
    private static final class Shop implements AutoCloseable {
        private final Path folder;
        private EmbeddedServer server;
        private final Place place;

        Shop(Path folder) {
            this.folder = folder;
            start(0);
            place = open();
            place.put(IntStream.range(0, USERS)
                    .mapToObj(i -> Document.newBuilder()
                            .setName(new DocumentPath("users/%06d".formatted(i)).in(place.database()))
                            .putFields(
                                    "n", Value.newBuilder().setIntegerValue(i).build())
                            .putFields(
                                    "text",
                                    Value.newBuilder().setStringValue(TEXT).build())
                            .build())
                    .toList());
        }

        private void start(int port) {
            try {
                Files.createDirectories(folder.resolve("migrations"));
                Files.writeString(
                        folder.resolve("migrations/V1__more.yaml"),
                        "steps:\n  - transform: {collection: users, set: {n: \"doc.n + 1\"}}\n");
                server = EmbeddedServer.start(
                        Options.standard(Clock.systemUTC()).withPort(port).persistingIn(folder.resolve("server.db")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private Place open(ClientInterceptor... interceptors) {
            return Place.at(server.host(), server.port(), "shop", folder, interceptors);
        }

        /** The server ends when so many answers of a method have come, and comes back. */
        void comesBack(String method, int answers, Consumer<Place> work) {
            End end = new End(method, answers, () -> {
                server.close();
                start(server.port());
            });
            try (Place broken = open(end)) {
                work.accept(broken);
            }
            end.await();
        }

        /** The server ends when so many answers of a method have come; it comes back when the work has failed. */
        void isGone(String method, int answers, Consumer<Place> work) {
            int port = server.port();
            End end = new End(method, answers, () -> server.close());
            try (Place broken = open(end)) {
                Problem problem = catchThrowableOfType(Problem.class, () -> work.accept(broken));
                assertThat(problem.kind()).isIn(Problem.Kind.UNREACHABLE, Problem.Kind.LOCKED);
                assertThat(problem.getMessage()).contains("does not answer");
                assertThat(problem.next()).isNotEmpty();
            }
            end.await();
            start(port);
        }

        void assertIncrementedOnce() {
            assertThat(place.documents()).hasSize(USERS);
            place.documents()
                    .forEach((path, fields) -> assertThat(fields.get("n").getIntegerValue())
                            .describedAs(path)
                            .isEqualTo(Integer.parseInt(path.substring("users/".length())) + 1L));
        }

        @Override
        public void close() {
            place.close();
            server.close();
        }
    }

    /** Does something, once, when so many answers of a method have come; the call that got the last of them waits for its end. */
    private static final class End implements ClientInterceptor {
        private final String method;
        private final int answers;
        private final Runnable what;
        private final AtomicInteger seen = new AtomicInteger();
        private final CompletableFuture<CompletableFuture<Void>> under = new CompletableFuture<>();

        End(String method, int answers, Runnable what) {
            this.method = method;
            this.answers = answers;
            this.what = what;
        }

        /** Until it is done. */
        void await() {
            under.join().join();
        }

        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> called, CallOptions options, Channel next) {
            return new SimpleForwardingClientCall<>(next.newCall(called, options)) {
                @Override
                public void start(Listener<A> listener, Metadata headers) {
                    super.start(
                            new SimpleForwardingClientCallListener<>(listener) {
                                @Override
                                public void onMessage(A answer) {
                                    if (method.equals(called.getBareMethodName())
                                            && seen.incrementAndGet() == answers) {
                                        under.complete(inAThread(what));
                                        await();
                                    }
                                    super.onMessage(answer);
                                }
                            },
                            headers);
                }
            };
        }
    }

    private static void migrate(Place place) {
        Migration migration = place.backend.available().stream().findFirst().orElseThrow();
        place.backend.run(migration, Direction.UP, Mode.EXECUTE, Attribution.of("anna"), Progress.silent());
    }

    @Test
    void who_comes_back_soon_is_waited_for() {
        try (Shop shop = new Shop(folder)) {
            Map<String, Map<String, Value>> before = shop.place.documents();
            shop.comesBack("RunQuery", USERS / 2, Place::backup);
            BackupReader backup = shop.place.backup();
            assertThat(shop.place.backend.inspect(backup)).isEmpty();

            shop.place.erase();
            shop.comesBack("BatchWrite", 3, place -> place.restore(backup, LoadMode.REPLACE));
            assertThat(shop.place.documents()).isEqualTo(before);

            shop.comesBack("Commit", 4, ServerGoneTest::migrate);
            shop.assertIncrementedOnce();
        }
    }

    /** At the same time, since each gives up only after most of a minute. */
    @Test
    void who_is_gone_for_good_leaves_what_can_be_gone_on_with() {
        CompletableFuture.allOf(
                        inAThread(this::backupIsNone),
                        inAThread(this::restoreIsDoneAgain),
                        inAThread(this::migrationGoesOn))
                .join();
    }

    /** The common pool may have one thread, which the others would wait for. */
    private static CompletableFuture<Void> inAThread(Runnable what) {
        return CompletableFuture.runAsync(what, task -> new Thread(task).start());
    }

    private void backupIsNone() {
        try (Shop shop = new Shop(folder.resolve("backup"))) {
            shop.isGone("RunQuery", USERS / 2, Place::backup);
            assertThat(shop.place.catalog().list()).isEmpty();
        }
    }

    private void restoreIsDoneAgain() {
        try (Shop shop = new Shop(folder.resolve("restore"))) {
            Map<String, Map<String, Value>> before = shop.place.documents();
            BackupReader backup = shop.place.backup();
            shop.place.erase();
            shop.isGone("BatchWrite", 3, place -> place.restore(backup, LoadMode.REPLACE));
            assertThat(shop.place.documents().size()).isLessThan(USERS);

            shop.place.restore(backup, LoadMode.REPLACE);
            assertThat(shop.place.documents()).isEqualTo(before);
        }
    }

    private void migrationGoesOn() {
        try (Shop shop = new Shop(folder.resolve("migration"))) {
            shop.isGone("Commit", 4, ServerGoneTest::migrate);
            assertThat(shop.place.backend.history().unfinished()).hasSize(1);

            restoredElsewhere(shop);
            migrate(shop.place);
            shop.assertIncrementedOnce();
        }
    }

    /** Which documents had their turn cannot be told there; what was done can be taken back all the same. */
    private static void restoredElsewhere(Shop shop) {
        BackupReader backup = shop.place.backup();
        try (Place copy = shop.place.beside("copy")) {
            copy.restore(backup, LoadMode.REPLACE);
            assertThat(catchThrowableOfType(Problem.class, () -> migrate(copy)).kind())
                    .isEqualTo(Problem.Kind.CONFLICT);
            Migration migration = copy.backend.available().stream().findFirst().orElseThrow();
            assertThat(copy.backend
                            .run(migration, Direction.DOWN, Mode.EXECUTE, Attribution.of("anna"), Progress.silent())
                            .findings())
                    .isEmpty();
            migrate(copy);
            assertThat(copy.documents().get("users/000007").get("n").getIntegerValue())
                    .isEqualTo(8);
        }
    }
}
