package dbmanager.sql.postgres.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Names and texts as statements have them, and queries of one row or column. */
final class Sql {
    private Sql() {}

    static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Sessions have standard_conforming_strings on. */
    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** A name as the server writes it, in quotes only where it wants them, or always in quotes. */
    static String eitherWay(String name) {
        return "(?:" + Pattern.quote(name) + "|" + Pattern.quote(quote(name)) + ")";
    }

    static List<String> texts(Connection connection, String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    static long number(Connection connection, String query) throws SQLException {
        return Long.parseLong(texts(connection, query).get(0));
    }

    static void run(Connection connection, List<String> statements) throws SQLException {
        try (Statement running = connection.createStatement()) {
            for (String sql : statements) {
                running.execute(sql);
            }
        }
    }
}
