package dbmanager.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dbmanager.cli.signal.Listener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The schedule kept by a real process, whose jobs are real ones too, and that a signal ends. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "sends POSIX signals")
final class ScheduleRunTest {
    private static final long PATIENCE_NANOS = 120_000_000_000L;

    @TempDir
    private Path folder;

    /** As if it had last been looked at long ago: each job has missed many moments. */
    private Project project(String job, String more) {
        Project project = Project.migrated(folder);
        project.write("db-manager.yaml", """
                environments:
                  dev:
                    schedule: {%s: monthly 03:00}
                    databases:
                      shop:
                        url: "sqlite:data/shop.db"
                        migrations: migrations
                """.formatted(job) + more);
        project.write(
                "schedule-dev.json",
                "{\"format\":1,\"jobs\":{\"" + job + "\":{\"handled\":\"2020-01-01T00:00:00Z\",\"open\":0}}}\n");
        return project;
    }

    @Test
    void what_was_missed_is_caught_up_once_and_a_signal_in_between_ends_it() throws IOException {
        Project project = project("backup", "");
        try (Child service = Child.dbManager(folder, List.of(), "schedule", "run")) {
            await(service, () -> service.said().contains("next is backup at"));
            project.run("schedule", "run").fails(11, "another `db-manager schedule run` keeps the schedule of dev");
            service.signal("TERM");
            Answer answer = service.answer();
            assertThat(answer.code()).as(answer.toString()).isEqualTo(130);
            assertThat(answer.toString()).contains("backup begins", "backup is done", "no job was running");
        }
        assertThat(project.backups()).hasSize(1);
        assertThat(entry("backup").get("exit_code").getAsInt()).isZero();
        assertThat(entry("backup").get("open").getAsInt()).isZero();
    }

    @Test
    void a_job_that_fails_is_told_by_itself_and_one_that_is_killed_by_the_service() throws IOException {
        try (Listener listener = Listener.answering(200)) {
            Project project = project("backup", "    signals: {webhook: \"" + listener.url() + "/hook\"}\n");
            project.write("bin/db-manager", "#!/bin/sh\nkill -9 $$\n");
            try (Child service = Child.dbManager(
                    folder, List.of("env", "DB_MANAGER_LAUNCHER=" + launcher(project)), "schedule", "run")) {
                await(service, () -> service.said().contains("next is backup at"));
                service.signal("TERM");
                assertThat(service.answer().toString()).contains("backup FAILED with exit code 137");
            }
            assertThat(listener.heard()).singleElement().asString().contains("FAILED with exit code 137", "killed");
            assertThat(entry("backup").get("exit_code").getAsInt()).isEqualTo(137);
        }
    }

    @Test
    void a_job_that_does_not_come_as_far_as_its_databases_is_told_by_the_service_and_metrics_keep_what_they_know()
            throws IOException {
        try (Listener listener = Listener.answering(200)) {
            Project project = project("backup", """
                        signals: {webhook: "%s/hook", metrics: {file: shop.prom}}
                    """.formatted(listener.url()));
            String age = "db_manager_backup_timestamp_seconds{environment=\"dev\",database=\"shop\"} 1795226400.000\n";
            project.write("shop.prom", age);
            project.write("bin/db-manager", "#!/bin/sh\nexit 10\n");
            try (Child service = Child.dbManager(
                    folder, List.of("env", "DB_MANAGER_LAUNCHER=" + launcher(project)), "schedule", "run")) {
                await(service, () -> service.said().contains("next is backup at"));
                service.signal("TERM");
                service.answer();
            }
            assertThat(listener.heard())
                    .singleElement()
                    .asString()
                    .contains("FAILED with exit code 10", "it ended with exit code 10 (configuration)");
            assertThat(Files.readString(folder.resolve("database_operations.log")))
                    .contains("\"operation\":\"backup-all\"", "\"outcome\":\"configuration\"");
            assertThat(Files.readString(folder.resolve("shop.prom")))
                    .contains(age)
                    .contains("db_manager_command_exit_code{environment=\"dev\",command=\"backup-all\"} 10\n");
        }
    }

