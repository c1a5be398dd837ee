package dbmanager.cli.command;

import dbmanager.migration.History;
import dbmanager.migration.Migration;
import dbmanager.migration.Timeline.Moment;
import java.util.Map;

/** One migration's place, as every command shows it. */
final class MomentJson {
    private MomentJson() {}

    static Map<String, Object> of(Moment moment) {
        return Json.of(
                "version", moment.key().version(),
                "description", moment.key().description(),
                "state", Words.name(moment.state()),
                "reason", moment.reason(),
                "script", moment.shipped().map(migration -> migration.script().path()),
                "reversible", moment.shipped().map(Migration::reversible),
                "applied_at", moment.entry().map(History.Entry::when));
    }
}
