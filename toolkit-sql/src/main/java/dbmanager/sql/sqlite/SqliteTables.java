package dbmanager.sql.sqlite;

import dbmanager.sql.lint.LiveTables;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** What the tables of a database are like: which of them refer to which. */
record SqliteTables(SqliteDatabase database) {

    /** Nothing where there is no database yet. */
    LiveTables look() {
        Map<String, List<String>> children = new HashMap<>();
        if (database.exists()) {
            try (Connection connection = database.read();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(
                            "SELECT DISTINCT lower(k.\"table\"), lower(m.name) FROM main.sqlite_master m,"
                                    + " pragma_foreign_key_list(m.name) k WHERE m.type = 'table' ORDER BY 2")) {
                while (rows.next()) {
                    children.computeIfAbsent(rows.getString(1), parent -> new ArrayList<>())
                            .add(rows.getString(2));
                }
            } catch (SQLException e) {
                throw database.problem(e);
            }
        }
        return new LiveTables(OptionalInt.empty(), Map.of(), Map.of(), Set.of(), children);
    }
}