    @Test
    void a_file_that_this_user_may_not_read_was_not_written_for_its_schedule() throws IOException {
        assumeTrue(OtherUser.isPossible(), "another user is needed, which only root can become");
        Project project = project("backup", "");
        project.write("nightly-cronjobs.yaml", "somebody's secrets\n");
        OtherUser.owns(folder);
        Path secret = folder.resolve("nightly-cronjobs.yaml");
        Files.setOwner(
                secret, secret.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("root"));
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        try (Child other =
                OtherUser.dbManager(folder, "schedule", "--for", "kubernetes", "--install", "--name", "nightly")) {
            Answer answer = other.answer();
            assertThat(answer.code()).as(answer.toString()).isEqualTo(12);
            assertThat(answer.toString()).contains("was not written for this schedule", "give another --name");
        }
    }

    @Test
    void a_job_that_a_signal_interrupts_says_so_itself_and_is_done_once_more() throws IOException {
        try (Listener listener = Listener.answering(200)) {
            Project project = project("test-recovery", """
                            checks:
                              assertions:
                                never ends: >-
                                  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
                                  SELECT i FROM n WHERE i < 0
                        signals: {webhook: "%s/hook"}
                    """.formatted(listener.url()));
            project.run("backup").works();
            interrupt();
            assertThat(listener.heard())
                    .singleElement()
                    .asString()
                    .contains("FAILED with exit code 130", "interrupted");
        }
        Path journal = folder.resolve("database_operations.log");
        List<String> lines = Files.readAllLines(journal);
        JsonObject last = JsonParser.parseString(lines.get(lines.size() - 1)).getAsJsonObject();
        assertThat(last.get("operation").getAsString()).isEqualTo("test-recovery");
        assertThat(last.get("outcome").getAsString()).isEqualTo("interrupted");
        assertThat(entry("test-recovery").get("open").getAsInt()).isEqualTo(1);
    }

    private void interrupt() {
        try (Child service = Child.dbManager(folder, List.of(), "schedule", "run")) {
            await(service, () -> isAtWork(service));
            List<ProcessHandle> job = descendants(service).toList();
            service.signal("TERM");
            Answer answer = service.answer();
            assertThat(answer.code()).as(answer.toString()).isEqualTo(130);
            assertThat(answer.toString())
                    .contains("interrupted: test-recovery of shop", "interrupted: schedule run of dev")
                    .doesNotContain("test-recovery is done", "recovered");
            assertThat(job).isNotEmpty().noneMatch(ProcessHandle::isAlive);
        }
    }

    /** Whether the command has come to what does not end: a start takes less of a processor. */
    private static boolean isAtWork(Child service) {
        return descendants(service)
                .anyMatch(child -> child.info()
                        .totalCpuDuration()
                        .filter(used -> used.toMillis() > 2500)
                        .isPresent());
    }

    private static Stream<ProcessHandle> descendants(Child service) {
        return ProcessHandle.of(service.pid()).orElseThrow().descendants();
    }

    private static Path launcher(Project project) throws IOException {
        Path launcher = project.path("bin/db-manager");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        return launcher;
    }

    private JsonObject entry(String job) throws IOException {
        return JsonParser.parseString(Files.readString(folder.resolve("schedule-dev.json")))
                .getAsJsonObject()
                .getAsJsonObject("jobs")
                .getAsJsonObject(job);
    }

    private static void await(Child service, BooleanSupplier state) {
        long begun = System.nanoTime();
        while (!state.getAsBoolean()) {
            assertThat(service.isAlive()).as(service.said()).isTrue();
            assertThat(System.nanoTime() - begun).as(service.said()).isLessThan(PATIENCE_NANOS);
            LockSupport.parkNanos(10_000_000);
        }
    }
}
