package dbmanager.cli.reliability.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dbmanager.emulator.embedded.EmbeddedServer;
import dbmanager.emulator.embedded.Faults;
import dbmanager.emulator.embedded.Options;
import dbmanager.file.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** In the embedded server: inside each command, or, after {@link #serve}, of this process, for faults of server and network. */
final class FirestoreShop extends Shop {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String DOCUMENTS = "/v1/projects/demo-shop/databases/(default)/documents/product";
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final int OK = 200;

    private Optional<EmbeddedServer> server = Optional.empty();

    FirestoreShop(Path folder) {
        super(folder);
    }

    @Override
    String configuration() {
        return "url: \"firestore://demo-shop\", emulator: \"${SHOP_EMULATOR:-embedded}\"";
    }

    @Override
    void writeMigrations() {
        project().write("migrations/V1__products.yaml", """
            steps:
              - createCollection: {collection: product, document: "0001", fields: {name: tea, stock: 1}}
            """);
        project().write("migrations/V2__prices.yaml", """
            rollback: auto
            steps:
              - transform: {collection: product, set: {price: "doc.stock + 1"}}
            """);
    }

    @Override
    String id(int number) {
        return "\"%04d\"".formatted(number);
    }

    private Path file() {
        return project().path(".db-manager/firestore-demo-shop.db");
    }

    /** From now on commands reach a server of this process. */
    EmbeddedServer serve(Faults faults) {
        EmbeddedServer started = start(faults, 0);
        server = Optional.of(started);
        project().with("SHOP_EMULATOR", started.host() + ":" + started.port());
        return started;
    }

    /** Behind something that stands between it and its server. */
    void reachBy(int port) {
        project().with("SHOP_EMULATOR", "127.0.0.1:" + port);
    }

    private EmbeddedServer start(Faults faults, int port) {
        try {
            Files.createDirectories(file().getParent());
            return EmbeddedServer.start(Options.standard(Clock.systemUTC())
                    .persistingIn(file())
                    .waiting(PATIENCE)
                    .withFaults(faults)
                    .withPort(port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    String content() {
        if (server.isPresent()) {
            return content(server.get());
        }
        if (Files.notExists(file())) {
            return MISSING;
        }
        try (EmbeddedServer own = start(Faults.none(), 0)) {
            return content(own);
        }
    }

    private static String content(EmbeddedServer server) {
        Map<String, String> documents = new TreeMap<>();
        String token = "";
        do {
            JsonObject page = JsonParser.parseString(send(
                            server, "?pageSize=300&pageToken=" + token, "GET", HttpRequest.BodyPublishers.noBody()))
                    .getAsJsonObject();
            if (page.has("documents")) {
                for (JsonElement each : page.getAsJsonArray("documents")) {
                    JsonObject document = each.getAsJsonObject();
                    documents.put(document.get("name").getAsString(), fields(document));
                }
            }
            token = page.has("nextPageToken") ? page.get("nextPageToken").getAsString() : "";
        } while (!token.isEmpty());
        StringBuilder text = new StringBuilder();
        documents.forEach(
                (name, fields) -> text.append(name).append(' ').append(fields).append('\n'));
        return text.length() == 0 ? MISSING : text.toString();
    }

    private static String fields(JsonObject document) {
        Map<String, JsonElement> sorted = new TreeMap<>();
        document.getAsJsonObject("fields").entrySet().forEach(field -> sorted.put(field.getKey(), field.getValue()));
        return sorted.toString();
    }

    private static String send(EmbeddedServer server, String path, String method, HttpRequest.BodyPublisher body) {
        URI place = URI.create("http://" + server.host() + ":" + server.port() + DOCUMENTS + path);
        try {
            HttpResponse<String> answer = HTTP.send(
                    HttpRequest.newBuilder(place).method(method, body).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(OK);
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    void sell(String product) {
        try (EmbeddedServer own = start(Faults.none(), 0)) {
            String fields = "{\"fields\": {\"name\": {\"stringValue\": \"%s\"}, \"stock\": {\"integerValue\": \"1\"}}}";
            send(own, "/1000", "PATCH", HttpRequest.BodyPublishers.ofString(fields.formatted(product)));
        }
    }

    @Override
    void lose() {
        try {
            FileTree.delete(file().getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Another process has the file: here it is this one. */
    @Override
    AutoCloseable locked() {
        return start(Faults.none(), 0);
    }

    @Override
    AutoCloseable open() {
        throw new UnsupportedOperationException("a Firestore is never in use");
    }

    @Override
    void leave() {
        server.ifPresent(EmbeddedServer::close);
        server = Optional.empty();
    }
}
