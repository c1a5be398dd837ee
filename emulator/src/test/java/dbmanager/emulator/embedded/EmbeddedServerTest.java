package dbmanager.emulator.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.gax.grpc.InstantiatingGrpcChannelProvider;
import com.google.cloud.firestore.Firestore;
import com.google.cloud.firestore.FirestoreOptions;
import io.grpc.ForwardingChannelBuilder2;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.inprocess.InProcessChannelBuilder;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServerTest {
    private static final String DOCUMENTS = "/v1/projects/shop/databases/(default)/documents";
    private static final String NAME = "projects/shop/databases/(default)/documents/";

    @TempDir
    Path folder;

    private static EmbeddedServer started() throws IOException {
        return EmbeddedServer.start(Options.standard(Clock.systemUTC()));
    }

    private static HttpResponse<String> ask(EmbeddedServer server, String verb, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + server.host() + ":" + server.port() + path))
                .method(verb, BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }

    private static String ok(EmbeddedServer server, String verb, String path, String body)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = ask(server, verb, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body().replaceAll("\\s", "");
    }

    @Test
    void a_document_lives_and_dies_over_http() throws Exception {
        try (EmbeddedServer server = started()) {
            assertThat(ok(server, "GET", "/", "")).isEqualTo("Ok");

            String ada = "{\"fields\": {\"name\": {\"stringValue\": \"Ada\"}, \"age\": {\"integerValue\": \"36\"}}}";
            assertThat(ok(server, "POST", DOCUMENTS + "/users?documentId=ada", ada))
                    .contains("\"name\":\"" + NAME + "users/ada\"", "\"integerValue\":\"36\"", "\"createTime\":\"");
            assertThat(ask(server, "POST", DOCUMENTS + "/users?documentId=ada", ada)
                            .statusCode())
                    .isEqualTo(409);
            assertThat(ok(server, "POST", DOCUMENTS + "/users", ada)).containsPattern("users/[A-Za-z0-9]{20}\"");

            String older = "{\"fields\": {\"age\": {\"integerValue\": \"37\"}}}";
            assertThat(ok(
                            server,
                            "PATCH",
                            DOCUMENTS + "/users/ada?updateMask.fieldPaths=age&currentDocument.exists=true",
                            older))
                    .contains("\"Ada\"", "\"37\"");
            assertThat(ok(server, "GET", DOCUMENTS + "/users/ada?mask.fieldPaths=age", ""))
                    .contains("\"37\"")
                    .doesNotContain("\"Ada\"");
            assertThat(ok(server, "GET", DOCUMENTS + "/users?pageSize=1", "")).contains("\"nextPageToken\":\"");

            assertThat(ok(server, "DELETE", DOCUMENTS + "/users/ada", "")).isEqualTo("{}");
            assertThat(ask(server, "GET", DOCUMENTS + "/users/ada", "").statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void methods_with_a_name_work_over_http() throws Exception {
        try (EmbeddedServer server = started()) {
            String write = "{\"writes\": [{\"update\": {\"name\": \"" + NAME
                    + "users/ada\", \"fields\": {\"age\": {\"integerValue\": 36}}}}]}";
            assertThat(ok(server, "POST", DOCUMENTS + ":commit", write)).contains("\"commitTime\"", "\"updateTime\"");
            assertThat(ok(server, "POST", DOCUMENTS + ":batchWrite", write)).contains("\"status\":[{}]");

            String all = "{\"structuredQuery\": {\"from\": [{\"collectionId\": \"users\"}]}}";
            assertThat(ok(server, "POST", DOCUMENTS + ":runQuery", all))
                    .startsWith("[{\"document\":{")
                    .endsWith("\"done\":true}]");
            assertThat(ok(
                            server,
                            "POST",
                            DOCUMENTS + ":runAggregationQuery",
                            "{\"structuredAggregationQuery\": {" + all.substring(1, all.length() - 1)
                                    + ", \"aggregations\": [{\"alias\": \"n\", \"count\": {}}]}}"))
                    .contains("\"n\":{\"integerValue\":\"1\"}");
            assertThat(ok(
                            server,
                            "POST",
                            DOCUMENTS + ":batchGet",
                            "{\"documents\": [\"" + NAME + "users/ada\", \"" + NAME + "users/no\"]}"))
                    .contains("\"found\":{", "\"missing\":\"" + NAME + "users/no\"");
            assertThat(ok(server, "POST", DOCUMENTS + ":listCollectionIds", "{}"))
                    .isEqualTo("{\"collectionIds\":[\"users\"]}");

            String begun = ok(server, "POST", DOCUMENTS + ":beginTransaction", "{}");
            String rollback = ok(server, "POST", DOCUMENTS + ":rollback", begun);
            assertThat(rollback).isEqualTo("{}");
        }
    }

    @Test
    void a_refusal_is_googles_error_object() throws Exception {
        try (EmbeddedServer server = started()) {
            HttpResponse<String> missing = ask(server, "GET", DOCUMENTS + "/users/nobody", "");
            assertThat(missing.statusCode()).isEqualTo(404);
            assertThat(missing.body())
                    .contains("\"code\": 404", "\"status\": \"NOT_FOUND\"", "users/nobody\\\" not found");
            assertThat(ask(server, "PATCH", DOCUMENTS + "/users/a", "{\"fie").body())
                    .contains("\"code\": 400", "\"status\": \"INVALID_ARGUMENT\"", "Invalid JSON payload received");
            assertThat(ask(server, "GET", DOCUMENTS + "/users/a?foo=1", "").body())
                    .contains("Unknown name \\\"foo\\\"");
            assertThat(ask(server, "GET", "/nowhere", "").statusCode()).isEqualTo(404);
            assertThat(ask(server, "PUT", DOCUMENTS + "/users/a", "").statusCode())
                    .isEqualTo(501);
        }
    }

    @Test
    void a_connection_that_talks_nonsense_hurts_nobody_else() throws Exception {
        try (EmbeddedServer server = started()) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                socket.getOutputStream().write("PRI * HTTP/2.1\r\n\r\n\0\0\1nonsense".getBytes(StandardCharsets.UTF_8));
                socket.shutdownOutput();
                socket.setSoTimeout(30_000);
                assertThat(socket.getInputStream().readAllBytes().length).isNotNegative();
            }
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                socket.getOutputStream()
                        .write("GET /v1/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                                .getBytes(StandardCharsets.UTF_8));
                socket.setSoTimeout(30_000);
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .startsWith("HTTP/1.1 400 Bad Request");
            }
            assertThat(ok(server, "GET", "/", "")).isEqualTo("Ok");
        }
    }

    @Test
    void wiping_over_http_empties_one_database() throws Exception {
        try (EmbeddedServer server = started()) {
            ok(server, "POST", DOCUMENTS + "/users?documentId=a", "{}");
            ok(server, "POST", DOCUMENTS.replace("(default)", "other") + "/users?documentId=a", "{}");

            ok(server, "DELETE", "/emulator" + DOCUMENTS, "");

            assertThat(ok(server, "GET", DOCUMENTS + "/users", "")).isEqualTo("{}");
            assertThat(ok(server, "GET", DOCUMENTS.replace("(default)", "other") + "/users", ""))
                    .contains("users/a");
        }
    }

    @Test
    void a_port_that_is_taken_is_named() throws Exception {
        try (EmbeddedServer server = started()) {
            Options same = Options.standard(Clock.systemUTC()).withPort(server.port());

            assertThatThrownBy(() -> EmbeddedServer.start(same))
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining("127.0.0.1:" + server.port());
        }
    }

    @Test
    void a_closed_server_has_left_its_port() throws Exception {
        EmbeddedServer server = started();
        ok(server, "GET", "/", "");
        server.close();
        server.close();

        try (EmbeddedServer next =
                EmbeddedServer.start(Options.standard(Clock.systemUTC()).withPort(server.port()))) {
            assertThat(ok(next, "GET", "/", "")).isEqualTo("Ok");
        }
    }

    @Test
    void in_the_same_process_no_network_is_needed() throws Exception {
        try (EmbeddedServer server = started()) {
            ManagedChannel channel = server.inProcess();
            Firestore firestore = FirestoreOptions.newBuilder()
                    .setProjectId("shop")
                    .setCredentials(new FirestoreOptions.EmulatorCredentials())
                    .setChannelProvider(InstantiatingGrpcChannelProvider.newBuilder()
                            .setEndpoint("unused:1")
                            .setChannelConfigurator(any -> new Given(channel))
                            .build())
                    .build()
                    .getService();
            firestore.document("users/ada").set(Map.of("age", 36)).get(60, TimeUnit.SECONDS);
            assertThat(firestore
                            .collection("users")
                            .get()
                            .get(60, TimeUnit.SECONDS)
                            .size())
                    .isEqualTo(1);
            firestore.shutdownNow();

            channel.shutdownNow();
        }
    }

    /** A builder that has built already: the way in which Google's client takes a channel. */
    private static final class Given extends ForwardingChannelBuilder2<Given> {
        private final ManagedChannel channel;

        Given(ManagedChannel channel) {
            this.channel = channel;
        }

        @Override
        protected ManagedChannelBuilder<?> delegate() {
            return InProcessChannelBuilder.forName("unused");
        }

        @Override
        public ManagedChannel build() {
            return channel;
        }
    }

    @Test
    void documents_outlive_the_server_in_a_file() throws Exception {
        Options options = Options.standard(Clock.systemUTC()).persistingIn(folder.resolve("shop.sqlite"));
        try (EmbeddedServer server = EmbeddedServer.start(options)) {
            ok(server, "POST", DOCUMENTS + "/users?documentId=ada", "{}");
        }
        try (EmbeddedServer server = EmbeddedServer.start(options)) {
            assertThat(ok(server, "GET", DOCUMENTS + "/users/ada", "")).contains("users/ada");
        }
    }

    @Test
    void a_query_without_its_index_is_refused_where_indexes_are_given() throws Exception {
        Path indexes = Files.writeString(folder.resolve("firestore.indexes.json"), "{\"indexes\": []}");
        Options options = Options.standard(Clock.systemUTC());
        String query = "{\"structuredQuery\": {\"from\": [{\"collectionId\": \"users\"}], \"where\": {\"fieldFilter\":"
                + " {\"field\": {\"fieldPath\": \"a\"}, \"op\": \"EQUAL\", \"value\": {\"integerValue\": 1}}},"
                + " \"orderBy\": [{\"field\": {\"fieldPath\": \"b\"}}]}}";
        try (EmbeddedServer server = EmbeddedServer.start(options.withIndexes(indexes))) {
            HttpResponse<String> refused = ask(server, "POST", DOCUMENTS + ":runQuery", query);
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("FAILED_PRECONDITION", "requires an index");
        }
        try (EmbeddedServer server = EmbeddedServer.start(options)) {
            ok(server, "POST", DOCUMENTS + ":runQuery", query);
        }
    }

    @Test
    void the_past_can_be_read_within_the_window_and_not_before_it() throws Exception {
        MutableClock clock = new MutableClock(Instant.parse("2026-08-01T12:00:00Z"));
        try (EmbeddedServer server = EmbeddedServer.start(Options.standard(clock))) {
            ok(server, "PATCH", DOCUMENTS + "/a/b", "{\"fields\": {\"n\": {\"integerValue\": 1}}}");
            clock.advance(Duration.ofMinutes(40));
            ok(server, "PATCH", DOCUMENTS + "/a/b", "{\"fields\": {\"n\": {\"integerValue\": 2}}}");

            String then = DOCUMENTS + "/a/b?readTime=2026-08-01T12:30:00Z";
            assertThat(ok(server, "GET", then, "")).contains("\"integerValue\":\"1\"");
            clock.advance(Duration.ofMinutes(60));
            HttpResponse<String> late = ask(server, "GET", then, "");
            assertThat(late.body()).contains("FAILED_PRECONDITION");
        }
    }

    private static final class MutableClock extends Clock {
        private Instant now;

        MutableClock(Instant now) {
            this.now = now;
        }

        synchronized void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public synchronized Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    }

    @Test
    void production_limits_are_on_unless_they_are_switched_off() throws Exception {
        String foreign =
                "{\"fields\": {\"r\": {\"referenceValue\": \"projects/x/databases/(default)/documents/a/b\"}}}";
        Options options = Options.standard(Clock.systemUTC());
        try (EmbeddedServer server = EmbeddedServer.start(options)) {
            assertThat(ask(server, "PATCH", DOCUMENTS + "/a/b", foreign).body()).contains("different app partition");
        }
        try (EmbeddedServer server = EmbeddedServer.start(options.withLimits(Limits.lenient()))) {
            ok(server, "PATCH", DOCUMENTS + "/a/b", foreign);
        }
    }

    @Test
    void a_document_that_grows_too_large_bit_by_bit_is_refused() throws Exception {
        try (Running running = new Running()) {
            var document = running.firestore.document("a/b");
            document.set(Map.of("a", "x".repeat(600_000))).get(60, TimeUnit.SECONDS);

            assertThatThrownBy(() -> document.update("b", "x".repeat(600_000)).get(60, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("exceeds the maximum allowed size of 1,048,576 bytes");
            assertThat(document.get().get(60, TimeUnit.SECONDS).contains("b")).isFalse();
        }
    }
}
