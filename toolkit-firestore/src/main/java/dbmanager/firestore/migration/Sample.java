package dbmanager.firestore.migration;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Value;
import dbmanager.firestore.document.DatabaseName;
import dbmanager.firestore.document.Difference;
import dbmanager.firestore.document.DocumentJson;
import dbmanager.firestore.document.Fields;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** One change, in a line for a person to read. */
final class Sample {
    private static final int FIELDS = 3;
    private static final int LENGTH = 60;

    private Sample() {}

    /** {@code users/42  active: (none) -> true}. */
    static String of(Touch touch, DatabaseName home) {
        if (touch.after().isEmpty()) {
            return touch.path() + "  deleted";
        }
        Map<String, Value> before = touch.before().map(Document::getFieldsMap).orElse(Map.of());
        List<Difference> differences = Fields.differences(before, touch.after().get());
        String shown = differences.stream()
                .limit(FIELDS)
                .map(d -> d.field() + ": " + text(d.left(), home) + " -> " + text(d.right(), home))
                .collect(Collectors.joining(", "));
        String more = differences.size() > FIELDS ? " and " + (differences.size() - FIELDS) + " fields more" : "";
        return touch.path() + (touch.before().isEmpty() ? "  created  " : "  ") + shown + more;
    }

    private static String text(Optional<Value> value, DatabaseName home) {
        String text = value.map(there -> DocumentJson.text(there, home)).orElse("(none)");
        return text.length() > LENGTH ? text.substring(0, LENGTH) + "…" : text;
    }
}
