package dbmanager.firestore.gateway;

import dbmanager.problem.Problem;
import io.grpc.Status;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** What a status of the server means for the user. */
final class Diagnosis {
    static final String READ_ONLY = "nothing was changed by this request";

    static final String SOME_WRITTEN = "some documents are written already";

    private final Connection connection;

    Diagnosis(Connection connection) {
        this.connection = connection;
    }

    /** Of a request that only reads. */
    Problem reading(Throwable failure, Optional<Instant> readTime) {
        Status status = Status.fromThrowable(failure);
        String text = text(status);
        if (readTime.isPresent() && isTooOld(status, text)) {
            return new ReadTimeTooOld(connection.database(), readTime.get(), why(status), READ_ONLY, failure);
        }
        return of(failure, READ_ONLY);
    }

    Problem of(Throwable failure, String state) {
        return known(failure, state).orElseGet(() -> {
            Status status = Status.fromThrowable(failure);
            return new RequestRefused(connection.database(), status.getCode().name(), why(status), state, failure);
        });
    }

    /** Where the request as such is at fault, and not the way to the database, this is empty. */
    Optional<Problem> known(Throwable failure, String state) {
        Status status = Status.fromThrowable(failure);
        String text = text(status);
        if (text.contains("datastore mode")) {
            return Optional.of(new DatastoreMode(connection.database(), state, failure));
        }
        return switch (status.getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, ABORTED, CANCELLED, INTERNAL, UNKNOWN ->
                Optional.of(new FirestoreUnreachable(connection, why(status), state, failure));
            case RESOURCE_EXHAUSTED ->
                Optional.of(new QuotaExhausted(connection.database(), why(status), state, failure));
            case UNAUTHENTICATED -> Optional.of(NoCredentials.refused(why(status), failure));
            case PERMISSION_DENIED ->
                Optional.of(
                        text.contains("has not been used") || text.contains("disabled")
                                ? PermissionDenied.service(connection.database(), why(status), state, failure)
                                : PermissionDenied.role(connection.database(), why(status), state, failure));
            case NOT_FOUND ->
                isDatabase(text)
                        ? Optional.of(new DatabaseNotFound(connection.database(), why(status), state, failure))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** "The database (default) does not exist for project …"; a document that is not there is another matter. */
    private static boolean isDatabase(String text) {
        return (text.contains("database") || text.contains("project"))
                && (text.contains("not exist") || text.contains("not found"))
                && !text.contains("document");
    }

    private static boolean isTooOld(Status status, String text) {
        return (status.getCode() == Status.Code.FAILED_PRECONDITION || status.getCode() == Status.Code.INVALID_ARGUMENT)
                && (text.contains("too old") || text.contains("read_time") || text.contains("read time"));
    }

    private static String text(Status status) {
        return String.valueOf(status.getDescription()).toLowerCase(Locale.ROOT);
    }

    /** In the server's words, on one line. */
    static String why(Status status) {
        String description = status.getDescription();
        Throwable cause = status.getCause();
        while (cause != null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String reason = cause == null || cause.getMessage() == null ? "" : ": " + cause.getMessage();
        return (description == null ? status.getCode().name() : description + reason)
                .strip()
                .replaceAll("\\s+", " ");
    }
}
