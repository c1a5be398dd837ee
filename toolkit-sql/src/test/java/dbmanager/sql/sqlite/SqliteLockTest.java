package dbmanager.sql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.migration.MigrationLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the contract of all backends cannot say about the lock file. */
class SqliteLockTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    Path home;

    private SqliteDatabase shop;
    private Path file;

    @BeforeEach
    void name() {
        shop = new SqliteDatabase(home.resolve("shop.db"), "sqlite:shop.db", Duration.ofSeconds(1));
        file = home.resolve("shop.db.migration-lock");
    }

    @Test
    void the_file_says_who_has_it_and_goes_with_the_lock() throws IOException {
        try (SqliteLock lock = take("anna@laptop")) {
            lock.ensureHeld();
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                assertThat(Files.getPosixFilePermissions(file))
                        .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
            }
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void a_file_that_a_killed_runner_left_is_taken_over() throws IOException {
        Files.writeString(file, "eve@ci, process 1, since 2001-01-01T00:00:00Z\n" + "x".repeat(500));
        try (SqliteLock lock = take("anna@laptop")) {
            lock.ensureHeld();
            assertThatThrownBy(() -> take("bob"))
                    .isInstanceOf(MigrationLock.Held.class)
                    .hasMessage("sqlite:shop.db is being migrated by anna@laptop, process "
                            + ProcessHandle.current().pid() + ", since 2026-11-21T12:00:00Z");
        }
    }

    @Test
    void a_link_in_the_place_of_the_file_is_not_followed() throws IOException {
        Path victim = Files.writeString(home.resolve("victim"), "precious");
        Files.createSymbolicLink(file, victim);
        assertThatThrownBy(() -> take("anna@laptop"))
                .isInstanceOf(ForeignLockFile.class)
                .hasMessageContaining("is a link");
        Files.delete(victim);
        assertThatThrownBy(() -> take("anna@laptop")).isInstanceOf(ForeignLockFile.class);
        assertThat(victim).doesNotExist();
    }

    @Test
    void a_file_of_somebody_elses_is_not_written_to() throws IOException {
        Path victim = Files.writeString(home.resolve("victim"), "precious");
        Files.createLink(file, victim);
        assertThatThrownBy(() -> take("anna@laptop")).isInstanceOf(ForeignLockFile.class);
        assertThat(victim).hasContent("precious");
        assertThat(file).hasContent("precious");
    }

    @Test
    void a_file_that_a_loss_of_power_left_empty_is_taken_over() throws IOException {
        Files.write(file, new byte[90]);
        try (SqliteLock lock = take("anna@laptop")) {
            lock.ensureHeld();
        }
    }

    @Test
    void a_file_whose_text_a_full_disk_cut_off_is_taken_over() throws IOException {
        Files.writeString(file, "\0nna@laptop, proc");
        try (SqliteLock lock = take("anna@laptop")) {
            lock.ensureHeld();
            assertThat(file).content().startsWith("anna@laptop, process ");
        }
    }

    @Test
    void one_of_somebody_elses_that_begins_with_a_zero_is_not() throws IOException {
        Files.write(file, new byte[] {0, 0, 0, 24, 'f', 't', 'y', 'p'});
        assertThatThrownBy(() -> take("anna@laptop")).isInstanceOf(ForeignLockFile.class);
        assertThat(file).hasSize(8);
    }

    @Test
    void a_lock_whose_file_was_removed_is_lost() throws IOException {
        try (SqliteLock lock = take("anna@laptop")) {
            Files.delete(file);
            assertThatThrownBy(lock::ensureHeld).isInstanceOf(MigrationLock.Lost.class);
        }
    }

    @Test
    void a_lock_whose_file_was_replaced_is_lost_and_leaves_the_new_file_alone() throws IOException {
        try (SqliteLock lock = take("anna@laptop")) {
            Path other = Files.writeString(home.resolve("other"), "bob");
            Files.move(other, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            assertThatThrownBy(lock::ensureHeld).isInstanceOf(MigrationLock.Lost.class);
        }
        assertThat(file).hasContent("bob");
    }

    @Test
    void two_names_of_one_file_are_one_lock() throws IOException {
        Files.createFile(shop.file());
        Path link = Files.createSymbolicLink(home.resolve("link.db"), shop.file());
        SqliteDatabase linked = new SqliteDatabase(link, "sqlite:link.db", Duration.ofSeconds(1));
        try (SqliteLock lock = take("anna@laptop")) {
            lock.ensureHeld();
            assertThatThrownBy(() -> SqliteLock.take(linked, "bob", NOON, Duration.ZERO))
                    .isInstanceOf(MigrationLock.Held.class);
        }
    }

    @Test
    void another_process_is_kept_out_and_reads_the_owner_even_after_a_refusal_here() throws Exception {
        try (SqliteLock lock = take("anna@laptop")) {
            assertThatThrownBy(() -> take("bob")).isInstanceOf(MigrationLock.Held.class);
            assertThat(elsewhere()).contains("is being migrated by anna@laptop");
            lock.ensureHeld();
        }
        assertThat(elsewhere()).contains("taken");
    }

    private String elsewhere() throws Exception {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Taker.class.getName(),
                        shop.file().toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return said;
    }

    private SqliteLock take(String owner) {
        return SqliteLock.take(shop, owner, NOON, Duration.ZERO);
    }

    static final class Taker {
        public static void main(String[] args) {
            SqliteDatabase shop = new SqliteDatabase(Path.of(args[0]), "sqlite:shop.db", Duration.ofSeconds(1));
            try (SqliteLock lock = SqliteLock.take(shop, "eve", NOON, Duration.ZERO)) {
                lock.ensureHeld();
                System.out.println("taken");
            } catch (MigrationLock.Held e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
