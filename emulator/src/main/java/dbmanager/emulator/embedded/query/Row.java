package dbmanager.emulator.embedded.query;

import com.google.firestore.v1.Value;
import dbmanager.emulator.embedded.model.FieldPath;
import dbmanager.emulator.embedded.model.Key;
import dbmanager.emulator.embedded.store.Stored;
import java.util.Map;
import java.util.Optional;

/**
 * A document while a query looks at it.
 *
 * @param fields those at the top level that the query wants
 */
record Row(Stored stored, Map<String, Value> fields) {
    static Row of(Stored stored, Wanted wanted) {
        return new Row(stored, wanted.in(stored.bytes()));
    }

    Key key() {
        return stored.key();
    }

    Optional<Value> value(FieldPath field) {
        return field.in(fields);
    }
}
