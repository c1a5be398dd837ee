package dbmanager.cli;

import java.util.Map;

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

    /** What was done, for the journal; empty when nothing was. */
    default Map<String, String> deeds() {
        return Map.of();
    }
}
