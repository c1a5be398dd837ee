package dbmanager.firestore.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dbmanager.firestore.document.DatabaseName;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.problem.Problem;
import dbmanager.problem.Problem.Kind;
import io.grpc.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the statuses of the server become; the texts are those of Google's servers. */
class ProblemsTest {
    private static final DatabaseName SHOP = new DatabaseName("shop-prod", "(default)");

    private static Gateway failing(Status status) {
        FaultInjection faults = new FaultInjection().refuseEvery(FaultInjection.ANY, status);
        return Gateway.open(new Connection(SHOP, new Endpoint.Emulator("127.0.0.1", 1), List.of(faults)), new Dream(Duration.ZERO));
    }

    private static Problem reading(Status status, Optional<Instant> readTime) {
        try (Gateway gateway = failing(status)) {
            return catchThrowableOfType(
                    Problem.class, () -> gateway.fetch(List.of(new DocumentPath("a/1")), readTime));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UNAVAILABLE|Connection refused|FirestoreUnreachable|UNREACHABLE",
                "DEADLINE_EXCEEDED|deadline exceeded after 69.9s|FirestoreUnreachable|UNREACHABLE",
                "RESOURCE_EXHAUSTED|Quota exceeded.|QuotaExhausted|UNREACHABLE",
                "PERMISSION_DENIED|Missing or insufficient permissions.|PermissionDenied|UNREACHABLE",
                "PERMISSION_DENIED|Cloud Firestore API has not been used in project 1 before or it is disabled.|PermissionDenied|UNREACHABLE",
                "UNAUTHENTICATED|Request had invalid authentication credentials.|NoCredentials|CONFIGURATION",
                "NOT_FOUND|The database (default) does not exist for project shop-prod|DatabaseNotFound|UNREACHABLE",
                "FAILED_PRECONDITION|The Cloud Firestore API is not available for Firestore in Datastore Mode database projects/shop-prod/databases/(default).|DatastoreMode|UNSUPPORTED",
                "INVALID_ARGUMENT|something new|RequestRefused|UNEXPECTED"
            })
    void each_says_what_to_do(Status.Code code, String text, String type, Kind kind) {
        Problem problem = reading(code.toStatus().withDescription(text), Optional.empty());

        assertThat(problem.getClass().getSimpleName()).isEqualTo(type);
        assertThat(problem.kind()).isEqualTo(kind);
        assertThat(problem).hasMessageContaining(text.startsWith("The Cloud") ? "Datastore mode" : text);
        assertThat(problem.state()).isPresent();
        assertThat(problem.next()).isNotBlank();
    }

    @Test
    void a_moment_that_the_server_has_forgotten() {
        Instant hourAgo = Instant.parse("2026-08-01T10:00:00Z");
        Problem problem = reading(
                Status.FAILED_PRECONDITION.withDescription("The requested snapshot version is too old."),
                Optional.of(hourAgo));

        assertThat(problem).isInstanceOf(ReadTimeTooOld.class).hasMessageContaining("2026-08-01T10:00:00Z");
        assertThat(problem.next()).contains("point-in-time recovery");
    }

    @Test
    void a_document_that_is_not_there_is_not_a_missing_database() {
        try (Gateway gateway = failing(Status.NOT_FOUND.withDescription(
                "No document to update: projects/shop-prod/databases/(default)/documents/users/42"))) {
            assertThatThrownBy(() -> gateway.commit(List.of())).isInstanceOf(CommitRejected.class);
        }
    }

    @Test
    void a_server_that_does_not_listen_is_given_up_within_a_bounded_time() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Dream time = new Dream(Duration.ZERO);
        try (Gateway gateway =
                Gateway.open(new Connection(SHOP, new Endpoint.Emulator("127.0.0.1", port)), time)) {
            assertThatThrownBy(gateway::now)
                    .isInstanceOf(FirestoreUnreachable.class)
                    .hasMessageContaining("127.0.0.1:" + port)
                    .hasMessageContaining("refused");
        }
        assertThat(time.nanos()).isLessThan(Duration.ofMinutes(1).toNanos());
    }

    @Test
    void credentials_that_are_missing_or_no_key_are_named_and_never_quoted(@TempDir Path folder) throws IOException {
        Path absent = folder.resolve("absent.json");
        Path other = Files.writeString(folder.resolve("other.json"), "{\"type\": \"authorized_user\", \"secret\": \"s3cret\"}");
        Path none = Files.writeString(folder.resolve("none.json"), "not s3cret json");

        for (Path file : List.of(absent, other, none)) {
            try (Gateway gateway =
                    Gateway.open(new Connection(SHOP, new Endpoint.Production(Optional.of(file))), new Dream(Duration.ZERO))) {
                Problem problem = catchThrowableOfType(Problem.class, gateway::now);
                assertThat(problem).isInstanceOf(NoCredentials.class).hasMessageContaining(file.toString());
                assertThat(problem.toString()).doesNotContain("s3cret");
                assertThat(problem.kind()).isEqualTo(Kind.CONFIGURATION);
            }
        }
    }
}
