package dbmanager.cli.reliability.matrix;

import dbmanager.cli.reliability.Project;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The products of a shop in SQL. */
final class SqlRows {
    private SqlRows() {}

    static void writeMigrations(Project project) {
        project.write("migrations/V1__products.sql", """
            CREATE TABLE product (id INTEGER PRIMARY KEY, name TEXT NOT NULL, stock INTEGER NOT NULL);
            INSERT INTO product VALUES (1, 'tea', 1);
            """);
        project.write("migrations/undo/U1__products.sql", "DROP TABLE product;\n");
        project.write("migrations/V2__prices.sql", """
            ALTER TABLE product ADD COLUMN price INTEGER;
            UPDATE product SET price = stock + 1;
            """);
        project.write("migrations/undo/U2__prices.sql", "ALTER TABLE product DROP COLUMN price;\n");
    }

    /** The rows, and what the history says. */
    static String content(Statement statement) throws SQLException {
        return text(statement, "SELECT * FROM product ORDER BY id")
                + text(
                        statement,
                        "SELECT version, type, success FROM flyway_schema_history WHERE version IS NOT NULL ORDER BY"
                                + " installed_rank");
    }

    static String text(Statement statement, String query) throws SQLException {
        StringBuilder text = new StringBuilder();
        try (ResultSet rows = statement.executeQuery(query)) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                for (int i = 1; i <= columns; i++) {
                    text.append(i == 1 ? "" : " ").append(rows.getString(i));
                }
                text.append('\n');
            }
        }
        return text.toString();
    }
}
