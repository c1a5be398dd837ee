package dbmanager.sql.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The index that {@code CREATE INDEX CONCURRENTLY} builds. When that is interrupted or fails, an index that is not valid stays behind
 * (postgresql.org/docs/current/sql-createindex.html).
 *
 * @param name in upper case, as {@link ScriptRules#words} gives it; empty when the server chooses one
 */
record ConcurrentIndex(Optional<String> name) {
    /** @param words of the statement, from its first one */
    static Optional<ConcurrentIndex> of(List<String> words) {
        List<String> rest = new ArrayList<>(words);
        if (rest.isEmpty() || !rest.remove(0).equals("CREATE")) {
            return Optional.empty();
        }
        if (!rest.isEmpty() && rest.get(0).equals("UNIQUE")) {
            rest.remove(0);
        }
        if (rest.size() < 3 || !rest.get(0).equals("INDEX") || !rest.get(1).equals("CONCURRENTLY")) {
            return Optional.empty();
        }
        rest = rest.subList(2, rest.size());
        if (rest.size() > 3 && rest.subList(0, 3).equals(List.of("IF", "NOT", "EXISTS"))) {
            rest = rest.subList(3, rest.size());
        }
        return Optional.of(new ConcurrentIndex(rest.get(0).equals("ON") ? Optional.empty() : Optional.of(rest.get(0))));
    }
}
