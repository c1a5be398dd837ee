package dbmanager.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;

/** A shop with its orders as a SQLite file; the same arguments always give the same rows. */
public final class SalesData {
    private static final int ITEMS_PER_ORDER = 4;
    private static final int ORDERS_PER_MEGABYTE = 1_640;

    private SalesData() {}

    /** {@code SalesData <file> <megabytes>} */
    public static void main(String[] args) throws SQLException {
        write(Path.of(args[0]), Integer.parseInt(args[1]));
    }

    /** Fills a new file to about that size. */
    public static void write(Path file, int megabytes) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    """
                    PRAGMA synchronous = OFF;
                    CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL UNIQUE, city TEXT);
                    CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL REFERENCES customers (id),
                        placed TEXT NOT NULL, status TEXT NOT NULL, note TEXT);
                    CREATE TABLE items (order_id INTEGER NOT NULL REFERENCES orders (id), line INTEGER NOT NULL,
                        product TEXT NOT NULL, quantity INTEGER NOT NULL, price REAL NOT NULL, PRIMARY KEY (order_id, line));
                    """);
            connection.setAutoCommit(false);
            int orders = megabytes * ORDERS_PER_MEGABYTE;
            fill(connection, orders, Math.max(1, orders / 10));
            statement.executeUpdate("CREATE INDEX orders_by_customer ON orders (customer, placed)");
            connection.commit();
        }
    }

    private static void fill(Connection connection, int orders, int customers) throws SQLException {
        Random random = new Random(42);
        try (PreparedStatement customer = connection.prepareStatement("INSERT INTO customers VALUES (?, ?, ?, ?)");
                PreparedStatement order = connection.prepareStatement("INSERT INTO orders VALUES (?, ?, ?, ?, ?)");
                PreparedStatement item = connection.prepareStatement("INSERT INTO items VALUES (?, ?, ?, ?, ?)")) {
            for (int id = 1; id <= customers; id++) {
                run(customer, id, "Customer " + id, "customer" + id + "@example.com", word(random, 9));
            }
            for (int id = 1; id <= orders; id++) {
                String day = "20%02d-%02d-%02d 12:00:00"
                        .formatted(random.nextInt(27), 1 + random.nextInt(12), 1 + random.nextInt(28));
                run(order, id, 1 + random.nextInt(customers), day, "paid", word(random, 180));
                for (int line = 1; line <= ITEMS_PER_ORDER; line++) {
                    run(item, id, line, word(random, 24), 1 + random.nextInt(9), random.nextInt(100_000) / 100.0);
                }
            }
        }
    }

    private static void run(PreparedStatement insert, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            insert.setObject(i + 1, values[i]);
        }
        insert.executeUpdate();
    }

    private static String word(Random random, int length) {
        char[] letters = new char[length];
        for (int i = 0; i < length; i++) {
            letters[i] = (char) ('a' + random.nextInt(26));
        }
        return new String(letters);
    }
}
