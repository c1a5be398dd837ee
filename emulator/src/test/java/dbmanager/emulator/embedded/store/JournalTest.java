package dbmanager.emulator.embedded.store;

import static dbmanager.emulator.embedded.model.Values.value;
import static dbmanager.emulator.embedded.store.Shop.ROOM;
import static dbmanager.emulator.embedded.store.Shop.delete;
import static dbmanager.emulator.embedded.store.Shop.set;
import static dbmanager.emulator.embedded.store.ShopFile.all;
import static dbmanager.emulator.embedded.store.ShopFile.alter;
import static dbmanager.emulator.embedded.store.ShopFile.commit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.TransactionOptions;
import com.google.firestore.v1.Write;
import com.google.protobuf.Timestamp;
import dbmanager.emulator.embedded.model.Key;
import dbmanager.emulator.embedded.model.Refused;
import io.grpc.Status;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JournalTest extends ShopFileFixture {
    @Test
    void documents_are_there_again_byte_by_byte_and_times_go_on() throws IOException {
        Timestamp last;
        Document one;
        try (Databases databases = shop.open()) {
            commit(databases, set("a/1", Map.of("n", value(1))), set("a/2", Map.of()), set("a/3", Map.of()));
            last = commit(databases, set("a/1", Map.of("n", value(2))), delete("a/2"));
            databases.open("q", "other").commit(List.of(), Optional.empty());
            one = databases
                    .open("p", "(default)")
                    .snapshot()
                    .get(Key.of("a/1"))
                    .orElseThrow()
                    .document();
        }
        shop.clock().forward(Duration.ofMinutes(-5));
        try (Databases databases = shop.open()) {
            assertThat(all(databases)).containsExactly("a/1", "a/3");
            Database database = databases.open("p", "(default)");
            Stored stored = database.snapshot(last).get(Key.of("a/1")).orElseThrow();
            assertThat(stored.document()).isEqualTo(one);
            assertThat(stored.updated()).isEqualTo(last);
            Timestamp before = Micros.timestamp(Micros.of(last) - 1);
            assertThatThrownBy(() -> database.snapshot(before))
                    .hasMessage("The requested snapshot version is too old.");
            assertThat(Micros.of(commit(databases, set("a/1", Map.of())))).isGreaterThan(Micros.of(last));
        }
    }

    @Test
    void a_wiped_database_stays_empty_and_others_stay_as_they_were() throws IOException {
        try (Databases databases = shop.open()) {
            commit(databases, set("a/1", Map.of()));
            databases
                    .open("p", "named")
                    .commit(
                            List.of(Write.newBuilder()
                                    .setUpdate(
                                            Document.newBuilder().setName("projects/p/databases/named/documents/b/1"))
                                    .build()),
                            Optional.empty());
            databases.wipe("p", "(default)");
        }
        try (Databases databases = shop.open()) {
            assertThat(all(databases)).isEmpty();
            assertThat(databases.open("p", "named").snapshot().get(Key.of("b/1")))
                    .isPresent();
        }
    }

    @Test
    void a_file_of_the_first_format_is_read_and_goes_on() throws IOException, SQLException {
        Path file = folder.resolve("shop.db");
        try (Databases databases = shop.open()) {
            commit(databases, set("a/1", Map.of("n", value(1))));
        }
        alter(file, "ALTER TABLE documents DROP COLUMN sum", "PRAGMA user_version = 1");
        try (Databases databases = shop.open()) {
            assertThat(all(databases)).containsExactly("a/1");
            commit(databases, set("a/2", Map.of()));
        }
        try (Databases databases = shop.open()) {
            assertThat(all(databases)).containsExactly("a/1", "a/2");
        }
    }

    @Test
    void a_commit_after_the_end_is_refused() throws IOException {
        Databases databases = shop.open();
        commit(databases, set("a/1", Map.of()));
        databases.close();
        assertThatThrownBy(() -> commit(databases, set("a/2", Map.of()))).isInstanceOf(Refused.class);
        assertThat(all(databases)).containsExactly("a/1");
    }

    @Test
    void many_writers_share_the_disk_and_none_of_their_increments_is_lost() throws IOException {
        try (Databases databases = shop.open()) {
            List<CompletableFuture<Void>> writers = IntStream.range(0, 4)
                    .mapToObj(writer -> CompletableFuture.runAsync(() -> {
                        for (int i = 0; i < 50; i++) {
                            commit(databases, set("a/" + writer + "-" + i, Map.of("n", value(i))));
                        }
                    }))
                    .toList();
            writers.forEach(CompletableFuture::join);
        }
        try (Databases databases = shop.open()) {
            assertThat(all(databases)).hasSize(200);
        }
    }

    @Test
    void transactions_that_wait_for_the_disk_lose_no_increment() throws IOException {
        try (Databases databases = shop.open()) {
            Database database = databases.open("p", "(default)");
            List<CompletableFuture<Void>> writers = IntStream.range(0, 2)
                    .mapToObj(writer -> CompletableFuture.runAsync(() -> {
                        for (int i = 0; i < 100; i++) {
                            increment(database);
                        }
                    }))
                    .toList();
            writers.forEach(CompletableFuture::join);
            assertThat(number(database.snapshot())).isEqualTo(200);
        }
    }

    private static void increment(Database database) {
        TransactionOptions.Builder options = TransactionOptions.newBuilder();
        for (boolean done = false; !done; ) {
            Transaction transaction = database.begin(options.build());
            options.getReadWriteBuilder().setRetryTransaction(transaction.id());
            try {
                Snapshot locked = transaction.read(List.of(Key.of("a/1")));
                Write next = set("a/1", Map.of("n", value(number(locked) + 1)));
                database.commit(List.of(next), Optional.of(transaction));
                done = true;
            } catch (Refused refused) {
                assertThat(refused.code()).isEqualTo(Status.Code.ABORTED);
            }
        }
    }

    private static long number(Snapshot snapshot) {
        return snapshot.get(Key.of("a/1"))
                .map(stored -> stored.document().getFieldsOrThrow("n").getIntegerValue())
                .orElse(0L);
    }

    /** Commits one document after the other, and says so after each. */
    public static void main(String[] args) throws IOException {
        Databases databases = Databases.in(Path.of(args[0]), Clock.systemUTC(), Databases.HOUR, ROOM);
        for (int i = 0; ; i++) {
            commit(databases, set("a/" + i, Map.of("n", value(i))));
            System.out.println(i);
        }
    }

    @Test
    void what_was_acknowledged_survives_a_kill() throws IOException, InterruptedException {
        Path file = folder.resolve("killed.db");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        JournalTest.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> acknowledged = new ArrayList<>();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                acknowledged.add("a/" + line);
                if (acknowledged.size() == 200) {
                    process.toHandle().destroyForcibly();
                }
            }
        }
        process.waitFor();
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(200);
        try (Databases databases = Databases.in(file, Clock.systemUTC(), Databases.HOUR, ROOM)) {
            assertThat(all(databases)).containsAll(acknowledged);
        }
    }
}
