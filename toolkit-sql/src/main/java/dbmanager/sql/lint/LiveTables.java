package dbmanager.sql.lint;

import dbmanager.backend.Lint.Size;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What the database says of its tables, as far as it could be asked.
 *
 * @param version of the server, such as 15; empty when it was not asked
 * @param sizes by folded name
 * @param types of columns, by {@code table.column}, folded
 * @param notNull columns of which a validated CHECK says that they have a value
 * @param children of a table, by folded name: those with a foreign key to it
 */
public record LiveTables(
        OptionalInt version,
        Map<String, Size> sizes,
        Map<String, String> types,
        Set<String> notNull,
        Map<String, List<String>> children) {
    public LiveTables {
        sizes = Map.copyOf(sizes);
        types = Map.copyOf(types);
        notNull = Set.copyOf(notNull);
        children = Map.copyOf(children);
    }

    public static LiveTables unseen() {
        return new LiveTables(OptionalInt.empty(), Map.of(), Map.of(), Set.of(), Map.of());
    }

    Optional<Size> size(String table) {
        return Optional.ofNullable(sizes.get(table));
    }

    /** Whether the server is known to be older. */
    boolean isBefore(int major) {
        return version.isPresent() && version.getAsInt() < major;
    }
}
