package dbmanager.emulator.embedded.store;

import static dbmanager.emulator.embedded.model.Values.value;
import static dbmanager.emulator.embedded.store.Shop.ROOM;
import static dbmanager.emulator.embedded.store.Shop.delete;
import static dbmanager.emulator.embedded.store.Shop.paths;
import static dbmanager.emulator.embedded.store.Shop.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

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
import java.sql.SQLException;
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
        return open(folder.resolve("shop.db"));
    }

    private Databases open(Path file) {
        return Databases.in(file, clock, Databases.HOUR, ROOM);
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
    void documents_are_there_again_byte_by_byte_and_times_go_on() throws IOException {
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
    void a_wiped_database_stays_empty_and_others_stay_as_they_were() throws IOException {
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
    void who_finds_the_file_taken_is_told_by_whom_and_since_when() {
        Owner owner = new Owner(ProcessHandle.current().pid(), clock.instant());
        try (Databases first = open()) {
            commit(first, set("a/1", Map.of()));
            assertThatThrownBy(this::open)
                    .hasMessageContaining("another emulator is running on it, process "
                            + ProcessHandle.current().pid() + " since 2026-08-01T12:00:00Z")
                    .hasMessageContaining("next:")
                    .asInstanceOf(type(FileUnusable.class))
                    .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Reason.IN_USE))
                    .satisfies(refusal -> assertThat(refusal.owner()).contains(owner));
            commit(first, set("a/2", Map.of()));
        }
        try (Databases next = open()) {
            assertThat(all(next)).containsExactly("a/1", "a/2");
        }
    }

    @Test
    void who_can_wait_comes_after_the_one_who_has_the_file() throws Exception {
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
    void the_note_of_an_owner_that_was_killed_names_nobody() throws IOException, SQLException {
        open().close();
        Files.writeString(folder.resolve("shop.db.owner"), "process 999999999999999999 since 2026-08-01T12:00:00Z\n");
        try (Connection reader = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("shop.db"));
                Statement statement = reader.createStatement()) {
            statement.execute("PRAGMA locking_mode = EXCLUSIVE");
            statement.execute("SELECT count(*) FROM documents");
            assertThatThrownBy(this::open)
                    .hasMessageContaining("another program has it open")
                    .asInstanceOf(type(FileUnusable.class))
                    .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Reason.IN_USE))
                    .satisfies(refusal -> assertThat(refusal.owner()).isEmpty());
        }
        open().close();
    }

    @Test
    void files_of_others_are_left_alone_to_the_byte() throws IOException, SQLException {
        Path notes = folder.resolve("notes.txt");
        Files.writeString(notes, "these are the notes of somebody who keeps notes in files");
        leftAlone(notes, "it is not a file that an emulator has written");
        Path note = folder.resolve("note.txt");
        Files.writeString(note, "SQLite format 3\0");
        leftAlone(note, "it is not a file that an emulator has written");
        Path accounts = folder.resolve("accounts.db");
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + accounts);
                Statement statement = other.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("CREATE TABLE accounts (owner TEXT)");
            // as it is while its program runs, or after that was killed
            Files.copy(accounts, folder.resolve("killed.db"));
            Files.copy(folder.resolve("accounts.db-wal"), folder.resolve("killed.db-wal"));
        }
        leftAlone(accounts, "it is a database of another program");
        Path empty = folder.resolve("empty.db");
        alter(empty, "PRAGMA application_id = 7");
        leftAlone(empty, "it is a database of another program");
        leftAlone(folder.resolve("killed.db"), "it is a database of another program");
        assertThat(folder.resolve("killed.db-wal")).isNotEmptyFile();
    }

    private void leftAlone(Path file, String why) throws IOException {
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(() -> open(file))
                .isInstanceOf(FileUnusable.class)
                .hasMessageContaining(why)
                .hasMessageContaining("next:");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void a_file_of_a_later_format_and_a_missing_folder_are_refused_with_what_to_do() throws IOException, SQLException {
        Path file = folder.resolve("shop.db");
        open().close();
        alter(file, "PRAGMA user_version = 7");
        leftAlone(file, "it has format 7, this program knows formats up to 2");
        assertThatThrownBy(() -> open(folder.resolve("no/shop.db")))
                .isInstanceOf(FileUnusable.class)
                .hasMessageContaining("there is no folder")
                .hasMessageContaining("make that folder");
    }

    private static void alter(Path file, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    @Test
    void a_file_of_the_first_format_is_read_and_goes_on() throws IOException, SQLException {
        Path file = folder.resolve("shop.db");
        try (Databases databases = open()) {
            commit(databases, set("a/1", Map.of("n", value(1))));
        }
        alter(file, "ALTER TABLE documents DROP COLUMN sum", "PRAGMA user_version = 1");
        try (Databases databases = open()) {
            assertThat(all(databases)).containsExactly("a/1");
            commit(databases, set("a/2", Map.of()));
        }
        try (Databases databases = open()) {
            assertThat(all(databases)).containsExactly("a/1", "a/2");
        }
    }

    @Test
    void wherever_a_file_is_damaged_it_is_refused_or_holds_what_it_held() throws IOException {
        Path whole = folder.resolve("shop.db");
        try (Databases databases = open()) {
            for (int i = 0; i < 60; i++) {
                commit(databases, set("a/" + i, Map.of("text", value("some text ".repeat(20) + i))));
            }
        }
        byte[] bytes = Files.readAllBytes(whole);
        List<Document> before = documents(whole);
        int refused = 0;
        int tried = 0;
        for (int at = 0; at < bytes.length; at += 97) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= 0x55;
            Path file = Files.write(folder.resolve("damaged-" + at + ".db"), damaged);
            tried++;
            try {
                assertThat(documents(file)).as("byte %s", at).isEqualTo(before);
            } catch (FileUnusable e) {
                refused++;
                assertThat(e).hasMessageContaining("next:");
            }
        }
        assertThat(refused).as("refused of " + tried).isBetween(tried / 4, tried);
    }

    /** A file that is cut to nothing or by half, or overwritten from the beginning or in the middle. */
    @ParameterizedTest
    @ValueSource(ints = {-2, -1, 0, 4096})
    void a_damaged_file_is_told_and_left_as_it_is(int at) throws IOException {
        try (Databases databases = open()) {
            for (int i = 0; i < 300; i++) {
                commit(databases, set("a/" + i, Map.of("text", value("x".repeat(200)))));
            }
        }
        Path file = folder.resolve("shop.db");
        byte[] bytes = Files.readAllBytes(file);
        byte[] damaged = at < 0 ? Arrays.copyOf(bytes, at == -2 ? 0 : bytes.length / 2) : bytes;
        if (at >= 0) {
            Arrays.fill(damaged, at, at + 8192, (byte) 0x5a);
        }
        Files.write(file, damaged);

        assertThatThrownBy(this::open)
                .hasMessageContaining("from a backup")
                .asInstanceOf(type(FileUnusable.class))
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Reason.DAMAGED));

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

    private List<Document> documents(Path file) {
        List<Document> all = new ArrayList<>();
        try (Databases databases = open(file)) {
            databases
                    .open("p", "(default)")
                    .snapshot()
                    .range(Key.ROOT, Key.ROOT.beyond(), false)
                    .forEachRemaining(stored -> all.add(stored.document()));
        }
        return all;
    }

    @Test
    void a_commit_after_the_end_is_refused() throws IOException {
        Databases databases = open();
        commit(databases, set("a/1", Map.of()));
        databases.close();
        assertThatThrownBy(() -> commit(databases, set("a/2", Map.of()))).isInstanceOf(Refused.class);
        assertThat(all(databases)).containsExactly("a/1");
    }

    @Test
    void many_writers_share_the_disk_and_none_of_their_increments_is_lost() throws IOException {
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
    void transactions_that_wait_for_the_disk_lose_no_increment() throws IOException {
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
