package dbmanager.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunningEmulatorTest {
    private static final byte[] IP_4 = {127, 0, 0, 1};
    private static final byte[] IP_6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    @Test
    void nothing_runs_where_the_variable_names_nothing() {
        assertThat(FirestoreEmulator.running(Map.of())).isEmpty();
        assertThat(running("  ")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "8080",
                "localhost:",
                "localhost:0",
                "localhost:65536",
                "http://localhost:8080",
                "::1:8080",
                "[::1]",
                "a b:1",
                "user@localhost:8080"
            })
    void what_is_not_host_and_port_is_refused(String named) {
        assertThatThrownBy(() -> running(named))
                .isInstanceOf(EmulatorUnavailable.class)
                .hasMessageContaining("FIRESTORE_EMULATOR_HOST=" + named + " is not host:port")
                .hasMessageContaining("next:  write it like 127.0.0.1:8080");
    }

    @Test
    void a_port_where_nobody_answers_is_refused() {
        assertThatThrownBy(() -> running("127.0.0.1:" + OfficialServer.freePort()))
                .isInstanceOf(EmulatorUnavailable.class)
                .hasMessageContaining("names no Firestore emulator that answers")
                .hasMessageContaining("refused")
                .hasMessageContaining("next:  start the emulator there");
    }

    @Test
    void a_server_that_is_no_emulator_is_refused() throws IOException {
        try (Answering server = new Answering(InetAddress.getByAddress(IP_4), 200, "<h1>Welcome</h1>\nto the shop")) {
            assertThatThrownBy(() -> running("127.0.0.1:" + server.port()))
                    .isInstanceOf(EmulatorUnavailable.class)
                    .hasMessageContaining("it answers, but not like an emulator: <h1>Welcome</h1>");
        }
        try (Answering server = new Answering(InetAddress.getByAddress(IP_4), 404, "nothing here")) {
            assertThatThrownBy(() -> running("127.0.0.1:" + server.port()))
                    .isInstanceOf(EmulatorUnavailable.class)
                    .hasMessageContaining("GET / is answered with 404 nothing here");
        }
    }

    @Test
    void an_address_of_ip_version_6_stands_in_brackets() throws IOException {
        try (Answering server = ipVersion6()) {
            FirestoreEmulator emulator = running("[::1]:" + server.port()).orElseThrow();

            assertThat(emulator.host()).isEqualTo("::1");
            assertThat(emulator.address()).isEqualTo("[::1]:" + server.port());
            emulator.ensureUp();
        }
    }

    @Test
    void closing_leaves_it_alone() throws IOException {
        try (Answering server = new Answering(InetAddress.getByAddress(IP_4), 200, "Ok\n")) {
            running("127.0.0.1:" + server.port()).orElseThrow().close();

            running("127.0.0.1:" + server.port()).orElseThrow().ensureUp();
        }
    }

    @Test
    void one_that_somebody_ended_says_so() throws IOException {
        FirestoreEmulator emulator;
        try (Answering server = new Answering(InetAddress.getByAddress(IP_4), 200, "Ok\n")) {
            emulator = running("127.0.0.1:" + server.port()).orElseThrow();
        }
        assertThatThrownBy(emulator::ensureUp)
                .isInstanceOf(EmulatorGone.class)
                .hasMessageContaining("does not answer any more")
                .hasMessageContaining("next:  see whether it still runs");
    }

    private static Optional<FirestoreEmulator> running(String named) {
        return FirestoreEmulator.running(Map.of(FirestoreEmulator.HOST_VARIABLE, named));
    }

    private static Answering ipVersion6() throws IOException {
        try {
            return new Answering(Inet6Address.getByAddress(IP_6), 200, "Ok\n");
        } catch (IOException e) {
            return Assumptions.abort("this machine has no IP version 6: " + e.getMessage());
        }
    }

    /** A web server that says the same to everybody. */
    private static final class Answering implements AutoCloseable {
        private final HttpServer server;

        Answering(InetAddress address, int status, String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            server = HttpServer.create(new InetSocketAddress(address, 0), 0);
            server.createContext("/", exchange -> {
                exchange.sendResponseHeaders(status, bytes.length);
                exchange.getResponseBody().write(bytes);
                exchange.close();
            });
            server.start();
        }

        int port() {
            return server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
