package dbmanager.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody else is at work on the database. How long a command waited, it says itself; the time limit is for hangs. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class LockedDatabaseTest {
    @TempDir
    private Path folder;

    private Project project;

    @BeforeEach
    void backedUp() {
        project = Project.backedUp(folder).withRows();
    }

    @Test
    void every_command_that_needs_a_locked_database_says_so_soon() throws Exception {
        project.write("migrations/V2__more.sql", "CREATE TABLE more (id INTEGER);\n");
        List<String[]> commands = new ArrayList<>();
        // of the runners only one: they would wait for each other
        List<String> others = List.of("verify", "doctor", "status", "run", "rollback", "stamp", "repair");
        for (String[] command : Commands.ALL) {
            if (!others.contains(command[0])) {
                commands.add(command);
            }
        }
        ExecutorService all = Executors.newFixedThreadPool(commands.size());
        try (Child intruder = Child.intruder("exclusive", project.database())) {
            List<Future<Answer>> answers = new ArrayList<>();
            for (String[] command : commands) {
                answers.add(all.submit(() -> project.run(command)));
            }
            for (Future<Answer> answer : answers) {
                answer.get().fails(11, "in use", "waited up to");
            }
            assertThat(intruder.stop()).isEqualTo("done");
        } finally {
            all.shutdown();
        }
        assertThat(project.backups()).hasSize(1);
        assertThat(project.products()).isEqualTo("tea coffee cocoa");
        assertThat(project.versions()).isEqualTo("1 1");
        project.run("migrate").works();
    }

    @Test
    void status_and_doctor_of_a_locked_database_answer_soon() {
        try (Child intruder = Child.intruder("exclusive", project.database())) {
            project.unchanged("status").fails(11, "in use", "waited up to 3 s");
            Answer doctor = project.unchanged("doctor").says(3, "in use", "waited up to 3 s");
            assertThat(doctor.out()).containsOnlyOnce("stop the application").contains("clock         not looked at");
            assertThat(intruder.stop()).isEqualTo("done");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"migrate", "run migrations/V2__more.sql", "rollback", "stamp 2", "repair"})
    void a_runner_waits_for_a_locked_database_as_long_as_it_was_told(String typed) {
        project.write("migrations/V2__more.sql", "CREATE TABLE more (id INTEGER);\n");
        Map<String, String> before = project.everything();
        try (Child intruder = Child.intruder("exclusive", project.database());
                Child command = project.child((typed + " --wait 1").split(" "))) {
            command.answer().fails(11, "in use", "waited up to 1 s", "nothing was changed", "stop the application");
            assertThat(intruder.stop()).isEqualTo("done");
        }
        assertThat(project.everything()).isEqualTo(before);
        assertThat(project.path("data/shop.db.migration-lock")).doesNotExist();
        project.run(typed.split(" ")).works();
    }

    @Test
    void nobody_waits_less_than_not_at_all() {
        project.unchanged("migrate", "--wait=-1").fails(2, "--wait -1");
    }

    @Test
    void the_backups_of_a_locked_database_can_be_listed_verified_and_cleaned() {
        try (Child intruder = Child.intruder("exclusive", project.database())) {
            project.unchanged("list-backups").works(project.newestBackup());
            project.unchanged("show-backup", "latest").works();
            project.run("verify").works();
            project.unchanged("clean").works();
            project.unchanged("list-migrations", "--help").works();
            assertThat(intruder.stop()).isEqualTo("done");
        }
    }

    @Test
    void two_migrations_at_once_are_one_after_the_other() {
        project.write("migrations/V2__slow.sql", Slow.insert("slow"));
        try (Child first = project.child("migrate");
                Child second = project.child("migrate")) {
            first.answer().works();
            second.answer().works();
        }
        assertThat(project.versions()).isEqualTo("1 1 2 1");
        project.isSound();
    }

    @Test
    void who_does_not_wait_is_told_whom_for() {
        project.write("migrations/V2__slow.sql", Slow.endless("slow"));
        try (Child first = project.child("migrate")) {
            Slow.awaitMigration(project);
            project.run("migrate", "--wait", "0").fails(11, "process " + first.pid());
            project.run("rollback", "--wait", "0").fails(11, "process " + first.pid());
            first.kill();
        }
        project.delete("migrations/V2__slow.sql");
        project.run("migrate").works("nothing to do");
    }

    @Test
    void a_lock_of_a_dead_process_blocks_nobody() {
        project.write(
                "data/shop.db.migration-lock", "somebody@elsewhere, process 999999, since 2001-01-01T00:00:00Z\n");
        project.write("migrations/V2__more.sql", "CREATE TABLE more (id INTEGER);\n");
        project.run("migrate", "--wait", "0").works();
    }
}
