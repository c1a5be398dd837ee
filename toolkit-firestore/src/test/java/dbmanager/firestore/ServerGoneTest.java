package dbmanager.firestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.firestore.v1.Value;
import dbmanager.backend.LoadMode;
import dbmanager.backend.Progress;
import dbmanager.backup.BackupReader;
import dbmanager.emulator.embedded.EmbeddedServer;
import dbmanager.emulator.embedded.Options;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server ends in the middle of the work, for good or to come back with all that it had answered. */
class ServerGoneTest {
    private static final int USERS = 3_000;

    @TempDir
    private Path folder;

    private EmbeddedServer server;
    private Place shop;

    @BeforeEach
    void open() {
        server = start(0);
        shop = place();
        shop.fill("users", USERS);
    }

    @AfterEach
    void close() {
        shop.close();
        server.close();
    }

    private EmbeddedServer start(int port) {
        try {
            return EmbeddedServer.start(
                    Options.standard(Clock.systemUTC()).withPort(port).persistingIn(folder.resolve("server.db")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Place place(ClientInterceptor... interceptors) {
        return Place.at(server.host(), server.port(), "shop", folder, interceptors);
    }

    /** Ends the server when so many answers of a method have come. */
    private final class End implements ClientInterceptor {
        private final String method;
        private final int answers;
        private final boolean forGood;
        private final AtomicInteger seen = new AtomicInteger();
        private final CompletableFuture<CompletableFuture<Void>> ending = new CompletableFuture<>();

        End(String method, int answers, boolean forGood) {
            this.method = method;
            this.answers = answers;
            this.forGood = forGood;
        }

        private void end() {
            ending.complete(CompletableFuture.runAsync(() -> {
                server.close();
                if (!forGood) {
                    server = start(server.port());
                }
            }));
        }

        /** Waits until the server is gone, and back where it is to come back. */
        void await() {
            ending.join().join();
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
                                        end();
                                    }
                                    super.onMessage(answer);
                                }
                            },
                            headers);
                }
            };
        }
    }

    private void comesBack(String method, int answers, Consumer<Place> work) {
        End end = new End(method, answers, false);
        try (Place broken = place(end)) {
            work.accept(broken);
        }
        end.await();
    }

    private void isGone(String method, int answers, Consumer<Place> work) {
        int port = server.port();
        End end = new End(method, answers, true);
        try (Place broken = place(end)) {
            Problem problem = catchThrowableOfType(Problem.class, () -> work.accept(broken));
            assertThat(problem.kind()).isEqualTo(Problem.Kind.UNREACHABLE);
            assertThat(problem.next()).isNotEmpty();
        }
        end.await();
        server = start(port);
    }

    private static void migrate(Place place) {
        Migration migration = place.backend.available().stream().findFirst().orElseThrow();
        place.backend.run(migration, Direction.UP, Mode.EXECUTE, Attribution.of("anna"), Progress.silent());
    }

    private void shipIncrement() throws IOException {
        Path migrations = Files.createDirectories(folder.resolve("migrations"));
        Files.writeString(
                migrations.resolve("V1__more.yaml"),
                "steps:\n  - transform: {collection: users, set: {n: \"doc.n + 1\"}}\n");
    }

    private void assertIncrementedOnce() {
        assertThat(shop.documents()).hasSize(USERS);
        shop.documents()
                .forEach((path, fields) -> assertThat(fields.get("n").getIntegerValue())
                        .describedAs(path)
                        .isEqualTo(Integer.parseInt(path.substring("users/".length())) + 1L));
    }

    @Test
    void who_comes_back_soon_is_waited_for() throws IOException {
        Map<String, Map<String, Value>> before = shop.documents();
        comesBack("RunQuery", USERS / 2, place -> place.backup());
        BackupReader backup = shop.backup();
        assertThat(shop.backend.inspect(backup)).isEmpty();

        shop.erase();
        comesBack("BatchWrite", 3, place -> place.restore(backup, LoadMode.REPLACE));
        assertThat(shop.documents()).isEqualTo(before);

        shipIncrement();
        comesBack("Commit", 4, ServerGoneTest::migrate);
        assertIncrementedOnce();
    }

    @Test
    void a_backup_whose_server_is_gone_is_none() {
        isGone("RunQuery", USERS / 2, place -> place.backup());
        assertThat(shop.catalog().list()).isEmpty();
    }

    @Test
    void a_restore_whose_server_is_gone_says_so_until_it_is_done_again() {
        Map<String, Map<String, Value>> before = shop.documents();
        BackupReader backup = shop.backup();
        shop.erase();
        isGone("BatchWrite", 3, place -> place.restore(backup, LoadMode.REPLACE));
        assertThat(shop.documents()).hasSizeLessThan(USERS);

        shop.restore(backup, LoadMode.REPLACE);
        assertThat(shop.documents()).isEqualTo(before);
    }

    @Test
    void a_migration_whose_server_is_gone_goes_on_where_it_was() throws IOException {
        shipIncrement();
        isGone("Commit", 4, ServerGoneTest::migrate);
        assertThat(shop.backend.history().unfinished()).hasSize(1);

        migrate(shop);
        assertIncrementedOnce();
    }
}
