package dbmanager.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.backup.FolderArchive.Restoration;
import dbmanager.backup.FolderArchive.Swap;
import dbmanager.backup.InterruptedRestore.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a restore of a folder keeps of the old one, and what a killed one left. */
class FolderSetAsideTest extends PackedImages {
    @Test
    void an_old_folder_with_what_no_archive_holds_is_kept_aside() throws IOException {
        Backup backup = pack(images);
        write(target, "mine.png", "mine");
        Files.createSymbolicLink(target.resolve("latest.png"), Path.of("mine.png"));
        try (Restoration restoration = stage(backup, Swap.REPLACE)) {
            Path old = restoration.swap(held()).get(0);
            assertThat(old.resolve("latest.png")).isSymbolicLink();
        }
        assertThat(target.resolve("mine.png")).doesNotExist();
    }

    @Test
    void an_old_folder_that_no_backup_holds_is_kept_aside() throws IOException {
        Backup backup = pack(images);
        write(target, "mine.png", "mine");
        try (Restoration restoration = stage(backup, Swap.REPLACE)) {
            Path old = restoration.swap(HeldFiles.none()).get(0);
            assertThat(old.resolve("mine.png")).hasContent("mine");
        }
    }

    @Test
    void an_old_folder_to_which_a_file_came_after_it_was_backed_up_is_kept_aside() throws IOException {
        Backup backup = pack(images);
        write(target, "mine.png", "mine");
        try (Restoration restoration = stage(backup, Swap.REPLACE)) {
            HeldFiles held = held();
            write(target, "uploads/late.png", "uploaded meanwhile");
            Path old = restoration.swap(held).get(0);
            assertThat(old.resolve("uploads/late.png")).hasContent("uploaded meanwhile");
        }
        assertThat(tree(target)).isEqualTo(tree(images));
    }

    @Test
    void an_old_folder_in_which_a_file_changed_after_it_was_backed_up_is_kept_aside() throws IOException {
        Backup backup = pack(images);
        write(target, "mine.png", "mine");
        Files.setLastModifiedTime(target.resolve("mine.png"), FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
        try (Restoration restoration = stage(backup, Swap.REPLACE)) {
            HeldFiles held = held();
            write(target, "mine.png", "MINE");
            Path old = restoration.swap(held).get(0);
            assertThat(old.resolve("mine.png")).hasContent("MINE");
        }
    }

    @Test
    void a_file_that_changed_after_it_was_backed_up_is_kept_aside_by_a_merge() throws IOException {
        Backup backup = pack(images);
        write(target, "b.png", "newer");
        try (Restoration restoration = stage(backup, Swap.MERGE)) {
            HeldFiles held = held();
            write(target, "b.png", "newer still");
            assertThat(restoration.swap(held))
                    .singleElement()
                    .satisfies(aside ->
                            assertThat(aside).hasParent(target.toRealPath()).hasContent("newer still"));
        }
        assertThat(tree(target)).containsAllEntriesOf(tree(images));
    }

    @Test
    void a_folder_that_a_killed_restore_left_away_is_put_in_its_place() throws IOException {
        write(left("replacing"), "b.png", "new");
        write(left("replaced"), "b.png", "old");
        assertThat(stages()).containsExactly(Stage.READY, Stage.REPLACED);
        assertThat(findings()).contains("is away").contains("look whether you miss anything");
        assertThat(InterruptedRestore.finish(target)).isPresent();
        assertThat(tree(target)).containsExactly(Map.entry("b.png", "new"));
        assertThat(stages()).containsExactly(Stage.REPLACED);
        assertThat(InterruptedRestore.finish(target)).isEmpty();
    }

    @Test
    void a_folder_that_somebody_made_anew_meanwhile_is_left_alone() throws IOException {
        write(left("replacing"), "b.png", "new");
        write(target, "c.png", "uploaded since");
        assertThat(InterruptedRestore.finish(target)).isEmpty();
        assertThat(tree(target)).containsExactly(Map.entry("c.png", "uploaded since"));
        assertThat(findings()).contains("may hold the old files", "run `db-manager restore` again");
    }

    @Test
    void of_two_new_folders_none_is_guessed() throws IOException {
        write(left("replacing"), "b.png", "one");
        write(left("replacing"), "b.png", "other");
        assertThat(InterruptedRestore.finish(target)).isEmpty();
        assertThat(target).doesNotExist();
    }

    @Test
    void the_next_restore_removes_what_it_makes_anew_and_keeps_what_was_set_aside() throws IOException {
        Backup backup = pack(images);
        write(target, "b.png", "newer");
        write(left("restoring"), "b.png", "half");
        write(left("replacing"), "b.png", "new");
        write(left("replaced"), "b.png", "old");
        assertThat(stages()).containsExactly(Stage.UNPACKED, Stage.READY, Stage.REPLACED);
        restore(backup, false);
        assertThat(tree(target)).isEqualTo(tree(images));
        assertThat(stages()).containsExactly(Stage.REPLACED);
    }

    @Test
    void what_was_set_aside_on_purpose_or_is_being_restored_is_no_leftover() throws IOException {
        write(target, "b.png", "b");
        Backup backup = pack(images);
        try (Restoration restoration = stage(backup, Swap.REPLACE)) {
            assertThat(stages()).isEmpty();
            assertThat(restoration.swap(HeldFiles.none())).isNotEmpty();
        }
        assertThat(stages()).isEmpty();
    }

    private List<Stage> stages() {
        return InterruptedRestore.beside(target).stream()
                .map(InterruptedRestore::stage)
                .toList();
    }

    private String findings() {
        return InterruptedRestore.beside(target).stream()
                .map(restore -> restore.finding().toString())
                .collect(Collectors.joining("\n"));
    }

    /** A folder as a process leaves it that is gone. */
    private Path left(String how) throws IOException {
        String owner = "99999999-" + UUID.randomUUID();
        return Files.createDirectories(target.resolveSibling("." + target.getFileName() + "." + how + "-" + owner));
    }
}
