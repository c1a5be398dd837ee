package dbmanager.firestore.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpServer;
import dbmanager.firestore.document.DatabaseName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IndexAdminTest {
    private final List<String> asked = new ArrayList<>();
    private HttpServer server;
    private int status = 200;
    private String body = "{\"name\": \"projects/shop/databases/(default)/operations/7\"}";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath() + " "
                            + exchange.getRequestHeaders().getFirst("Authorization") + " "
                            + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] answer = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private IndexAdmin.Answer create(String collection) {
        URI place = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        JsonObject index = new JsonObject();
        index.addProperty("queryScope", "COLLECTION");
        return new IndexAdmin(place, new DatabaseName("shop", "(default)"), () -> "secret").create(collection, index);
    }

    @Test
    void an_index_is_asked_for_at_its_collection_with_the_accounts_token() {
        assertThat(create("old orders")).isEqualTo(new IndexAdmin.Answer.Begun());
        assertThat(asked)
                .containsExactly("POST /v1/projects/shop/databases/(default)/collectionGroups/old%20orders/indexes"
                        + " Bearer secret {\"queryScope\":\"COLLECTION\"}");
    }

    @Test
    void one_that_is_there_already_is_fine() {
        status = 409;
        body = "{\"error\": {\"code\": 409, \"message\": \"index already exists\", \"status\": \"ALREADY_EXISTS\"}}";
        assertThat(create("orders")).isEqualTo(new IndexAdmin.Answer.There());
    }

    @Test
    void a_refusal_is_told_in_the_servers_words() {
        status = 403;
        body = "{\"error\": {\"code\": 403, \"message\": \"The caller does not have permission\"}}";
        assertThat(create("orders")).isEqualTo(new IndexAdmin.Answer.Refused("The caller does not have permission"));
        body = "<html>";
        assertThat(create("orders")).isEqualTo(new IndexAdmin.Answer.Refused("HTTP 403"));
    }

    @Test
    void a_server_that_is_not_there_is_a_refusal_too() {
        server.stop(0);
        assertThat(create("orders")).isInstanceOf(IndexAdmin.Answer.Refused.class);
    }
}
