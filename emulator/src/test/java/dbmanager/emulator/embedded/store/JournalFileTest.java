package dbmanager.emulator.embedded.store;

import static dbmanager.emulator.embedded.model.Values.value;
import static dbmanager.emulator.embedded.store.Shop.ROOM;
import static dbmanager.emulator.embedded.store.Shop.set;
import static dbmanager.emulator.embedded.store.ShopFile.all;
import static dbmanager.emulator.embedded.store.ShopFile.alter;
import static dbmanager.emulator.embedded.store.ShopFile.commit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.google.firestore.v1.Document;
import dbmanager.emulator.embedded.model.Key;
import dbmanager.emulator.embedded.store.FileUnusable.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose the file is, and what becomes of one that is not as an emulator left it. */
class JournalFileTest extends ShopFileFixture {
    @Test
    void who_finds_the_file_taken_is_told_by_whom_and_since_when() {
        Owner owner = new Owner(ProcessHandle.current().pid(), shop.clock().instant());
        try (Databases first = shop.open()) {
            commit(first, set("a/1", Map.of()));
            assertThatThrownBy(shop::open)
                    .hasMessageContaining("another emulator is running on it, process "
                            + ProcessHandle.current().pid() + " since 2026-08-01T12:00:00Z")
                    .hasMessageContaining("next:")
                    .asInstanceOf(type(FileUnusable.class))
                    .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Reason.IN_USE))
                    .satisfies(refusal -> assertThat(refusal.owner()).contains(owner));
            commit(first, set("a/2", Map.of()));
        }
        try (Databases next = shop.open()) {
            assertThat(all(next)).containsExactly("a/1", "a/2");
        }
    }

    @Test
    void who_can_wait_comes_after_the_one_who_has_the_file() throws Exception {
        Databases first = shop.open();
        commit(first, set("a/1", Map.of()));
        CompletableFuture<Databases> second = CompletableFuture.supplyAsync(() -> Databases.in(
                folder.resolve("shop.db"),
                Duration.ofSeconds(60),
                shop.clock(),
                Databases.HOUR,
                ROOM,
                Allowed.ANYTHING));
        commit(first, set("a/2", Map.of()));
        first.close();
        try (Databases databases = second.get()) {
            assertThat(all(databases)).containsExactly("a/1", "a/2");
        }
    }

    @Test
    void the_note_of_an_owner_that_was_killed_names_nobody() throws IOException, SQLException {
        shop.open().close();
        Files.writeString(folder.resolve("shop.db.owner"), "process 999999999999999999 since 2026-08-01T12:00:00Z\n");
        try (Connection reader = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("shop.db"));
                Statement statement = reader.createStatement()) {
            statement.execute("PRAGMA locking_mode = EXCLUSIVE");
            statement.execute("SELECT count(*) FROM documents");
            assertThatThrownBy(shop::open)
                    .hasMessageContaining("another program has it open")
                    .asInstanceOf(type(FileUnusable.class))
                    .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Reason.IN_USE))
                    .satisfies(refusal -> assertThat(refusal.owner()).isEmpty());
        }
        shop.open().close();
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
        assertThatThrownBy(() -> shop.open(file))
                .isInstanceOf(FileUnusable.class)
                .hasMessageContaining(why)
                .hasMessageContaining("next:");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void a_file_of_a_later_format_and_a_missing_folder_are_refused_with_what_to_do() throws IOException, SQLException {
        Path file = folder.resolve("shop.db");
        shop.open().close();
        alter(file, "PRAGMA user_version = 7");
        leftAlone(file, "it has format 7, this program knows formats up to 2");
        assertThatThrownBy(() -> shop.open(folder.resolve("no/shop.db")))
                .isInstanceOf(FileUnusable.class)
                .hasMessageContaining("there is no folder")
                .hasMessageContaining("make that folder");
    }

    @Test
    void wherever_a_file_is_damaged_it_is_refused_or_holds_what_it_held() throws IOException {
        Path whole = folder.resolve("shop.db");
        try (Databases databases = shop.open()) {
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
        try (Databases databases = shop.open()) {
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

        assertThatThrownBy(shop::open)
                .hasMessageContaining("from a backup")
                .asInstanceOf(type(FileUnusable.class))
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Reason.DAMAGED));

        assertThat(Files.readAllBytes(file)).isEqualTo(damaged);
    }

    @Test
    void a_new_empty_file_becomes_a_database() throws IOException {
        Files.createFile(folder.resolve("shop.db"));
        try (Databases databases = shop.open()) {
            commit(databases, set("a/1", Map.of()));
            assertThat(all(databases)).containsExactly("a/1");
        }
    }

    private List<Document> documents(Path file) {
        List<Document> all = new ArrayList<>();
        try (Databases databases = shop.open(file)) {
            databases
                    .open("p", "(default)")
                    .snapshot()
                    .range(Key.ROOT, Key.ROOT.beyond(), false)
                    .forEachRemaining(stored -> all.add(stored.document()));
        }
        return all;
    }
}
