package dbmanager.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dbmanager.emulator.FirestoreEmulator.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OfficialEmulatorTest {
    @Test
    void it_answers_on_a_loopback_port_as_soon_as_it_is_open() throws IOException {
        try (FirestoreEmulator emulator = FirestoreEmulator.official(Here.official())) {
            assertThat(emulator.kind()).isEqualTo(Kind.OFFICIAL);
            assertThat(emulator.host()).isEqualTo("127.0.0.1");
            assertThat(emulator.address()).isEqualTo("127.0.0.1:" + emulator.port());
            assertThat(emulator.name()).contains("cloud-firestore-emulator");
            new Socket(emulator.host(), emulator.port()).close();
            emulator.ensureUp();
        }
    }

    @Test
    void it_is_found_as_running_by_whoever_gets_its_address() {
        try (FirestoreEmulator official = FirestoreEmulator.official(Here.official())) {
            Map<String, String> environment = Map.of(FirestoreEmulator.HOST_VARIABLE, official.address());

            Optional<FirestoreEmulator> running = FirestoreEmulator.running(environment);

            assertThat(running).isPresent();
            assertThat(running.get().kind()).isEqualTo(Kind.RUNNING);
            assertThat(running.get().address()).isEqualTo(official.address());
            running.get().close();
            official.ensureUp();
        }
    }

    @Test
    void no_process_survives_its_closing() {
        FirestoreEmulator emulator = FirestoreEmulator.official(Here.official());
        ProcessHandle child = child(emulator);

        emulator.close();
        emulator.close();

        assertThat(child.isAlive()).isFalse();
        assertThatThrownBy(() -> new Socket(emulator.host(), emulator.port())).isInstanceOf(IOException.class);
        assertThatThrownBy(emulator::ensureUp).isInstanceOf(EmulatorGone.class).hasMessageContaining("was closed");
    }

    @Test
    void one_that_was_killed_says_so() throws Exception {
        try (FirestoreEmulator emulator = FirestoreEmulator.official(Here.official())) {
            ProcessHandle child = child(emulator);
            child.destroyForcibly();
            child.onExit().get();

            assertThatThrownBy(() -> emulator.wipe("shop", "(default)"))
                    .isInstanceOf(EmulatorGone.class)
                    .hasMessageContaining("process " + child.pid())
                    .hasMessageContaining("has ended with 137")
                    .hasMessageContaining("next:  start another one");
        }
    }

    @Test
    void who_takes_its_port_first_makes_it_take_another() throws IOException {
        OfficialSearch here = Here.official();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            List<Integer> asked = new ArrayList<>();
            try (FirestoreEmulator emulator = OfficialServer.start(here.jar(), Launch.standard(), () -> {
                asked.add(asked.isEmpty() ? taken.getLocalPort() : OfficialServer.freePort());
                return asked.get(asked.size() - 1);
            })) {
                assertThat(asked).hasSize(2);
                assertThat(emulator.port()).isEqualTo(asked.get(1));
            }
        }
    }

    @Test
    void another_emulator_on_its_port_is_not_taken_for_it() {
        OfficialSearch here = Here.official();
        try (FirestoreEmulator other = FirestoreEmulator.official(here)) {
            List<Integer> asked = new ArrayList<>();
            try (FirestoreEmulator emulator = OfficialServer.start(here.jar(), Launch.standard(), () -> {
                asked.add(asked.isEmpty() ? other.port() : OfficialServer.freePort());
                return asked.get(asked.size() - 1);
            })) {
                assertThat(emulator.port()).isNotEqualTo(other.port());
            }
        }
    }

    @Test
    void two_starts_at_once_get_two_emulators() {
        OfficialSearch here = Here.official();
        List<CompletableFuture<FirestoreEmulator>> starts = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> FirestoreEmulator.official(here)))
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
