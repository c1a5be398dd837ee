package dbmanager.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.backup.BackupCatalog;
import dbmanager.backup.BackupWriter;
import dbmanager.backup.LocalStore;
import dbmanager.backup.Manifest;
import dbmanager.backup.Part;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What must not be restored, or not over this. */
final class RestoreGuardTest {
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
    @CsvSource({"delete,open", "wal,open", "wal,reader", "delete,reader"})
    void a_database_that_another_process_has_open_is_not_replaced(String mode, String what) {
        project.sql("PRAGMA journal_mode = " + mode);
        try (Child intruder = Child.intruder(what, project.database())) {
            Answer answer = project.run("restore", backup, "--yes");
            answer.fails(11, "in use");
            assertThat(intruder.stop()).isEqualTo("done");
        }
        assertThat(project.products()).isEqualTo("tea coffee cocoa");
        project.run("restore", backup, "--yes").works();
        assertThat(project.products()).isEqualTo("tea coffee");
    }

    @ParameterizedTest
    @CsvSource({
        "replace, product, 13, note is only in the database",
        "merge, product, 13, note is only in the database",
        "merge, , 13, note is only in the database",
        "replace, nobody, 2, nobody",
    })
    void what_does_not_fit_is_refused_before_a_safety_backup_is_taken(String mode, String table, int code, String why) {
        project.sql("ALTER TABLE product ADD COLUMN note TEXT");
        List<String> command = new ArrayList<>(List.of("restore", backup, "--yes", "--mode", mode));
        if (table != null) {
            command.addAll(List.of("--table", table));
        }
        project.unchanged(command.toArray(String[]::new)).fails(code, why);
        command.add("--dry-run");
        project.unchanged(command.toArray(String[]::new)).says(code, "would be refused", why);
    }

    @Test
    void a_backup_of_another_database_is_refused_unless_said_so() throws IOException {
        Files.delete(project.database());
        Files.delete(project.path("migrations/migrations.lock"));
        project.run("migrate").works();
        project.sql("DELETE FROM product");
        project.unchanged("restore", backup, "--yes").fails(12, "another database", "--other-database");
        project.run("restore", backup, "--yes", "--other-database").works();
        assertThat(project.products()).isEqualTo("tea coffee");
    }

    @Test
    void a_backup_of_another_database_without_an_id_is_told_by_its_place() throws SQLException {
        make("crm.db", "CREATE TABLE customer (id INTEGER PRIMARY KEY)");
        make("cache.db", "CREATE TABLE entry (id INTEGER PRIMARY KEY)");
        project.run("backup", "--url", "sqlite:crm.db").works();
        String crm = project.newestBackup();
        project.run("backup", "--url", "sqlite:cache.db").works();
        String cache = project.newestBackup();

        project.run("status", "--url", "sqlite:crm.db").works(crm).never(cache);
        project.unchanged("restore", cache, "--url", "sqlite:crm.db", "--yes").fails(12, "another database");
        project.run("restore", "latest", "--url", "sqlite:crm.db", "--yes").works("restored " + crm);
        project.run("restore", cache, "--url", "sqlite:crm.db", "--yes", "--other-database")
                .works("restored " + cache);
    }

