package dbmanager.emulator.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What comes over a connection of HTTP/1.1, byte by byte. */
@Timeout(120)
class HttpConnectionTest {
    private static final String ADA = "/v1/projects/shop/databases/(default)/documents/users/ada";

    private static EmbeddedServer started(String faults) throws IOException {
        return EmbeddedServer.start(Options.standard(Clock.systemUTC()).withFaults(Faults.parse(faults)));
    }

    /** Everything that is answered until the server ends the connection. */
    private static String exchange(EmbeddedServer server, String... parts) throws IOException {
        try (Socket socket = new Socket(server.host(), server.port())) {
            for (String part : parts) {
                socket.getOutputStream().write(part.getBytes(StandardCharsets.ISO_8859_1));
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String last(String verb, String path, String body) {
        return verb + " " + path + " HTTP/1.1\r\nHost: here\r\nConnection: close\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body;
    }

    @Test
    void a_request_whose_body_breaks_off_does_nothing() throws Exception {
        try (EmbeddedServer server = started("")) {
            String name = "{\"fields\": {\"name\": {\"stringValue\": \"Ada\"}}}";
            assertThat(exchange(server, last("PATCH", ADA, name))).startsWith("HTTP/1.1 200 ");
            String chunked = "PATCH " + ADA + " HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n";
            assertThat(exchange(server, chunked, "no number\r\n{}"))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("The request is not HTTP: ");
            assertThat(exchange(server, last("GET", ADA, ""))).contains("\"stringValue\": \"Ada\"");
        }
    }

    @Test
    void what_is_no_http_is_told_so() throws Exception {
        try (EmbeddedServer server = started("")) {
            for (String request : new String[] {
                "GARBAGE\r\n\r\n",
                "GET /" + "x".repeat(10_000) + " HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nName: " + "x".repeat(20_000) + "\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"
            }) {
                assertThat(exchange(server, request))
                        .startsWith("HTTP/1.1 400 ")
                        .contains("The request is not HTTP: ");
            }
        }
    }

    @Test
    void whether_it_is_up_can_be_asked_without_reading_the_answer() throws Exception {
        try (EmbeddedServer server = started("")) {
            assertThat(exchange(server, last("HEAD", "/", "")))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("\r\n\r\n");
        }
    }

    @Test
    void requests_that_come_before_an_answer_are_answered_in_their_order() throws Exception {
        try (EmbeddedServer server = started("GetDocument:latency=50ms:nth=1")) {
            String missing = "GET " + ADA + " HTTP/1.1\r\nHost: here\r\n\r\n";
            String answers = exchange(server, missing + missing + last("GET", "/", ""));
            assertThat(answers.split("HTTP/1\\.1 ", -1))
                    .hasSize(4)
                    .satisfies(parts -> assertThat(parts[1]).startsWith("404 "))
                    .satisfies(parts -> assertThat(parts[2]).startsWith("404 "))
                    .satisfies(parts -> assertThat(parts[3]).startsWith("200 ").endsWith("Ok\n"));
        }
    }

    /** Only the buffers of the network and one more request than that which is being answered are filled. */
    @Test
    void who_does_not_wait_for_answers_is_not_read_for_ever() throws Exception {
        int requests = 12;
        String body = " ".repeat(8 << 20);
        byte[] request =
                ("POST /v1/projects/shop/databases/(default)/documents:commit HTTP/1.1\r\nHost: here\r\nContent-Length: "
                                + body.length() + "\r\n\r\n" + body)
                        .getBytes(StandardCharsets.ISO_8859_1);
        try (EmbeddedServer server = started("Commit:latency=600000ms");
                SocketChannel channel = SocketChannel.open(new InetSocketAddress(server.host(), server.port()));
                Selector writable = Selector.open()) {
            channel.configureBlocking(false);
            channel.register(writable, SelectionKey.OP_WRITE);
            ByteBuffer rest = ByteBuffer.allocate(request.length * requests);
            for (int i = 0; i < requests; i++) {
                rest.put(request);
            }
            rest.flip();
            while (rest.hasRemaining() && writable.select(TimeUnit.SECONDS.toMillis(3)) > 0) {
                channel.write(rest);
                writable.selectedKeys().clear();
            }
            assertThat(rest.remaining()).isGreaterThan(4 * request.length);
        }
    }
}
