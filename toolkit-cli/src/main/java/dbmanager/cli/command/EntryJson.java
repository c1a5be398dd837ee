package dbmanager.cli.command;

import dbmanager.migration.Direction;
import dbmanager.migration.History;
import dbmanager.migration.Mode;
import java.util.List;
import java.util.Map;

/** One event of a history, as every command shows it. */
final class EntryJson {
    private EntryJson() {}

    static Map<String, Object> of(History.Entry entry) {
        return Json.of(
                "rank", entry.rank(),
                "version", entry.key().version(),
                "description", entry.key().description(),
                "direction", Words.name(entry.direction()),
                "mode", entry.mode() == Mode.EXECUTE ? "execute" : "stamp",
                "outcome", Words.name(entry.outcome()),
                "baseline", entry.baseline(),
                "sha256", entry.sha256(),
                "who", entry.by().who(),
                "note", entry.by().note(),
                "when", entry.when(),
                "took_ms", entry.took().toMillis());
    }

    static List<Map<String, Object>> of(List<History.Entry> entries) {
        return entries.stream().map(EntryJson::of).toList();
    }

    /** In two words: {@code applied}, {@code rolled back}, {@code stamped}, {@code failed up}. */
    static String what(History.Entry entry) {
        boolean up = entry.direction() == Direction.UP;
        return switch (entry.outcome()) {
            case STARTED, FAILED -> Words.name(entry.outcome()) + (up ? " up" : " down");
            case SUCCEEDED ->
                entry.baseline()
                        ? "baseline"
                        : entry.mode() == Mode.RECORD_ONLY
                                ? (up ? "stamped" : "unstamped")
                                : (up ? "applied" : "rolled back");
        };
    }
}
