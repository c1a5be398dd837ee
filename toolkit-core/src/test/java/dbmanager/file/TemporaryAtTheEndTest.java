package dbmanager.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a process of its own: after a signal what must not stay is removed, and nothing begins any more that nobody would remove. */
class TemporaryAtTheEndTest {
    private static final int ALL_WAIT = 0;
    private static final int ONE_GOES_ON = 1;

    @TempDir
    private Path folder;

    @Test
    void what_is_wanted_after_the_end_has_begun_is_not_made_and_what_others_have_made_goes() throws Exception {
        Files.createFile(folder.resolve("of others"));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.io.tmpdir=" + folder,
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        TemporaryAtTheEndTest.class.getName(),
                        folder.toString())
                .inheritIO()
                .start();

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(ALL_WAIT);
        assertThat(folder).isEmptyDirectory();
    }

    public static void main(String[] arguments) {
        Path file = Path.of(arguments[0], "late");
        Temporary.alsoRemove(() -> delete(Path.of(arguments[0], "of others")));
        Temporary.removeAll();
        List<Thread> late = Stream.<Temporary.Making>of(
                        () -> Temporary.folder("late-").path(),
                        () -> Temporary.file("late-", ".rows").path(),
                        () -> Temporary.at(() -> Files.createFile(file)).path())
                .map(making -> new Thread(() -> make(making)))
                .toList();
        late.forEach(Thread::start);
        for (Thread thread : late) {
            while (thread.isAlive() && thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
        }
        Runtime.getRuntime().halt(late.stream().allMatch(Thread::isAlive) ? ALL_WAIT : ONE_GOES_ON);
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void make(Temporary.Making making) {
        try {
            making.make();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
