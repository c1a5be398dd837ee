package dbmanager.exchange;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an import did.
 *
 * @param tables in the order of the import
 */
public record Imported(Map<String, Counts> tables) {
    public Imported {
        tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
    }

    /** What became of the rows of one table. */
    public record Counts(long added, long replaced, long skipped) {
        public long total() {
            return added + replaced + skipped;
        }
    }
}
