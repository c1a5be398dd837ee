package dbmanager.firestore.migration;

import dbmanager.yaml.Place;
import java.util.List;

/** One step of a declarative migration. Pure: it says what it wants, and whoever runs it reads and writes. */
public sealed interface Step permits Scan, Fixed, CreateIndex {
    /** Its word in the file: {@code addField}. */
    String name();

    /** What it does, for people: {@code addField active in users}. */
    String summary();

    /** Where it stands in the file. */
    Place place();

    /** What has to be scanned for it, in this order; none for a step that knows its document. */
    default List<Source> sources() {
        return List.of();
    }

    /** Whether doing it a second time changes nothing more. */
    boolean idempotent();

    /** Collections that there may not have been before, for the history. */
    default List<String> creates() {
        return List.of();
    }
}
