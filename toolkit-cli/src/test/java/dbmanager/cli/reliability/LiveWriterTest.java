package dbmanager.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backups of a database that an application writes to meanwhile: each one consistent, and the application notices nothing. */
final class LiveWriterTest {
    private static final int ROUNDS = 3;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"delete", "wal"})
    void each_backup_is_of_one_moment_and_the_writer_is_never_refused(String mode) {
        Project project = Project.migrated(folder);
        project.sql(
                "PRAGMA journal_mode = " + mode,
                "CREATE TABLE paid (id INTEGER PRIMARY KEY, amount INTEGER, note TEXT)",
                "CREATE TABLE received (id INTEGER PRIMARY KEY, amount INTEGER, note TEXT)");
        project.grow(20);
        try (Child writer = Child.intruder("transfers", project.database())) {
            for (int i = 0; i < ROUNDS; i++) {
                project.run("backup").works();
                Path part = project.path("backups/" + project.newestBackup() + "/shop.db");
                assertThat(Project.ask(
                                part, "SELECT (SELECT sum(amount) FROM paid) + (SELECT sum(amount) FROM received)"))
                        .isEqualTo("0");
                assertThat(Project.ask(part, "PRAGMA integrity_check")).isEqualTo("ok");
            }
            project.run("status").works();
            project.run("verify").works();
            project.run("export", "paid", "--to", "paid.json").works();
            assertThat(writer.stop()).endsWith("failure: none");
        }
        project.isSound();
    }
}
