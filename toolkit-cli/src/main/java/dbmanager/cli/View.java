package dbmanager.cli;

import dbmanager.problem.Problem;
import java.util.Map;
import java.util.Optional;

/**
 * The answer of a command for one database: as text for people, as JSON for programs. The names in the JSON are a contract: added, never
 * renamed. Values are text, numbers, booleans, null, and lists and maps of these.
 */
public interface View {
    Map<String, Object> json();

    void text(Printer out);

    /** 3 where the answer is "no". */
    default int exitCode() {
        return 0;
    }

    /** Of a summary: what went wrong beside the databases, for those who are told how the command went; empty when nothing did. */
    default Optional<Problem> trouble() {
        return Optional.empty();
    }

    /** What was done, for the journal; empty when nothing was. */
    default Map<String, String> deeds() {
        return Map.of();
    }
}
