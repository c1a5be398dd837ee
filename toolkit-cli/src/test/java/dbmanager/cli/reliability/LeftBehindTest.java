package dbmanager.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.migration.MigrationLock;
import dbmanager.sql.sqlite.SqliteBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a killed command left is put right by the next, and what a living one is at is left to it. */
final class LeftBehindTest {
    @TempDir
    private Path folder;

    private Project project;

    @BeforeEach
    void backedUp() {
        project = Project.backedUp(folder);
    }

    private Path leave(String beside, Duration ago) throws IOException {
        Path file = project.path(beside);
        Path left = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        Files.writeString(left, "half of what was to be wri");
        return Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(ago)));
    }

    @Test
    void what_was_committed_but_not_sealed_is_sealed_by_a_migrate_that_finds_nothing_to_do() {
        project.write("migrations/V2__more.sql", "CREATE TABLE more (id INTEGER);\n");
        byte[] before = project.read("migrations/migrations.lock");
        project.run("migrate").works();
        byte[] sealed = project.read("migrations/migrations.lock");
        project.write("migrations/migrations.lock", before);

        project.run("migrate").works("nothing to do");

        assertThat(project.read("migrations/migrations.lock")).isEqualTo(sealed);
        project.write("migrations/V2__more.sql", "CREATE TABLE more (id INTEGER, name TEXT);\n");
        project.unchanged("migrate").fails(13, "V2__more.sql");
    }

    @Test
    void a_rollback_that_finds_nothing_to_do_seals_nothing() {
        project.delete("migrations/migrations.lock");
        project.run("rollback", "1").works("nothing to do");
        assertThat(project.path("migrations/migrations.lock")).doesNotExist();
    }

    @Test
    void old_notes_beside_the_migrations_go_with_the_next_command_that_acts() throws IOException {
        Path old = leave("migrations/migrations.lock", Duration.ofDays(3));
        Path young = leave("migrations/migrations.lock", Duration.ofMinutes(3));
        Path another = leave("migrations/V9__mine.sql", Duration.ofDays(3));

        project.run("status").works();
        assertThat(old).exists();
        project.run("backup").works();

        assertThat(old).doesNotExist();
        assertThat(young).exists();
        assertThat(another).exists();
    }

    @Test
    void old_notes_in_a_backup_go_when_something_is_noted_there() throws IOException {
        String backup = project.newestBackup();
        Path old = leave("backups/" + backup + "/verified-old.json", Duration.ofDays(3));
        Path young = leave("backups/" + backup + "/verified-young.json", Duration.ofMinutes(3));

        project.run("verify", backup).works();

        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }

    @Test
    void a_restore_waits_for_no_runner_and_takes_nothing_from_under_it() {
        String backup = project.newestBackup();
        try (SqliteBackend other = SqliteBackend.at(
                        "shop", project.database(), "sqlite:shop.db", project.path("migrations"), Clock.systemUTC());
                MigrationLock lock = other.lock("ben@ci", Duration.ZERO)) {
            lock.ensureHeld();
            project.run("restore", backup, "--yes").fails(11, "ben@ci");
        }
        project.run("restore", backup, "--yes").works("restored");
    }
}
