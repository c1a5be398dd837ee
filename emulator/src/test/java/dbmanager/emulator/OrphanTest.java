package dbmanager.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** However the process ends that started an emulator, the emulator ends too. */
class OrphanTest {
    private static final long PATIENCE_SECONDS = 100;

    @Test
    void the_emulator_ends_with_a_process_that_is_killed() throws Exception {
        try (Owner owner = new Owner()) {
            owner.process.destroyForcibly().waitFor();

            assertThat(owner.childEnds()).isTrue();
        }
    }

    @Test
    void the_emulator_ends_with_a_process_that_never_closed_it() throws Exception {
        try (Owner owner = new Owner()) {
            owner.process.getOutputStream().close();

            assertThat(owner.process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .isTrue();
            assertThat(owner.process.exitValue()).isZero();
            assertThat(owner.childEnds()).isTrue();
        }
    }

    /** Starts an emulator from the jar that is given, says its process id, and ends without closing it when its input does. */
    @SuppressWarnings("EmptyBlock")
    public static void main(String[] arguments) throws IOException {
        FirestoreEmulator emulator = FirestoreEmulator.official(Here.NOWHERE.withJar(Path.of(arguments[0])));
        System.out.println(OfficialEmulatorTest.child(emulator).pid());
        while (System.in.read() >= 0) {}
    }

    /** A process that has started an emulator. */
    private static final class Owner implements AutoCloseable {
        final Process process;
        final ProcessHandle child;

        Owner() throws IOException {
            Path jar = Here.official().jar();
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            OrphanTest.class.getName(),
                            jar.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader output =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            child = ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
        }

        boolean childEnds() throws Exception {
            return child.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS) != null && !child.isAlive();
        }

        @Override
        public void close() {
            process.destroyForcibly();
            child.destroyForcibly();
        }
    }
}
