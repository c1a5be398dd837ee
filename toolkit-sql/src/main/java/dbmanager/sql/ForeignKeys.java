package dbmanager.sql;

import static dbmanager.sql.SqliteSchema.literal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rows without a parent that a transaction is answerable for: those that were not there when it began. Foreign keys are not enforced
 * meanwhile, so that rows may come in any order and no cascade deletes any.
 */
final class ForeignKeys {
    private final Connection connection;
    private final Map<List<String>, Long> before = new HashMap<>();
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
                long more = rows - before.getOrDefault(where, 0L);
                if (more > 0) {
                    broken.add("%,d rows of %s refer to rows of %s that are not there"
                            .formatted(more, where.get(0), where.get(1)));
                }
            });
        }
        broken.sort(null);
        return broken;
    }

    private Map<List<String>, Long> violations(String table) throws SQLException {
        String sql = "SELECT \"table\", parent, fkid, count(*) FROM pragma_foreign_key_check(" + literal(table)
                + ") GROUP BY 1, 2, 3";
        Map<List<String>, Long> violations = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                violations.put(List.of(rows.getString(1), rows.getString(2), rows.getString(3)), rows.getLong(4));
            }
        }
        return violations;
    }
}
