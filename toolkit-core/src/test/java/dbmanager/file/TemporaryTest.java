package dbmanager.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    void an_empty_folder_that_a_person_named_stays() throws IOException {
        Path named = Files.createDirectory(Path.of(System.getProperty("java.io.tmpdir"), prefix + "restore"));

        Temporary.folder(prefix).close();

        assertThat(named).isDirectory();
        Files.delete(named);
    }

    @Test
    void one_of_the_dead_is_cleared_with_its_lock_so_that_nobody_else_goes_on_with_it() throws Exception {
        int rows = 5000;
        Path dead = Files.createTempDirectory(prefix);
        Files.createFile(dead.resolve(".held"));
        for (int i = 0; i < rows; i++) {
            Files.createFile(dead.resolve("row " + i));
        }
        FutureTask<Boolean> other = new FutureTask<>(() -> isFreeWhenHalfCleared(dead, rows));
        new Thread(other, "other").start();

        Temporary.folder(prefix).close();

        assertThat(other.get()).isFalse();
        assertThat(dead).doesNotExist();
    }

    private static boolean isFreeWhenHalfCleared(Path folder, int rows) throws IOException {
        String[] left = folder.toFile().list();
        while (left != null && left.length > rows) {
            left = folder.toFile().list();
        }
        try (FileChannel channel = FileChannel.open(folder.resolve(".held"), StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock != null;
        } catch (OverlappingFileLockException | NoSuchFileException e) {
            return false;
        }
    }

    @Test
    void what_was_moved_into_its_place_stays_and_so_does_what_is_made_under_its_old_name(@TempDir Path place)
            throws IOException {
        Path draft = place.resolve("draft");
        try (Temporary temporary = Temporary.at(() -> Files.writeString(draft, "new"))) {
            Files.writeString(place.resolve("file"), "old");
            temporary.moveTo(place.resolve("file"));
            Files.writeString(draft, "of somebody else");
        }

        assertThat(place.resolve("file")).hasContent("new");
        assertThat(draft).hasContent("of somebody else");
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
        Path dead = Files.createTempDirectory(prefix);
        Files.writeString(dead.resolve(prefix + "1.pgpass"), "secret");
        Files.createFile(dead.resolve(".held"));
        Path file;
        Path folder;
        try (Temporary password = Temporary.file(prefix, ".pgpass")) {
            file = password.path();
            folder = file.getParent();
            Files.writeString(file, "secret");
            assertThat(folder.getFileName().toString()).startsWith(prefix);
            assertThat(dead).doesNotExist();
        }
        assertThat(folder).doesNotExist();
    }
}