    private void make(String database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + project.path(database));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    @Test
    void a_restore_that_is_refused_leaves_no_safety_backup() {
        int before = project.backups().size();
        try (Child intruder = Child.intruder("open", project.database())) {
            project.run("restore", backup, "--yes").fails(11, "in use", "nothing was changed");
            assertThat(intruder.stop()).isEqualTo("done");
        }
        assertThat(project.backups()).hasSize(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-wal", "-journal", "-shm"})
    void what_an_old_database_left_beside_the_place_never_gets_into_the_new_one(String suffix) throws IOException {
        byte[] rubbish = project.read("data/shop.db");
        project.write("data/shop.db" + suffix, rubbish);
        Files.delete(project.database());
        project.run("restore", backup, "--yes").works();
        project.isSound();
        assertThat(project.products()).isEqualTo("tea coffee");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../evil.txt",
                "/tmp/evil.txt",
                "a/../../evil.txt",
                "..\\evil.txt",
                "C:\\evil.txt",
                "a\u0000b",
                "./x",
                "a//b"
            })
    void an_archive_that_leads_out_of_its_folder_is_refused(String entry) {
        String id = forge(zip(entry, "harmless.txt"), "uploads");
        hostile(id);
    }

    @Test
    void an_archive_with_a_link_is_refused() {
        byte[] zip = zip("link", "harmless.txt");
        int central = new String(zip, StandardCharsets.ISO_8859_1).indexOf("PK\1\2");
        zip[central + 5] = 3; // made on Unix
        zip[central + 38 + 3] = (byte) 0xA1; // a link, rwxrwxrwx
        zip[central + 38 + 2] = (byte) 0xFF;
        hostile(forge(zip, "uploads"));
    }

    @ParameterizedTest
    @CsvSource({"one.txt,two.txt,one.txt", "one.txt,ONE.TXT,", "dir,dir/x,"})
    void an_archive_with_a_name_twice_is_refused_or_holds_both(String first, String second, String becomes) {
        byte[] zip = zip(first, second);
        if (becomes != null) {
            String text = new String(zip, StandardCharsets.ISO_8859_1).replace(second, becomes);
            zip = text.getBytes(StandardCharsets.ISO_8859_1);
            hostile(forge(zip, "uploads"));
        } else {
            String id = forge(zip, "uploads");
            Answer answer = project.run("restore", id, "--yes");
            assertThat(answer.code()).as(answer.toString()).isIn(0, 15);
            assertThat(project.path("uploads")).isDirectory();
        }
    }

    @Test
    void an_archive_out_of_all_proportion_is_refused() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("zeros"));
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 200; i++) {
                zip.write(zeros);
            }
            zip.closeEntry();
        }
        hostile(forge(bytes.toByteArray(), "uploads"));
    }

    @Test
    void an_archive_that_is_none_is_refused() {
        hostile(forge("this is not a zip\n".getBytes(StandardCharsets.UTF_8), "uploads"));
    }

    private void hostile(String id) {
        Map<String, String> before = project.everything();
        project.run("restore", id, "--yes").fails(15, "files-1.zip");
        assertThat(project.everything()).isEqualTo(before);
        project.run("verify", id).says(15, "files-1.zip");
        assertThat(project.path("../evil.txt")).doesNotExist();
        assertThat(Path.of("/tmp/evil.txt")).doesNotExist();
    }

    @Test
    void files_of_a_folder_that_is_not_configured_go_nowhere() {
        project.write("db-manager.yaml", Project.CONFIGURATION.replace("files: [uploads]", "files: [invoices]"));
        project.write("invoices/1.txt", "pay me\n");
        project.unchanged("restore", backup, "--yes").fails(10, "uploads");
        project.write("db-manager.yaml", Project.CONFIGURATION.replace(", files: [uploads]", ""));
        project.unchanged("restore", backup, "--yes").fails(10, "uploads", "--no-files");
        project.run("restore", backup, "--yes", "--no-files").works();
        assertThat(project.products()).isEqualTo("tea coffee");
        assertThat(project.path("uploads/tea.txt")).exists();
    }

    @Test
    void a_partial_backup_does_not_replace_a_whole_database() {
        project.sql("CREATE TABLE orders (id INTEGER PRIMARY KEY)", "INSERT INTO orders VALUES (1)");
        project.run("backup", "product").works();
        String partial = project.newestBackup();
        project.unchanged("restore", partial, "--yes").fails(12, "product", "--table");
        project.sql("DELETE FROM product WHERE id = 1");
        project.run("restore", partial, "--table", "product", "--yes").works();
        assertThat(project.products()).isEqualTo("tea coffee cocoa");
        assertThat(project.ask("SELECT count(*) FROM orders")).isEqualTo("1");
        project.run("restore", partial, "--table", "orders", "--yes").fails(2, "orders");
    }

    @Test
    void a_backup_of_the_old_script_is_restored_with_its_images() throws IOException {
        project.write("old/sales_management_20260801_020000.db", project.read("backups/" + backup + "/shop.db"));
        project.write("old/sales_management_20260801_020000_images.zip", zip("coffee.txt"));
        project.run("restore", "old/sales_management_20260801_020000.db", "--yes")
                .works();
        assertThat(project.products()).isEqualTo("tea coffee");
        assertThat(project.path("uploads/coffee.txt")).exists();
    }

    @Test
    void a_backup_of_the_old_script_with_a_log_beside_it_is_a_database_in_use() {
        project.write("old/sales_management_20260801_020000.db", project.read("backups/" + backup + "/shop.db"));
        project.write("old/sales_management_20260801_020000.db-wal", "something");
        project.unchanged("restore", "old/sales_management_20260801_020000.db", "--yes")
                .fails(12, "wal");
    }

    @Test
    void the_live_database_is_not_taken_for_a_backup_of_itself() {
        Answer answer = project.run("restore", "data/shop.db", "--yes");
        assertThat(project.products()).as(answer.toString()).isEqualTo("tea coffee cocoa");
        project.isSound();
    }

    /** A backup that was tampered with by somebody who can make a correct manifest. */
    private String forge(byte[] zip, String source) {
        BackupCatalog catalog =
                new BackupCatalog(new LocalStore(project.path("backups")), Clock.systemUTC(), "somebody");
        Manifest real = catalog.find(backup, any -> true).manifest().orElseThrow();
        try (BackupWriter writer = catalog.begin(real.database(), "dev", "requested", List.of())) {
            part(
                    writer,
                    "shop.db",
                    Part.Kind.DATABASE,
                    Optional.empty(),
                    project.read("backups/" + backup + "/shop.db"),
                    Map.of("product", 2L));
            part(writer, "files-1.zip", Part.Kind.FILES, Optional.of(source), zip, Map.of(source, 1L));
            writer.describe(real.schema(), Optional.empty());
            return writer.commit().id().text();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void part(
            BackupWriter writer,
            String name,
            Part.Kind kind,
            Optional<String> source,
            byte[] bytes,
            Map<String, Long> contents)
            throws IOException {
        try (BackupWriter.PartWriter part = writer.part(name, kind, Part.Compression.NONE, source)) {
            part.stream().write(bytes);
            part.commit(contents);
        }
    }

    private static byte[] zip(String... names) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write("target".getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
