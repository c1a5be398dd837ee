package dbmanager.emulator.embedded.store;

import static dbmanager.emulator.embedded.model.Values.value;
import static dbmanager.emulator.embedded.store.Shop.ROOM;
import static dbmanager.emulator.embedded.store.Shop.delete;
import static dbmanager.emulator.embedded.store.Shop.paths;
import static dbmanager.emulator.embedded.store.Shop.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.TransactionOptions;
import com.google.firestore.v1.Write;
import com.google.protobuf.Timestamp;
import dbmanager.emulator.embedded.model.Key;
import dbmanager.emulator.embedded.model.Refused;
import dbmanager.emulator.embedded.store.FileUnusable.Reason;
import io.grpc.Status;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class JournalTest {
    @TempDir
    Path folder;

    private final HandClock clock = new HandClock(Instant.parse("2026-08-01T12:00:00Z"));

    private Databases open() {
        return Databases.in(folder.resolve("shop.db"), clock, Databases.HOUR, ROOM);
    }

    private static Timestamp commit(Databases databases, Write... writes) {
        return databases
                .open("p", "(default)")
                .commit(List.of(writes), Optional.empty())
                .getCommitTime();
    }

    private static List<String> all(Databases databases) {
        return paths(databases.open("p", "(default)").snapshot().range(Key.ROOT, Key.ROOT.beyond(), false));
    }

    @Test
    void documents_are_there_again_byte_by_byte_and_times_go_on() {
        Timestamp last;
        Document one;
        try (Databases databases = open()) {
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
        clock.forward(Duration.ofMinutes(-5));
        try (Databases databases = open()) {
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
    void a_wiped_database_stays_empty_and_others_stay_as_they_were() {
        try (Databases databases = open()) {
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
        try (Databases databases = open()) {
            assertThat(all(databases)).isEmpty();
            assertThat(databases.open("p", "named").snapshot().get(Key.of("b/1")))
                    .isPresent();
        }
    }

    @Test
    void two_cannot_have_one_file() {
        try (Databases first = open()) {
            commit(first, set("a/1", Map.of()));
            assertThatThrownBy(this::open)
                    .isInstanceOf(FileUnusable.class)
                    .hasMessageContaining("another emulator is running on it")
                    .hasMessageContaining("next:");
            commit(first, set("a/2", Map.of()));
        }
    }

    @Test
    void a_file_of_somebody_else_is_left_alone() throws IOException {
        Path file = folder.resolve("shop.db");
        Files.writeString(file, "these are the notes of somebody who keeps notes in files");
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(this::open).isInstanceOf(FileUnusable.class).hasMessageContaining("next:");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void whoever_finds_the_file_taken_is_told_by_whom_and_since_when() {
        try (Databases first = open()) {
            assertThatThrownBy(this::open)
                    .hasMessageContaining("process " + ProcessHandle.current().pid() + " since 2026-08-01T12:00:00Z")
                    .extracting(problem -> ((FileUnusable) problem).reason())
                    .isEqualTo(Reason.IN_USE);
        }
        open().close();
    }

    @Test
    void whoever_can_wait_comes_after_the_one_who_has_the_file() throws Exception {
        Databases first = open();
        commit(first, set("a/1", Map.of()));
        CompletableFuture<Databases> second = CompletableFuture.supplyAsync(() -> Databases.in(
                folder.resolve("shop.db"), Duration.ofSeconds(60), clock, Databases.HOUR, ROOM, Allowed.ANYTHING));
        commit(first, set("a/2", Map.of()));
        first.close();
        try (Databases databases = second.get()) {
            assertThat(all(databases)).containsExactly("a/1", "a/2");
        }
    }

    @Test
    void an_empty_database_of_another_program_is_left_alone() throws Exception {
        Path file = folder.resolve("shop.db");
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            statement.executeUpdate("PRAGMA application_id = 7");
        }
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(this::open)
                .isInstanceOf(FileUnusable.class)
                .hasMessageContaining("a database of another program");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    /** A file that is cut to nothing, or overwritten from the beginning or in the middle. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 4096})
    void a_damaged_file_is_told_and_left_as_it_is(int at) throws IOException {
        try (Databases databases = open()) {
            for (int i = 0; i < 300; i++) {
                commit(databases, set("a/" + i, Map.of("text", value("x".repeat(200)))));
            }
        }
        Path file = folder.resolve("shop.db");
        byte[] bytes = Files.readAllBytes(file);
        byte[] damaged = at < 0 ? new byte[0] : bytes;
        if (at >= 0) {
            Arrays.fill(damaged, at, at + 8192, (byte) 0x5a);
        }
        Files.write(file, damaged);

        assertThatThrownBy(this::open)
                .isInstanceOf(FileUnusable.class)
                .hasMessageContaining("from a backup")
                .extracting(problem -> ((FileUnusable) problem).reason())
                .isEqualTo(Reason.DAMAGED);

        assertThat(Files.readAllBytes(file)).isEqualTo(damaged);
    }

    @Test
    void a_new_empty_file_becomes_a_database() throws IOException {
        Files.createFile(folder.resolve("shop.db"));
        try (Databases databases = open()) {
            commit(databases, set("a/1", Map.of()));
            assertThat(all(databases)).containsExactly("a/1");
        }
    }

    @Test
    void a_commit_after_the_end_is_refused() {
        Databases databases = open();
        commit(databases, set("a/1", Map.of()));
        databases.close();
        assertThatThrownBy(() -> commit(databases, set("a/2", Map.of()))).isInstanceOf(Refused.class);
        assertThat(all(databases)).containsExactly("a/1");
    }

    @Test
    void many_writers_share_the_disk_and_none_of_their_increments_is_lost() {
        try (Databases databases = open()) {
            List<CompletableFuture<Void>> writers = IntStream.range(0, 4)
                    .mapToObj(writer -> CompletableFuture.runAsync(() -> {
                        for (int i = 0; i < 50; i++) {
                            commit(databases, set("a/" + writer + "-" + i, Map.of("n", value(i))));
                        }
                    }))
                    .toList();
            writers.forEach(CompletableFuture::join);
        }
        try (Databases databases = open()) {
            assertThat(all(databases)).hasSize(200);
        }
    }

    @Test
    void transactions_that_wait_for_the_disk_lose_no_increment() {
        try (Databases databases = open()) {
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
    public static void main(String[] args) {
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
