package dbmanager.firestore;

import com.google.firestore.v1.Write;
import dbmanager.backend.Diagnosis;
import dbmanager.firestore.gateway.CommitRejected;
import dbmanager.firestore.gateway.Endpoint;
import dbmanager.firestore.gateway.Gateway;
import dbmanager.problem.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Looks at the way to a Firestore server and back. */
final class WayToServer implements Diagnosis {
    /** Above it an access token of Google is refused as of the future or the past (RFC 7519 leaves "a few minutes" for clocks). */
    private static final Duration LARGEST_OFFSET = Duration.ofMinutes(1);

    /** A round trip; a command needs several in a row. */
    private static final Duration SLOW = Duration.ofSeconds(2);

    private final Gateway gateway;
    private final Endpoint endpoint;
    private final Clock clock;

    WayToServer(Gateway gateway, Endpoint endpoint, Clock clock) {
        this.gateway = gateway;
        this.endpoint = endpoint;
        this.clock = clock;
    }

    @Override
    public List<Look> looks() {
        List<Look> looks = new ArrayList<>();
        try {
            gateway.now(); // the first request also connects, and is not to be measured
            Instant before = clock.instant();
            Instant server = gateway.now();
            Duration took = Duration.between(before, clock.instant());
            looks.add(Look.well("connection", server() + " answers reads of " + gateway.database()));
            looks.add(latency(took));
            looks.add(offset(Duration.between(before.plus(took.dividedBy(2)), server)));
        } catch (Problem e) {
            looks.add(wrong("connection", e));
            return looks;
        }
        looks.add(writing());
        return looks;
    }

    private String server() {
        if (endpoint instanceof Endpoint.Emulator emulator) {
            return "the emulator on " + emulator;
        }
        return endpoint.isEmulator() ? endpoint.toString() : "Google's Firestore";
    }

    private static Look latency(Duration took) {
        String seen = took.toMillis() + " ms for a read";
        return took.compareTo(SLOW) < 0
                ? Look.well("latency", seen)
                : Look.wrong("latency", seen, "is high: run db-manager nearer to the database, or look at the network");
    }

    private static Look offset(Duration ahead) {
        String seen = "the server is " + ahead.abs().toMillis() + " ms " + (ahead.isNegative() ? "behind" : "ahead");
        return ahead.abs().compareTo(LARGEST_OFFSET) < 0
                ? Look.well("clocks", seen)
                : Look.wrong("clocks", seen, "is too much: set this machine's clock");
    }

    /** Asks for a change of a document that is not there: who may write is told so, and nothing is written. */
    private Look writing() {
        Write impossible = new OwnDocuments(gateway).impossible(Map.of());
        try {
            gateway.commit(List.of(impossible));
            return Look.wrong(
                    "permission to write",
                    "unclear",
                    impossible.getUpdate().getName() + " is there, which it should not be: delete it");
        } catch (CommitRejected e) {
            return e.precondition() ? Look.well("permission to write", "given") : wrong("permission to write", e);
        } catch (Problem e) {
            return wrong("permission to write", e);
        }
    }

    private static Look wrong(String what, Problem e) {
        return Look.wrong(what, e.getMessage(), e.getMessage() + "; next: " + e.next());
    }
}
