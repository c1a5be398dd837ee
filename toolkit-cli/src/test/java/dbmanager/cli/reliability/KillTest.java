package dbmanager.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sudden death at sampled moments. Whatever the moment, the next run is clean and nothing is lost; the tests do not depend on having hit a
 * particular one, except where they wait for a sign of it.
 */
final class KillTest {
    private static final int[] DELAYS = {300, 500, 800};

    @TempDir
    private Path folder;

    @Test
    void a_migration_killed_in_the_middle_is_taken_back_and_runs_the_next_time() {
        Project project = Project.migrated(folder);
        project.write("migrations/V2__slow.sql", Slow.endless("slow"));
        for (int round = 0; round < 2; round++) {
            try (Child child = project.child("migrate")) {
                Slow.awaitMigration(project);
                pause(round * 150);
                assertThat(child.kill()).isTrue();
            }
            assertThat(project.run("status").works().out()).contains("pending");
            assertThat(project.versions()).isEqualTo("1 1");
            assertThat(project.ask("SELECT max(price) FROM product")).isEqualTo("700");
            project.isSound();
        }
        project.write("migrations/V2__slow.sql", Slow.insert("slow"));
        project.run("migrate", "--wait", "0").works();
        assertThat(project.versions()).isEqualTo("1 1 2 1");
        assertThat(project.ask("SELECT max(price) FROM product")).isEqualTo("701");
    }

    @Test
    void a_migration_killed_in_wal_mode_is_taken_back_too() {
        Project project = Project.migrated(folder);
        project.sql("PRAGMA journal_mode = WAL");
        project.write("migrations/V2__slow.sql", Slow.insert("slow"));
        for (int delay : DELAYS) {
            try (Child child = project.child("migrate")) {
                pause(delay);
                child.kill();
            }
            project.isSound();
            boolean applied = project.versions().equals("1 1 2 1");
            assertThat(project.ask("SELECT max(price) FROM product")).isEqualTo(applied ? "701" : "700");
        }
        project.run("migrate", "--wait", "0").works();
        assertThat(project.versions()).isEqualTo("1 1 2 1");
    }

    @Test
    void a_proof_killed_in_the_middle_leaves_nothing_behind() throws IOException {
        Project project = Project.migrated(folder);
        project.grow(60);
        project.write(
                "schema.sql",
                "CREATE TABLE product (id INTEGER PRIMARY KEY, name TEXT NOT NULL, price INTEGER);"
                        + "CREATE TABLE ballast (id INTEGER PRIMARY KEY, filler BLOB NOT NULL DEFAULT x'00');");
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        List<String> there = List.of("env", "JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=" + temporary);
        String[] typed = {"autogenerate", "shape", "--model", "schema.sql", "--live"};
        Map<String, String> before = withoutTemporary(project.everything());
        int struck = 0;
        for (int round = 0; round < 4; round++) {
            try (Child child = Child.dbManager(folder, there, typed)) {
                while (round < 3 && child.isAlive() && scratches(temporary).isEmpty()) {
                    pause(10);
                }
                pause(round < 3 ? round * 100 : 300);
                struck += child.kill() ? 1 : 0;
            }
            assertThat(withoutTemporary(project.everything())).isEqualTo(before);
        }
        assertThat(struck).isPositive();
        assertThat(Child.dbManager(folder, there, typed).answer().code()).isIn(0, 3);
        assertThat(scratches(temporary)).isEmpty();
        assertThat(project.path("migrations/undo")).isNotEmptyDirectory();
    }

    private static Map<String, String> withoutTemporary(Map<String, String> everything) {
        Map<String, String> rest = new TreeMap<>(everything);
        rest.keySet().removeIf(path -> path.startsWith("tmp"));
        return rest;
    }

    private static List<Path> scratches(Path temporary) throws IOException {
        try (Stream<Path> all = Files.list(temporary)) {
            return all.filter(Files::isDirectory)
                    .filter(path -> path.getFileName().toString().startsWith("db-manager-"))
                    .toList();
        }
    }

    @Test
    void a_backup_killed_in_the_middle_is_no_backup_and_is_swept() {
        Project project = Project.backedUp(folder);
        project.grow(120);
        String good = project.newestBackup();
        Map<String, String> database = project.everything();
        for (int delay : DELAYS) {
            try (Child child = project.child("backup")) {
                pause(delay);
                child.kill();
            }
            project.run("list-backups").works(good);
        }
        assertThat(project.everything().get("data/shop.db")).isEqualTo(database.get("data/shop.db"));
        project.run("backup").works();
        for (String id : project.backups()) {
            assertThat(project.path("backups/" + id + "/manifest.json")).exists();
        }
        project.run("verify", "--all").works();
        noLeftovers(project);
    }

