package dbmanager.casdoor;

import dbmanager.environment.CasdoorMapping;
import dbmanager.exchange.Table;
import java.util.List;
import java.util.Map;

/**
 * What a list and a table differ in, as changes that make the table follow the list.
 *
 * @param active how many rows the table has that say that they are listed
 */
record Draft(Listing what, CasdoorMapping mapping, Table table, List<Change> changes, long unchanged, long active) {
    Draft {
        changes = List.copyOf(changes);
    }

    /** What is done to one row. */
    enum Deed {
        CREATE,
        UPDATE,
        DEACTIVATE
    }

    /**
     * @param key in Casdoor, for the reader
     * @param values by column, with the key of the table where the row is there already
     */
    record Change(Deed deed, String key, Map<String, Object> values) {}

    long count(Deed deed) {
        return changes.stream().filter(change -> change.deed() == deed).count();
    }
}
