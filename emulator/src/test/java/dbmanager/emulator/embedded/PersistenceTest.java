package dbmanager.emulator.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.google.cloud.firestore.DocumentSnapshot;
import com.google.cloud.firestore.Firestore;
import com.google.cloud.firestore.FirestoreOptions;
import com.google.cloud.firestore.WriteBatch;
import dbmanager.emulator.embedded.store.FileUnusable;
import dbmanager.emulator.embedded.store.Owner;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server in a process of its own, whose documents are in a file. */
@Timeout(180)
class PersistenceTest {
    private static final int WRITERS = 4;
    private static final int BEFORE_THE_KILL = 150;

    @TempDir
    Path folder;

    /** The server: says its port, and goes on until it is killed. */
    public static void main(String[] arguments) throws Exception {
        Options options = Options.standard(Clock.systemUTC()).persistingIn(Path.of(arguments[0]));
        try (EmbeddedServer server = EmbeddedServer.start(options)) {
            System.out.println(server.port());
            new CountDownLatch(1).await();
        }
    }

    private record Child(Process process, int port) implements AutoCloseable {
        static Child on(Path file) throws IOException {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            PersistenceTest.class.getName(),
                            file.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            return new Child(process, Integer.parseInt(out.readLine()));
        }

        Firestore client() {
            return FirestoreOptions.newBuilder()
                    .setProjectId("shop")
                    .setEmulatorHost("127.0.0.1:" + port)
                    .build()
                    .getService();
        }

        /** With SIGKILL, where there are signals. */
        @Override
        public void close() {
            process.destroyForcibly();
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Two documents at once, again and again, until the server is gone; remembers what was acknowledged. */
    private static void write(Firestore firestore, int writer, Queue<String> acknowledged, CountDownLatch enough) {
        for (int i = 0; ; i++) {
            String id = writer + "-" + i;
            WriteBatch batch = firestore.batch();
            batch.set(firestore.document("orders/" + id), Map.of("number", i));
            batch.set(firestore.document("lines/" + id), Map.of("number", i));
            try {
                batch.commit().get(90, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException | InterruptedException | IllegalStateException e) {
                return;
            }
            acknowledged.add(id);
            enough.countDown();
        }
    }

    @Test
    void what_was_acknowledged_is_there_after_a_kill_and_nothing_is_there_by_half() throws Exception {
        Path file = folder.resolve("shop.db");
        Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
        CountDownLatch enough = new CountDownLatch(BEFORE_THE_KILL);
        try (Child child = Child.on(file)) {
            Firestore firestore = child.client();
            ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
            List<CompletableFuture<Void>> writers = IntStream.range(0, WRITERS)
                    .mapToObj(writer ->
                            CompletableFuture.runAsync(() -> write(firestore, writer, acknowledged, enough), threads))
                    .toList();
            assertThat(enough.await(120, TimeUnit.SECONDS)).isTrue();
            child.close();
            // who still waits for an answer will get none
            threads.shutdownNow();
            writers.forEach(CompletableFuture::join);
            firestore.shutdownNow();
        }

        try (Child again = Child.on(file)) {
            Firestore firestore = again.client();
            Map<String, Object> orders = numbers(firestore, "orders");
            assertThat(orders.keySet()).containsAll(acknowledged);
            assertThat(orders)
                    .allSatisfy((id, number) -> assertThat(id).endsWith("-" + number))
                    .isEqualTo(numbers(firestore, "lines"));
            firestore.shutdownNow();
        }
    }

    private static Map<String, Object> numbers(Firestore firestore, String collection) throws Exception {
        return firestore.collection(collection).get().get(60, TimeUnit.SECONDS).getDocuments().stream()
                .collect(
                        java.util.stream.Collectors.toMap(DocumentSnapshot::getId, document -> document.get("number")));
    }

    @Test
    void who_comes_second_is_told_who_has_the_file() throws Exception {
        Path file = folder.resolve("shop.db");
        Options options = Options.standard(Clock.systemUTC()).persistingIn(file);
        try (Child child = Child.on(file)) {
            assertThatThrownBy(() -> EmbeddedServer.start(options))
                    .hasMessageContaining("process " + child.process().pid() + " since ")
                    .hasMessageContaining("next:  wait until that one is done, stop it, or name another file")
                    .asInstanceOf(type(FileUnusable.class))
                    .satisfies(refusal -> assertThat(refusal.owner())
                            .map(Owner::process)
                            .contains(child.process().pid()));
        }
        EmbeddedServer.start(options).close();
    }
}