    @Test
    void a_restore_killed_in_the_middle_leaves_the_old_or_the_new_database() throws IOException {
        Project project = Project.migrated(folder);
        project.grow(60);
        project.run("backup").works();
        String good = project.newestBackup();
        project.sql("INSERT INTO product VALUES (3, 'cocoa', 500)", "DELETE FROM ballast WHERE id > 100");
        project.write("uploads/tea.txt", "another picture\n");
        for (int delay : DELAYS) {
            try (Child child = project.child("restore", good, "--yes")) {
                pause(delay);
                child.kill();
            }
            oldOrNew(project);
        }
        try (Child child = project.child("restore", good, "--yes")) {
            awaitStaging(project, child);
            child.kill();
            oldOrNew(project);
        }
        project.run("restore", good, "--yes").works();
        assertThat(project.products()).isEqualTo("tea coffee");
        assertThat(project.path("uploads/tea.txt")).hasContent("a picture of tea\n");
        project.run("backup").works();
        noLeftovers(project);
    }

    @Test
    void a_restore_killed_between_the_two_renames_of_a_folder_is_told_of_and_finished() throws IOException {
        Project project = Project.backedUp(folder);
        String owner = "99999999-12345678-1234-1234-1234-123456789012";
        Files.move(project.path("uploads"), project.path(".uploads.replaced-" + owner));
        project.write(".uploads.replacing-" + owner + "/tea.txt", "the restored picture\n");
        project.unchanged("status").works("uploads: is away");
        project.unchanged("doctor").says(3, "uploads: is away");
        project.run("backup").works("that is done now", "look whether you miss anything");
        assertThat(project.path("uploads/tea.txt")).hasContent("the restored picture\n");
        project.unchanged("status").works("look whether you miss anything");
        project.run("show-backup", "latest").works("uploads");
        project.delete("uploads/tea.txt");
        project.run("restore", "latest", "--yes").works();
        assertThat(project.path("uploads/tea.txt")).hasContent("the restored picture\n");
    }

    private static void oldOrNew(Project project) {
        project.isSound();
        boolean isOld = project.products().equals("tea coffee cocoa");
        assertThat(project.products()).isIn("tea coffee", "tea coffee cocoa");
        assertThat(project.ask("SELECT count(*) FROM ballast")).isEqualTo(isOld ? "100" : "3840");
        assertThat(project.path("uploads/tea.txt")).exists();
    }

    /** Until the new file is made beside the old one, or it is too late for that. */
    private static void awaitStaging(Project project, Child child) throws IOException {
        while (child.isAlive()) {
            try (Stream<Path> files = Files.list(project.path("data"))) {
                if (files.anyMatch(file -> file.toString().contains(".restoring-"))) {
                    return;
                }
            }
        }
    }

    @Test
    void an_import_killed_in_the_middle_is_taken_back() {
        Project project = Project.migrated(folder);
        StringBuilder rows = new StringBuilder("id,name,price\n");
        for (int i = 10; i < 400_000; i++) {
            rows.append(i).append(",milk from the farm,90\n");
        }
        project.write("rows.csv", rows.toString());
        for (int delay : DELAYS) {
            try (Child child = project.child("import", "rows.csv", "--table", "product")) {
                pause(delay);
                child.kill();
            }
            project.run("status").works();
            project.isSound();
            assertThat(project.ask("SELECT count(*) FROM product")).isIn("2", "399992");
        }
        Answer last = project.run("import", "rows.csv", "--table", "product", "--on-conflict", "skip");
        last.works();
        assertThat(project.ask("SELECT count(*) FROM product")).isEqualTo("399992");
    }

    @Test
    void a_clean_killed_in_the_middle_leaves_whole_backups() {
        Project project = Project.backedUp(folder);
        for (int i = 0; i < 12; i++) {
            project.run("backup").works();
        }
        String newest = project.newestBackup();
        for (int delay : DELAYS) {
            try (Child child = project.child("clean")) {
                pause(delay);
                child.kill();
            }
            project.run("restore", newest, "--dry-run").works();
        }
        project.run("backup").works();
        project.run("clean").works();
        assertThat(project.backups()).hasSize(2);
        project.run("verify", "--all").works();
        noLeftovers(project);
    }

    private static void noLeftovers(Project project) {
        assertThat(project.everything().keySet())
                .noneMatch(name -> name.contains("restoring")
                        || name.contains(".part")
                        || name.contains(".tmp")
                        || name.contains("-journal"));
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
