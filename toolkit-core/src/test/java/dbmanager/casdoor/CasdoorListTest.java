package dbmanager.casdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dbmanager.environment.CasdoorMapping;
import dbmanager.environment.CasdoorSettings;
import dbmanager.environment.Secret;
import dbmanager.problem.Problem.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lists from a server that does not behave. */
@Timeout(120)
class CasdoorListTest {
    private static final String ADA =
            "{\"status\": \"ok\", \"data\": [{\"id\": \"u1\", \"email\": \"ada@shop.example\"}], \"data2\": 1}";

    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void begin() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
    }

    @AfterEach
    void end() {
        over.countDown();
        server.stop(0);
        threads.shutdown();
    }

    /** @param stalls how many answers stop in the middle of their body */
    private URI serving(int stalls) {
        return serving(stalls, ADA);
    }

    private URI serving(int stalls, String answer) {
        byte[] text = answer.getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            boolean stalled = asked.incrementAndGet() <= stalls;
            exchange.sendResponseHeaders(200, text.length);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(text, 0, text.length / 2);
                body.flush();
                if (stalled) {
                    over.await();
                }
                body.write(text, text.length / 2, text.length - text.length / 2);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private static Map<String, Map<String, Object>> list(URI endpoint, Duration patience) {
        CasdoorSettings settings = new CasdoorSettings(endpoint, "client", new Secret("s3cret"), "shop", 100, 100);
        CasdoorMapping mapping = new CasdoorMapping(
                "users", "casdoor_id", Map.of("casdoor_id", "id"), "active", Map.of(), Optional.empty());
        return new Casdoor(settings, patience).list(Listing.USERS, mapping, List.of());
    }

    @Test
    void who_begins_an_answer_and_does_not_end_it_is_not_waited_for_for_ever() {
        URI endpoint = serving(Integer.MAX_VALUE);

        assertThatThrownBy(() -> list(endpoint, Duration.ofSeconds(1)))
                .isInstanceOfSatisfying(
                        CasdoorTrouble.class,
                        trouble -> assertThat(trouble.kind()).isEqualTo(Kind.UNREACHABLE))
                .hasMessageContaining("no whole answer");

        assertThat(asked).hasValue(3);
    }

    @Test
    void and_is_asked_again() {
        assertThat(list(serving(1), Duration.ofSeconds(3))).containsOnlyKeys("u1");
    }

    @Test
    void a_server_that_repeats_the_secret_is_quoted_without_it() {
        String login = Base64.getEncoder().encodeToString("client:s3cret".getBytes(StandardCharsets.UTF_8));
        URI endpoint = serving(0, "{\"status\": \"error\", \"msg\": \"s3cret is wrong: Basic " + login + "\"}");

        assertThatThrownBy(() -> list(endpoint, Duration.ofSeconds(30)))
                .isInstanceOf(CasdoorTrouble.class)
                .hasMessageContaining("*** is wrong: Basic ***")
                .message()
                .doesNotContain("s3cret", login);
    }

    @Test
    void an_answer_without_end_is_not_kept() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(serving(0)).build();

        assertThat(HttpClient.newHttpClient()
                        .send(request, headers -> new BoundedBody(ADA.length()))
                        .body())
                .hasSize(ADA.length());
        assertThatThrownBy(() -> HttpClient.newHttpClient()
                        .sendAsync(request, headers -> new BoundedBody(ADA.length() - 1))
                        .thenApply(HttpResponse::body)
                        .get())
                .hasCauseInstanceOf(BoundedBody.TooLarge.class);
    }
}
