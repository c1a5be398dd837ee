package dbmanager.emulator.embedded.store;

import com.google.firestore.v1.Value;
import java.util.Map;

/** What a document may be. Asked before it is written, with all that it will hold; its answer depends on nothing else. */
@FunctionalInterface
public interface Allowed {
    Allowed ANYTHING = (name, fields, bytes) -> {};

    /**
     * @param bytes how many its proto has without its times
     * @throws dbmanager.emulator.embedded.model.Refused where it may not be; then the commit is refused
     */
    void check(String name, Map<String, Value> fields, int bytes);
}
