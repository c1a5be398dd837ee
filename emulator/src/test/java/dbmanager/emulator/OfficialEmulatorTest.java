package dbmanager.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.emulator.FirestoreEmulator.Kind;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OfficialEmulatorTest {
    private static final Launch QUICK = Launch.standard().forShort();

    @Test
    void it_answers_on_a_loopback_port_as_soon_as_it_is_open() {
        try (FirestoreEmulator official = FirestoreEmulator.official(Here.official(), QUICK)) {
            official.ensureUp();
            assertThat(official.kind()).isEqualTo(Kind.OFFICIAL);
            assertThat(official.address()).isEqualTo("127.0.0.1:" + official.port());
            assertThat(official.name()).contains("cloud-firestore-emulator");

            // and whoever gets its address finds it running
            FirestoreEmulator running = FirestoreEmulator.running(
                            Map.of(FirestoreEmulator.HOST_VARIABLE, official.address()))
                    .orElseThrow();
            assertThat(running.kind()).isEqualTo(Kind.RUNNING);
            assertThat(running.address()).isEqualTo(official.address());
            running.close();
            official.ensureUp();
        }
    }

    @Test
    void no_process_survives_its_closing() {
        FirestoreEmulator emulator = FirestoreEmulator.official(Here.official(), QUICK);
        ProcessHandle child = child(emulator);

        emulator.close();
        emulator.close();

        assertThat(child.isAlive()).isFalse();
        assertThatThrownBy(() -> new Socket(emulator.host(), emulator.port())).isInstanceOf(IOException.class);
        assertThatThrownBy(emulator::ensureUp).isInstanceOf(EmulatorGone.class).hasMessageContaining("was closed");
    }

    @Test
    void one_that_was_killed_says_so() throws Exception {
        try (FirestoreEmulator emulator = FirestoreEmulator.official(Here.official(), QUICK)) {
            ProcessHandle child = child(emulator);
            child.destroyForcibly();
            child.onExit().get();

            assertThatThrownBy(() -> emulator.wipe("shop", "(default)"))
                    .isInstanceOf(EmulatorGone.class)
                    .hasMessageContaining("process " + child.pid())
                    .hasMessageContaining("has ended with ")
                    .hasMessageContaining("next:  start another one");
        }
    }

    /** The other one answers on that port as ours would. */
    @Test
    void another_emulator_that_takes_its_port_first_makes_it_take_another() {
        OfficialSearch here = Here.official();
        try (FirestoreEmulator other = FirestoreEmulator.official(here, QUICK)) {
            List<Integer> asked = new ArrayList<>();
            try (FirestoreEmulator emulator = OfficialServer.start(here.jar(), QUICK, () -> {
                asked.add(asked.isEmpty() ? other.port() : OfficialServer.freePort());
                return asked.get(asked.size() - 1);
            })) {
                // other tests start servers at the same time, and may have had the second one too
                assertThat(asked).hasSizeGreaterThan(1);
                assertThat(emulator.port())
                        .isEqualTo(asked.get(asked.size() - 1))
                        .isNotEqualTo(other.port());
            }
        }
    }

    @Test
    void two_starts_at_once_get_two_emulators() {
        OfficialSearch here = Here.official();
        List<CompletableFuture<FirestoreEmulator>> starts = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> FirestoreEmulator.official(here, QUICK)))
                .limit(2)
                .toList();
        List<FirestoreEmulator> emulators =
                starts.stream().map(CompletableFuture::join).toList();
        emulators.forEach(FirestoreEmulator::ensureUp);
        assertThat(emulators).extracting(FirestoreEmulator::port).doesNotHaveDuplicates();
        emulators.forEach(FirestoreEmulator::close);
    }

    /** The only one on this port. */
    static ProcessHandle child(FirestoreEmulator emulator) {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.endsWith("--port=" + emulator.port()))
                        .isPresent())
                .findFirst()
                .orElseThrow();
    }
}
