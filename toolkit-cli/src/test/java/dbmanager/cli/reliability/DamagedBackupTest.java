package dbmanager.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A backup that is not what was written: found before anything is done with it, and the part is named. */
final class DamagedBackupTest {
    @TempDir
    private Path folder;

    private Project project;
    private String backup;

    @BeforeEach
    void backedUp() {
        project = Project.backedUp(folder);
        backup = project.newestBackup();
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop.db", "files-1.zip"})
    void a_part_cut_off_anywhere_is_named(String part) throws IOException {
        byte[] whole = project.read(file(part));
        for (int length : new int[] {0, 1, whole.length / 2, whole.length - 1}) {
            project.write(file(part), java.util.Arrays.copyOf(whole, length));
            partIsRefused(part);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop.db", "files-1.zip"})
    void one_flipped_bit_anywhere_is_found(String part) {
        byte[] whole = project.read(file(part));
        for (int at : new int[] {0, 20, whole.length / 3, whole.length / 2, whole.length - 1}) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 4;
            project.write(file(part), flipped);
            partIsRefused(part);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop.db", "files-1.zip"})
    void a_part_that_is_gone_is_named(String part) {
        project.delete(file(part));
        partIsRefused(part);
        project.unchanged("list-backups").works(backup);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut off", "gone"})
    void the_latest_is_not_an_older_one_in_silence_while_a_newer_one_is_damaged(String manifest) {
        String older = backup;
        project.run("backup").works();
        backup = project.newestBackup();
        if (manifest.equals("gone")) {
            project.delete(file("manifest.json"));
        } else {
            project.write(file("manifest.json"), java.util.Arrays.copyOf(project.read(file("manifest.json")), 200));
        }

        project.unchanged("verify").fails(15, backup, older);
        project.unchanged("restore", "latest", "--yes").fails(15, backup, older);
        project.run("verify", "--all").says(15, backup, "FAILED at manifest", older, "passed");
        project.run("status").works(backup, "newest " + older);
        project.run("clean").works(backup);
        assertThat(project.path("backups/" + backup + "/shop.db")).exists();
    }

    @Test
    void a_shallow_verification_does_not_clear_what_a_deeper_one_found() {
        String older = backup;
        project.run("backup").works();
        backup = project.newestBackup();
        byte[] flipped = project.read(file("shop.db"));
        flipped[flipped.length / 2] ^= 4;
        project.write(file("shop.db"), flipped);
        project.run("verify").says(15, "FAILED at hashes");

        project.run("verify", "--level", "manifest").works("passed: manifest");

        project.run("status").works("newest " + backup, "verification FAILED at hashes");
        project.write("db-manager.yaml", Project.CONFIGURATION.replace("last: 2", "last: 1"));
        project.run("clean").works("keep   " + older, "its verification failed at hashes");
    }

    /** Both ways of reaching it: through the catalog and as a folder. */
    private void partIsRefused(String part) {
        refusesWithoutTouching(15, part, "restore", backup, "--yes");
        refusesWithoutTouching(15, part, "restore", "backups/" + backup, "--yes");
        refusesWithoutTouching(15, part, "verify", backup);
        if (part.equals("shop.db")) {
            refusesWithoutTouching(15, part, "diff", backup, "live");
        }
    }

    /** Except that {@code verify} says on a note beside the backup what it found. */
    private void refusesWithoutTouching(int code, String word, String... typed) {
        Map<String, String> before = project.everything();
        Answer answer = project.run(typed);
        answer.says(code, word).never("\tat ");
        Map<String, String> after = project.everything();
        after.keySet().removeIf(name -> name.contains("/verified-") || name.contains("/verification"));
        before.keySet().removeIf(name -> name.contains("/verified-") || name.contains("/verification"));
        assertThat(after).as(answer.toString()).isEqualTo(before);
    }

    @Test
    void a_manifest_with_a_flipped_bit_cut_off_or_empty_is_no_manifest() {
        byte[] whole = project.read(file("manifest.json"));
        for (int at : new int[] {2, 40, whole.length / 2, whole.length - 20}) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 1;
            project.write(file("manifest.json"), flipped);
            manifestIsRefused();
        }
        for (int length : new int[] {0, 1, whole.length / 2, whole.length - 3}) {
            project.write(file("manifest.json"), java.util.Arrays.copyOf(whole, length));
            manifestIsRefused();
        }
        project.write(file("manifest.json"), "[".repeat(200_000));
        manifestIsRefused();
    }

    private void manifestIsRefused() {
        project.unchanged("list-backups").works(backup, "damaged");
        project.unchanged("restore", backup, "--yes").fails(15, backup);
        project.unchanged("verify", backup).fails(15, backup);
        project.unchanged("diff", backup, "live").fails(15, backup);
        project.unchanged("restore", "backups/" + backup, "--yes").fails(15);
        project.unchanged("restore", "latest", "--yes").fails(15);
    }

    @Test
    void a_backup_without_manifest_is_swept_by_the_next_run_if_the_run_that_wrote_it_was_killed() {
        project.delete(file("manifest.json"));
        project.write(file(".claim"), "");
        project.unchanged("list-backups").works(backup, "incomplete");
        project.unchanged("restore", backup, "--yes").fails(15, backup);
        project.unchanged("restore", "latest", "--yes").fails(15);
        project.run("backup").works();
        assertThat(project.backups()).hasSize(1);
        project.run("verify").works();
    }

    @Test
    void a_backup_that_lost_its_manifest_is_not_swept_away() {
        project.delete(file("manifest.json"));
        project.unchanged("list-backups").works(backup, "damaged", "its manifest is missing");
        project.unchanged("restore", backup, "--yes").fails(15, backup);
        project.run("backup").works();
        project.run("clean").works("keep   " + backup);
        assertThat(project.path(file("shop.db"))).exists();
    }

    @Test
    void parts_swapped_between_two_backups_are_found() {
        project.run("backup").works();
        String second = project.newestBackup();
        byte[] first = project.read(file("shop.db"));
        project.write(file("shop.db"), project.read("backups/" + second + "/shop.db"));
        project.write("backups/" + second + "/shop.db", first);
        refusesWithoutTouching(15, "shop.db", "restore", backup, "--yes");
        refusesWithoutTouching(15, "shop.db", "restore", second, "--yes");
        refusesWithoutTouching(15, "shop.db", "verify", "--all");
    }

    @Test
    void a_manifest_swapped_between_two_backups_is_found() {
        project.run("backup").works();
        String second = project.newestBackup();
        byte[] first = project.read(file("manifest.json"));
        project.write(file("manifest.json"), project.read("backups/" + second + "/manifest.json"));
        project.write("backups/" + second + "/manifest.json", first);
        project.unchanged("restore", backup, "--yes").fails(15, backup);
        project.unchanged("restore", second, "--yes").fails(15, second);
        project.unchanged("list-backups").works("damaged");
    }

    @Test
    void a_file_that_the_manifest_does_not_know_changes_nothing() {
        project.write(file("notes.txt"), "moved here by hand\n");
        project.write("backups/README.txt", "our backups\n");
        project.run("verify", backup).works();
        project.run("restore", backup, "--yes").works();
        assertThat(project.products()).isEqualTo("tea coffee");
    }

    @Test
    void a_renamed_backup_folder_is_not_taken_for_another_backup() throws IOException {
        String other = "20200101T000000Z-shop";
        Files.move(project.path("backups/" + backup), project.path("backups/" + other));
        project.unchanged("list-backups").works(other, "damaged");
        project.unchanged("restore", other, "--yes").fails(15, other);
        project.unchanged("clean").says(0, other);

        Files.move(project.path("backups/" + other), project.path("backups/before the sale"));
        project.unchanged("list-backups").works().never("before the sale");
        project.run("restore", "./backups/before the sale", "--yes").works();
        assertThat(project.products()).isEqualTo("tea coffee");
    }

    @Test
    void a_backup_of_a_newer_version_is_refused_by_name_of_its_format() {
        String manifest = new String(project.read(file("manifest.json")), StandardCharsets.UTF_8);
        project.write(file("manifest.json"), manifest.replace("\"format\": 1", "\"format\": 99"));
        project.unchanged("restore", backup, "--yes").fails(15, "99");
        project.unchanged("list-backups").works(backup);
    }

    @Test
    void a_backup_that_is_not_there_is_refused_with_how_to_find_one() {
        project.unchanged("restore", "2019", "--yes").fails(15, "2019");
        project.unchanged("restore", "../../nowhere", "--yes").fails(15);
        project.unchanged("restore", "/etc/passwd", "--yes").fails(2, "passwd");
        project.unchanged("restore", "uploads/", "--yes").fails(2);
        project.unchanged("verify", "nothing").fails(15);
        project.unchanged("show-backup", "nothing").fails(15);
        project.unchanged("diff", "nothing", "live").fails(15);
    }

    private String file(String name) {
        return "backups/" + backup + "/" + name;
    }
}
