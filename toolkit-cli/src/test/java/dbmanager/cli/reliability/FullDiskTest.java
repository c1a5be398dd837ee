package dbmanager.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No space on disk or in memory, or no right to write: nothing half-written, and the next run with space works. */
final class FullDiskTest {
    /** In blocks of 512 bytes: enough for a JVM to start and for small files, too little for the database, which has 3 MB. */
    private static final int LITTLE = 2048;

    @TempDir
    private Path folder;

    private Project project;

    @BeforeEach
    void backedUp() {
        project = Project.migrated(folder);
        project.grow(3);
        project.run("backup").works();
        project.sql("INSERT INTO product VALUES (3, 'cocoa', 500)");
    }

    @Test
    void a_backup_without_space_leaves_nothing_behind() {
        nothingHappens("backup");
        project.run("backup").works();
        project.run("verify").works();
    }

    @Test
    void a_plain_file_without_space_leaves_nothing_behind() {
        nothingHappens("backup", "--file", "copy.db");
        project.run("backup", "--file", "copy.db").works();
    }

    @Test
    void an_export_without_space_leaves_nothing_behind() {
        project.sql("CREATE TABLE text AS SELECT id, hex(filler) AS filler FROM ballast");
        nothingHappens("export", "--to", "rows.json");
        Answer answer = project.withoutSpace(LITTLE, "export", "ballast", "--format", "csv", "--to", "rows");
        answer.fails(1, "ballast.csv");
        assertThat(project.everything().keySet()).noneMatch(name -> name.startsWith("rows/"));
        project.run("export", "--to", "rows.json").works();
    }

    @Test
    void a_restore_without_space_leaves_the_old_database() {
        project.sql("DROP TABLE ballast", "VACUUM");
        Answer answer = project.withoutSpace(LITTLE, "restore", "latest", "--yes");
        answer.fails(answer.code(), "shop.db");
        assertThat(answer.code()).as(answer.toString()).isNotZero();
        assertThat(project.products()).isEqualTo("tea coffee cocoa");
        project.isSound();
        project.run("restore", project.backups().get(0), "--yes").works();
        assertThat(project.products()).isEqualTo("tea coffee");
        assertThat(project.everything().keySet()).noneMatch(name -> name.contains("restoring"));
    }

    @Test
    void a_migration_without_space_is_taken_back() {
        project.write(
                "migrations/V2__big.sql", "CREATE TABLE big AS SELECT a.* FROM ballast a, ballast b LIMIT 2000;\n");
        Answer answer = project.withoutSpace(8 * LITTLE, "migrate");
        answer.fails(1, "shop.db", "cannot be written, though", "ulimit -f").never("integrity-check");
        assertThat(project.versions()).isEqualTo("1 1");
        project.isSound();
        project.run("migrate").works();
        assertThat(project.versions()).isEqualTo("1 1 2 1");
    }

    @Test
    void an_import_without_space_is_taken_back() {
        project.run("export", "ballast", "--to", "rows.json").works();
        project.sql("DELETE FROM ballast", "VACUUM");
        Answer answer = project.withoutSpace(LITTLE, "import", "rows.json");
        answer.fails(answer.code(), "shop.db");
        assertThat(project.ask("SELECT count(*) FROM ballast")).isEqualTo("0");
        assertThat(project.products()).isEqualTo("tea coffee cocoa");
        project.isSound();
        project.run("import", "rows.json").works();
        assertThat(project.ask("SELECT count(*) FROM ballast")).isEqualTo("192");
    }

    @Test
    void an_import_that_does_not_fit_into_memory_says_so_and_is_taken_back() {
        project.write("rows.json", "{\"product\": [{\"id\": 9, \"name\": \"" + "x".repeat(30_000_000) + "\"}]}");
        try (Child child = Child.dbManager(folder, List.of("env", "_JAVA_OPTIONS=-Xmx32m"), "import", "rows.json")) {
            child.answer().fails(1, "MB of memory", "DB_MANAGER_JAVA_OPTS");
        }
        assertThat(project.products()).isEqualTo("tea coffee cocoa");
        project.isSound();
    }

    @Test
    void a_clean_needs_no_space() {
        project.run("backup").works();
        project.run("backup").works();
        try (Child child = Child.dbManager(folder, List.of("sh", "-c", "ulimit -f 64; exec \"$@\"", "sh"), "clean")) {
            child.answer().works();
        }
        assertThat(project.backups()).hasSize(2);
    }

    private Answer nothingHappens(String... typed) {
        Map<String, String> before = project.everything();
        Answer answer = project.withoutSpace(LITTLE, typed);
        assertThat(answer.code()).as(answer.toString()).isNotZero();
        answer.fails(answer.code());
        assertThat(project.everything()).as(answer.toString()).isEqualTo(before);
        return answer;
    }

    @Test
    void a_database_that_may_not_be_written_can_still_be_backed_up_and_read() throws IOException {
        assumeTrue(OtherUser.isPossible(), "another user is needed, which only root can become");
        OtherUser.owns(folder);
        permit("data", "r-xr-xr-x");
        permit("data/shop.db", "r--r--r--");
        project.write("migrations/V2__more.sql", "CREATE TABLE more (id INTEGER);\n");
        Map<String, String> before = project.everything();
        other("migrate").fails(17, "shop.db", "written");
        other("rollback").fails(17, "shop.db", "written");
        other("restore", "latest", "--yes").fails(17, "shop.db", "written");
        other("vacuum").fails(17, "shop.db", "written");
        other("status").works();
        other("integrity-check").works();
        Map<String, String> after = project.everything();
        after.keySet().removeIf(name -> name.startsWith("backups"));
        before.keySet().removeIf(name -> name.startsWith("backups"));
        assertThat(after).isEqualTo(before);
        other("backup").works();
    }

    @Test
    void a_database_that_may_not_be_read_is_said_to_be_so() throws IOException {
        assumeTrue(OtherUser.isPossible(), "another user is needed, which only root can become");
        OtherUser.owns(folder);
        permit("data/shop.db", "---------");
        for (String command : List.of("status", "backup", "export")) {
            other(command).fails(17, "shop.db", "cannot be read by this user");
        }
    }

    @Test
    void backups_that_may_not_be_written_can_still_be_listed_verified_and_restored_from() throws IOException {
        assumeTrue(OtherUser.isPossible(), "another user is needed, which only root can become");
        OtherUser.owns(folder);
        permit("backups", "r-xr-xr-x");
        permit("backups/" + project.newestBackup(), "r-xr-xr-x");
        Map<String, String> before = project.everything();
        Answer backup = other("backup");
        assertThat(backup.code()).as(backup.toString()).isIn(1, 14, 17);
        backup.fails(backup.code(), "backups");
        other("list-backups").works();
        other("verify").works("warning");
        other("clean", "--dry-run").works();
        assertThat(project.everything()).isEqualTo(before);
    }

    private void permit(String name, String permissions) throws IOException {
        Files.setPosixFilePermissions(project.path(name), PosixFilePermissions.fromString(permissions));
    }

    private Answer other(String... typed) {
        try (Child child = OtherUser.dbManager(folder, typed)) {
            return child.answer();
        }
    }
}
