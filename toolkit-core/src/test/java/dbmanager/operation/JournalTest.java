package dbmanager.operation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final int ROUNDS = 150;

    @TempDir
    private Path folder;

    @Test
    void a_line_that_was_cut_off_takes_no_other_one_along() throws IOException {
        Path file = Files.writeString(folder.resolve("operations.log"), "{\"operation\":\"migrate\",\"envir");
        Journal journal = new Journal(file, Clock.systemUTC());

        for (String operation : List.of("backup", "verify")) {
            assertThat(journal.append(new Journal.Event(
                            operation, "dev", "shop", "anna", "done", Duration.ofMillis(7), Map.of())))
                    .isEmpty();
        }

        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(3).first().asString().endsWith("envir");
        assertThat(lines.subList(1, 3))
                .extracting(line -> JsonParser.parseString(line)
                        .getAsJsonObject()
                        .get("operation")
                        .getAsString())
                .containsExactly("backup", "verify");
    }

    @Test
    void two_processes_that_come_to_a_full_journal_at_once_set_it_aside_once_and_lose_no_line() throws Exception {
        long full = 10 << 20;
        for (int i = 0; i < ROUNDS; i++) {
            try (RandomAccessFile journal = new RandomAccessFile(log(folder, i).toFile(), "rw")) {
                journal.setLength(full);
            }
        }
        Process one = writer("one", "other");
        Process other = writer("other", "one");

        for (Process process : List.of(one, other)) {
            assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEmpty();
            assertThat(process.waitFor()).isZero();
        }
        for (int i = 0; i < ROUNDS; i++) {
            Path file = log(folder, i);
            assertThat(Files.readAllLines(file))
                    .as("round %d", i)
                    .extracting(line -> JsonParser.parseString(line)
                            .getAsJsonObject()
                            .get("who")
                            .getAsString())
                    .containsExactlyInAnyOrder("one", "other");
            assertThat(file.resolveSibling(file.getFileName() + ".1")).hasSize(full);
            assertThat(file.resolveSibling(file.getFileName() + ".2")).doesNotExist();
        }
    }

    private static Path log(Path folder, int round) {
        return folder.resolve("operations-" + round + ".log");
    }

    private Process writer(String who, String other) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        JournalTest.class.getName(),
                        folder.toString(),
                        who,
                        other)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Writes a line into each journal, at the same moment as the other one. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        String who = arguments[1];
        for (int i = 0; i < ROUNDS; i++) {
            Files.createFile(folder.resolve(who + "-" + i));
            while (Files.notExists(folder.resolve(arguments[2] + "-" + i))) {
                Thread.onSpinWait();
            }
            long now = System.currentTimeMillis();
            while (System.currentTimeMillis() / 4 == now / 4) {
                Thread.onSpinWait(); // both go on at one tick of their common clock
            }
            new Journal(log(folder, i), Clock.systemUTC())
                    .append(new Journal.Event("backup", "dev", "shop", who, "done", Duration.ofMillis(7), Map.of()))
                    .ifPresent(System.out::println);
        }
    }
}
