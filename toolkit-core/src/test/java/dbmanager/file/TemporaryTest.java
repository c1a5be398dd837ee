package dbmanager.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What does not stay, whoever dies. */
class TemporaryTest {
    private final String prefix = "temporary-test-" + UUID.randomUUID() + "-";

    @Test
    void what_a_process_left_that_was_killed_is_removed_by_the_next() throws IOException {
        Path dead = Files.createTempDirectory(prefix);
        Files.writeString(dead.resolve("rows"), "of a customer");
        Files.createFile(dead.resolve(".held"));

        Temporary.folder(prefix).close();

        assertThat(dead).doesNotExist();
    }

    @Test
    void so_is_what_it_left_before_it_held_it_and_after_it_had_removed_all_in_it() throws IOException {
        Path empty = Files.createTempDirectory(prefix);

        Temporary.folder(prefix).close();

        assertThat(empty).doesNotExist();
    }

    @Test
    void a_folder_of_somebody_else_stays() throws IOException {
        Path other = Files.createTempDirectory(prefix);
        Files.writeString(other.resolve("notes"), "not ours");

        Temporary.folder(prefix).close();

        assertThat(other.resolve("notes")).exists();
        FileTree.delete(other);
    }

    @Test
    void what_is_in_use_stays_until_it_is_closed() throws IOException {
        try (Temporary folder = Temporary.folder(prefix)) {
            Files.writeString(folder.path().resolve("rows"), "of a customer");
            Temporary.folder(prefix).close();
            assertThat(folder.path().resolve("rows")).exists();
            folder.close();
            assertThat(folder.path()).doesNotExist();
        }
    }

    @Test
    void threads_of_one_process_do_not_take_each_other_for_dead() {
        IntStream.range(0, 200).parallel().forEach(i -> {
            try (Temporary folder = Temporary.folder(prefix)) {
                Files.writeString(folder.path().resolve("rows"), "of thread " + i);
                assertThat(folder.path().resolve("rows")).hasContent("of thread " + i);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void a_file_goes_with_its_folder_and_so_does_one_of_the_dead() throws IOException {
        Path file;
        Path folder;
        try (Temporary password = Temporary.file(prefix, ".pgpass")) {
            file = password.path();
            folder = file.getParent();
            Files.writeString(file, "secret");
            assertThat(folder.getFileName().toString()).startsWith(prefix);
        }
        assertThat(folder).doesNotExist();
    }
}
