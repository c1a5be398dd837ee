package dbmanager.sql.postgres;

import dbmanager.backend.Lint.Size;
import dbmanager.problem.Problem;
import dbmanager.sql.lint.LiveTables;
import dbmanager.sql.schema.Token;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** What the tables of a server are like, as it knows without counting. */
record PostgresTables(PostgresDatabase database) {

    /** Nothing where the server is away or does not let us in. */
    LiveTables look() {
        try (Connection connection = database.read()) {
            int version = Integer.parseInt(
                    PostgresDatabase.text(connection, "SELECT current_setting('server_version_num')::int / 10000")
                            .orElseThrow());
            return new LiveTables(
                    OptionalInt.of(version), sizes(connection), types(connection), notNull(connection), Map.of());
        } catch (Problem away) {
            return LiveTables.unseen();
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    /** The server's estimate is -1 (0 before version 14) where it never counted. */
    private static Map<String, Size> sizes(Connection connection) throws SQLException {
        Map<String, Size> sizes = new HashMap<>();
        try (PreparedStatement query =
                        connection.prepareStatement("SELECT c.relname, c.reltuples, pg_total_relation_size(c.oid)"
                                + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'm') AND "
                                + Catalog.USER_SCHEMA);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                double counted = rows.getDouble(2);
                long bytes = rows.getLong(3);
                boolean known = counted > 0 || (counted == 0 && bytes == 0);
                sizes.put(
                        Token.folded(rows.getString(1)),
                        new Size(known ? OptionalLong.of(Math.round(counted)) : OptionalLong.empty(), bytes));
            }
        }
        return sizes;
    }

    private static Map<String, String> types(Connection connection) throws SQLException {
        Map<String, String> types = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(
                        "SELECT c.relname || '.' || a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a"
                                + " JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
                                + " WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND "
                                + Catalog.USER_SCHEMA);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                types.put(Token.folded(rows.getString(1)), rows.getString(2));
            }
        }
        return types;
    }

    private static Set<String> notNull(Connection connection) throws SQLException {
        Set<String> columns = new HashSet<>();
        for (String column : PostgresDatabase.texts(
                connection,
                "SELECT c.relname || '.' || a.attname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid"
                        + " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.conkey[1]"
                        + " WHERE k.contype = 'c' AND k.convalidated AND cardinality(k.conkey) = 1"
                        + " AND pg_get_constraintdef(k.oid) = format('CHECK ((%I IS NOT NULL))', a.attname)")) {
            columns.add(Token.folded(column));
        }
        return columns;
    }
}
