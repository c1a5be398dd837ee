package dbmanager.sql.sqlite;

import static dbmanager.sql.sqlite.SqliteSchema.literal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rows without a parent that a transaction is answerable for: those that were not there when it began. Foreign keys are not enforced
 * meanwhile, so that rows may come in any order and no cascade deletes any.
 */
final class ForeignKeys {
    private final Connection connection;
    private final Map<List<String>, Violations> before = new HashMap<>();
    private final Map<String, Boolean> watched = new HashMap<>();

    ForeignKeys(Connection connection) {
        this.connection = connection;
    }

    /** Remembers what is wrong with a table before it changes. */
    void watch(String table) throws SQLException {
        if (watched.putIfAbsent(table, true) == null) {
            before.putAll(violations(table));
        }
    }

    /** What is wrong now and was not before, one line per table and parent. */
    List<String> broken() throws SQLException {
        List<String> broken = new ArrayList<>();
        for (String table : Set.copyOf(watched.keySet())) {
            violations(table).forEach((where, rows) -> {
                Violations old = before.getOrDefault(where, Violations.NONE);
                if (rows.count() > old.count()) {
                    broken.add("%,d rows of %s refer to rows of %s that are not there%s"
                            .formatted(rows.count() - old.count(), where.get(0), where.get(1), rows.example(old)));
                }
            });
        }
        broken.sort(null);
        return broken;
    }

    /** @param first the row id of one of them; empty for a table without row ids */
    private record Violations(long count, Optional<String> first) {
        static final Violations NONE = new Violations(0, Optional.empty());

        /** Where there were some before, it is not known which ones are new. */
        String example(Violations before) {
            return before.count() > 0
                    ? ""
                    : first.map(row -> ", such as row " + row).orElse("");
        }
    }

    private Map<List<String>, Violations> violations(String table) throws SQLException {
        String sql = "SELECT \"table\", parent, fkid, count(*), min(rowid) FROM pragma_foreign_key_check("
                + literal(table) + ") GROUP BY 1, 2, 3";
        Map<List<String>, Violations> violations = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                violations.put(
                        List.of(rows.getString(1), rows.getString(2), rows.getString(3)),
                        new Violations(rows.getLong(4), Optional.ofNullable(rows.getString(5))));
            }
        }
        return violations;
    }
}
