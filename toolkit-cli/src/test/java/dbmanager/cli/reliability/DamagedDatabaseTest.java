package dbmanager.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies at the place of the database is none, or is damaged. */
final class DamagedDatabaseTest {
    private static final String TEXT = "Dear diary, this is not a database.\n".repeat(100);

    @TempDir
    private Path folder;

    private Project project;

    @BeforeEach
    void backedUp() {
        project = Project.backedUp(folder).withRows();
    }

    @Test
    void a_file_that_is_no_database_is_never_written_to() {
        project.write("data/shop.db", TEXT);
        for (String[] command : Commands.ALL) {
            if (!command[0].equals("restore") && !command[0].equals("verify") && !command[0].equals("doctor")) {
                project.run(command).fails(3, "cannot be read");
                assertThat(project.read("data/shop.db"))
                        .as(command[0])
                        .isEqualTo(TEXT.getBytes(StandardCharsets.UTF_8));
            }
        }
        project.run("doctor").says(3, "shop.db");
        assertThat(project.backups()).hasSize(1);
    }

    @Test
    void a_restore_over_a_file_that_is_no_database_keeps_it_aside() throws IOException {
        project.write("data/shop.db", TEXT);
        project.unchanged("restore", "latest").fails(12, "--yes");
        project.run("restore", "latest", "--yes").works("damaged-");
        assertThat(project.products()).isEqualTo("tea coffee");
        try (Stream<Path> files = Files.list(project.path("data"))) {
            Path aside = files.filter(file -> file.toString().contains(".damaged-"))
                    .findFirst()
                    .orElseThrow();
            assertThat(aside).hasContent(TEXT);
        }
    }

    @Test
    void an_empty_file_is_an_empty_database() {
        project.write("data/shop.db", "");
        project.unchanged("status").works("1");
        project.unchanged("integrity-check").works();
        project.run("restore", "latest").works();
        assertThat(project.products()).isEqualTo("tea coffee");
        project.write("data/shop.db", "");
        project.run("migrate").works();
        assertThat(project.products()).isEqualTo("tea coffee");
    }

    @Test
    void a_folder_in_the_place_of_the_database_is_refused() throws IOException {
        Files.delete(project.database());
        Files.createDirectory(project.database());
        for (String[] command : Commands.ALL) {
            if (!java.util.List.of("verify", "doctor", "backup-all").contains(command[0])) {
                Answer answer = project.unchanged(command);
                assertThat(answer.code()).as(answer.toString()).isIn(3, 10, 17);
                answer.fails(answer.code(), "shop.db", "folder");
            }
        }
    }

    @Test
    void a_database_that_is_not_there_is_not_made_by_looking() throws IOException {
        Files.delete(project.database());
        for (String command : new String[] {"backup", "export", "integrity-check", "vacuum", "analyze", "check-data"}) {
            project.unchanged(command).fails(17, "does not exist");
        }
        project.unchanged("diff", "latest", "live").fails(17, "does not exist");
        project.unchanged("status").works("1");
        assertThat(project.database()).doesNotExist();
    }

    @Test
    void a_damaged_page_is_found_and_no_backup_of_it_counts_as_verified() {
        project.grow(1);
        project.run("backup").works();
        project.run("verify").works();
        String good = project.newestBackup();
        damage();
        project.unchanged("integrity-check").says(3);
        Answer backup = project.run("backup");
        if (backup.code() == 0) {
            project.run("verify").says(15);
        } else {
            backup.fails(backup.code(), "shop.db");
        }
        project.run("clean").says(0, good);
        assertThat(project.backups()).contains(good);
        project.run("restore", good, "--yes").works();
        project.isSound();
        assertThat(project.products()).isEqualTo("tea coffee cocoa");
    }

    /** In the middle of the largest table. */
    private void damage() {
        byte[] bytes = project.read("data/shop.db");
        java.util.Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 8192, (byte) 0xA5);
        project.write("data/shop.db", bytes);
    }

    @Test
    void a_database_cut_off_in_the_middle_is_damaged_and_restored() {
        project.grow(1);
        byte[] bytes = project.read("data/shop.db");
        project.write("data/shop.db", java.util.Arrays.copyOf(bytes, bytes.length / 2));
        project.unchanged("integrity-check").says(3);
        Answer backup = project.run("backup");
        assertThat(backup.code()).as(backup.toString()).isNotZero();
        backup.fails(backup.code(), "shop.db");
        assertThat(project.backups()).hasSize(1);
        project.run("restore", "latest", "--yes").works();
        assertThat(project.products()).isEqualTo("tea coffee");
    }
}
