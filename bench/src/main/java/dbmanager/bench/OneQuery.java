package dbmanager.bench;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.sqlite.JDBC;

/** The least that a Java program can do with a database. */
final class OneQuery {
    private OneQuery() {}

    public static void main(String... args) throws SQLException {
        try (Connection connection = JDBC.createConnection("jdbc:sqlite:" + args[0], new Properties());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM sqlite_master")) {
            rows.next();
            System.out.println(rows.getInt(1));
        }
    }
}
