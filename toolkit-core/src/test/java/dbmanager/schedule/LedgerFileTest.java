package dbmanager.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerFileTest {
    private static final int IN_USE = 11;

    @TempDir
    private Path folder;

    @Test
    void one_schedule_is_kept_by_one_process() {
        try (LedgerFile held = LedgerFile.hold(folder, "production")) {
            assertThat(held.read()).isEmpty();
            assertThatThrownBy(() -> LedgerFile.hold(folder, "production"))
                    .isInstanceOf(LedgerFile.InUse.class)
                    .hasMessageContaining("schedule-production.lock");
            LedgerFile.hold(folder, "staging").close();
        }
        LedgerFile.hold(folder, "production").close();
    }

    @Test
    void what_was_done_is_read_again_as_it_was_written() {
        Instant when = Instant.parse("2026-11-21T02:00:00.123Z");
        Ledger ledger = Ledger.empty()
                .keptUntil(when, List.of(Job.BACKUP, Job.TEST_RECOVERY))
                .ended(Job.BACKUP, new Ledger.Ended(when, when.plusSeconds(9), 3));
        try (LedgerFile file = LedgerFile.hold(folder, "production")) {
            file.write(ledger);
            assertThat(file.read()).contains(ledger);
        }
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void a_file_that_is_none_of_ours_is_not_believed() throws IOException {
        try (LedgerFile file = LedgerFile.hold(folder, "production")) {
            for (String damaged :
                    List.of("", "[]", "{}", "{\"format\":2,\"jobs\":{}}", "{\"format\":1,\"jobs\":{\"clean\":{}}}")) {
                Files.writeString(file.path(), damaged);
                assertThatThrownBy(file::read)
                        .as(damaged)
                        .isInstanceOfSatisfying(
                                LedgerFile.Unusable.class,
                                unusable -> assertThat(unusable.next()).contains("can be deleted"));
            }
        }
    }

    @Test
    void who_asks_a_second_time_in_one_process_lets_no_other_process_in() throws Exception {
        try (LedgerFile held = LedgerFile.hold(folder, "production")) {
            assertThatThrownBy(() -> LedgerFile.hold(folder, "production")).isInstanceOf(LedgerFile.InUse.class);
            assertThat(held.read()).isEmpty();
            assertThat(holdElsewhere()).isEqualTo(IN_USE);
        }
        assertThat(holdElsewhere()).isZero();
    }

    /** In a process of its own. @return the exit code */
    private int holdElsewhere() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        LedgerFileTest.class.getName(),
                        folder.toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    public static void main(String[] arguments) {
        try {
            LedgerFile.hold(Path.of(arguments[0]), "production").close();
        } catch (LedgerFile.InUse e) {
            System.exit(IN_USE);
        }
    }
}
