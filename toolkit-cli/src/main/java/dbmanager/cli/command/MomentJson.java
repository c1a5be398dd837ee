package dbmanager.cli.command;

import dbmanager.migration.Timeline.Moment;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** One migration's place, as every command shows it. */
final class MomentJson {
    private MomentJson() {}

    static Map<String, Object> of(Moment moment) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", moment.key().version().map(Object::toString).orElse(null));
        json.put("description", moment.key().description());
        json.put("state", moment.state().name().toLowerCase(Locale.ROOT));
        json.put("reason", moment.reason());
        json.put("script", moment.shipped().map(m -> m.script().path()).orElse(null));
        json.put("reversible", moment.shipped().map(m -> m.reversible()).orElse(null));
        json.put("applied_at", moment.entry().map(e -> e.when().toString()).orElse(null));
        return json;
    }
}
