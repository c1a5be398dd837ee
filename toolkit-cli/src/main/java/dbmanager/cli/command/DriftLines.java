package dbmanager.cli.command;

import dbmanager.backend.Drift;
import dbmanager.backend.SchemaChange;
import dbmanager.migration.Direction;
import dbmanager.migration.History;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What nobody's migration did to a database, as lines and as JSON. */
final class DriftLines {
    private DriftLines() {}

    static List<String> of(Drift drift) {
        String since = drift.since().map(DriftLines::step).orElse("");
        return switch (drift.verdict()) {
            case SAME -> List.of("no drift: the definitions are those that " + since + " left");
            case UNKNOWN -> List.of("drift unknown: " + drift.reason());
            case DRIFTED -> {
                List<String> lines = new ArrayList<>();
                lines.add("drifted: changed after " + since + ", by nobody's migration"
                        + (drift.changes().isEmpty() ? "; what changed was not kept" : ":"));
                drift.changes().forEach(change -> lines.add("  " + line(change)));
                yield lines;
            }
        };
    }

    private static String step(History.Entry entry) {
        return (entry.direction() == Direction.UP ? "" : "the rollback of ") + entry.key() + " of " + entry.when();
    }

    private static String line(SchemaChange change) {
        String sign = switch (change.deed()) {
            case ADD -> "+";
            case DROP -> "-";
            case CHANGE, RENAME -> "~";
        };
        return sign + " " + change.kind() + " " + change.object();
    }

    static Map<String, Object> json(Drift drift) {
        Optional<History.Entry> since = drift.since();
        return Json.of(
                "verdict", Words.name(drift.verdict()),
                "since_version", since.flatMap(entry -> entry.key().version()),
                "since_description", since.map(entry -> entry.key().description()),
                "since_direction", since.map(entry -> Words.name(entry.direction())),
                "since_when", since.map(History.Entry::when),
                "reason", drift.reason(),
                "changes",
                        drift.changes().stream()
                                .map(change -> Json.of(
                                        "kind", change.kind(),
                                        "object", change.object(),
                                        "deed", Words.name(change.deed())))
                                .toList());
    }
}
