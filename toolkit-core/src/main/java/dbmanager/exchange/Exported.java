package dbmanager.exchange;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an export wrote.
 *
 * @param rows by table, in the order of writing
 * @param files none when it went to a stream
 */
public record Exported(Map<String, Long> rows, List<Path> files) {
    public Exported {
        rows = Collections.unmodifiableMap(new LinkedHashMap<>(rows));
        files = List.copyOf(files);
    }
}
