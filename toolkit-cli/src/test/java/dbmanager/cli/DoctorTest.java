package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dbmanager.cli.Cli.Result;
import dbmanager.problem.Problem.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code doctor} where a server does not answer: it says so in time, once, and looks at the rest. */
class DoctorTest {
    @TempDir
    Path folder;

    private Cli dead(int port) throws IOException {
        return new Cli(folder).file("db-manager.yaml", """
                environments:
                  dev:
                    databases:
                      one: {url: "firestore://demo-one", emulator: "127.0.0.1:%1$d"}
                      two: {url: "firestore://demo-two", emulator: "127.0.0.1:%1$d"}
                      three: {url: "firestore://demo-three", emulator: "127.0.0.1:%1$d"}
                      shop: {url: "sqlite:shop.db"}
                """.formatted(port));
    }

    private static void saysItOfThree(Result result, String why) {
        assertThat(result.exitCode()).isEqualTo(Kind.NEGATIVE.exitCode());
        assertThat(result.json().getAsJsonArray("databases")).hasSize(4).first().satisfies(one -> {
            JsonObject answer = one.getAsJsonObject();
            assertThat(answer.get("timeout_seconds").getAsInt()).isEqualTo(10);
            assertThat(answer.getAsJsonArray("findings")).hasSize(1);
            assertThat(answer.getAsJsonArray("findings").toString()).contains(why);
            assertThat(answer.getAsJsonArray("looks").toString())
                    .contains("not looked at, since the database", "free for backups");
        });
        assertThat(result.out()).contains("shop.db").doesNotContain("\"error\"");
    }

    /** A server that takes the connection and never says a word. One after the other, with one look after the other, would be twelve minutes. */
    @Test
    @Timeout(120)
    void a_silent_server_is_given_ten_seconds_however_many_databases_are_on_it() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            saysItOfThree(
                    dead(silent.getLocalPort()).run("doctor", "--output", "json"), "no answer within 10 s; next:");
        }
    }

    @Test
    @Timeout(120)
    void a_dead_address_is_told_once() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        saysItOfThree(dead(free).run("doctor", "--output", "json"), "127.0.0.1:" + free);
    }
}
