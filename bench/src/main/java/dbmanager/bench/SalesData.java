package dbmanager.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.util.Random;

/** A shop's products, product_logs, users and orders as a SQLite file; the same arguments always give the same rows. */
public final class SalesData {
    private static final int ORDERS_PER_MEGABYTE = 5_200;
    private static final LocalDateTime OPENING = LocalDateTime.of(2020, 1, 1, 8, 0);
    private static final String[] STATES = {"new", "paid", "sent", "returned"};

    private final Random random = new Random(42);
    private final Connection connection;
    private final int orders;
    private final int products;
    private final int users;

    private SalesData(Connection connection, int megabytes) {
        this.connection = connection;
        this.orders = megabytes * ORDERS_PER_MEGABYTE;
        this.products = Math.max(10, orders / 50);
        this.users = Math.max(10, orders / 10);
    }

    /** {@code SalesData <file> <megabytes>} */
    public static void main(String[] args) throws SQLException {
        write(Path.of(args[0]), Integer.parseInt(args[1]));
    }

    /** Fills a new file to about that size. */
    public static void write(Path file, int megabytes) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("PRAGMA synchronous = OFF");
            statement.executeUpdate("PRAGMA journal_mode = OFF");
            connection.setAutoCommit(false);
            new SalesData(connection, megabytes).fill(statement);
            connection.commit();
        }
    }

    private void fill(Statement statement) throws SQLException {
        statement.executeUpdate("""
                CREATE TABLE products (id INTEGER PRIMARY KEY, sku TEXT NOT NULL UNIQUE, name TEXT NOT NULL, price REAL NOT NULL,
                    stock INTEGER NOT NULL, description TEXT);
                CREATE TABLE product_logs (id INTEGER PRIMARY KEY, product_id INTEGER NOT NULL REFERENCES products (id),
                    at TEXT NOT NULL, old_price REAL, new_price REAL);
                CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL UNIQUE, city TEXT);
                CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id),
                    product_id INTEGER NOT NULL REFERENCES products (id), quantity INTEGER NOT NULL, total REAL NOT NULL,
                    placed TEXT NOT NULL, state TEXT NOT NULL, note TEXT);
                """);
        products();
        users();
        orders();
        statement.executeUpdate("CREATE INDEX orders_by_user ON orders (user_id, placed)");
        statement.executeUpdate("CREATE INDEX logs_by_product ON product_logs (product_id)");
    }

    private void products() throws SQLException {
        try (PreparedStatement product = connection.prepareStatement("INSERT INTO products VALUES (?, ?, ?, ?, ?, ?)");
                PreparedStatement log =
                        connection.prepareStatement("INSERT INTO product_logs VALUES (?, ?, ?, ?, ?)")) {
            int logged = 0;
            for (int id = 1; id <= products; id++) {
                run(product, id, "SKU-" + id, "Product " + word(12), price(), random.nextInt(500), word(200));
                for (int change = 0; change < 5; change++) {
                    run(log, ++logged, id, moment(logged), price(), price());
                }
            }
        }
    }

    private void users() throws SQLException {
        try (PreparedStatement user = connection.prepareStatement("INSERT INTO users VALUES (?, ?, ?, ?)")) {
            for (int id = 1; id <= users; id++) {
                run(user, id, "User " + word(10), "user" + id + "@example.com", word(9));
            }
        }
    }

    private void orders() throws SQLException {
        try (PreparedStatement order =
                connection.prepareStatement("INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (int id = 1; id <= orders; id++) {
                String note = id % 3 == 0 ? word(300) : null;
                String state = STATES[random.nextInt(STATES.length)];
                int user = 1 + random.nextInt(users);
                int product = 1 + random.nextInt(products);
                run(order, id, user, product, 1 + random.nextInt(9), price(), moment(id), state, note);
            }
        }
    }

    private double price() {
        return random.nextInt(100_000) / 100.0;
    }

    private static String moment(int minute) {
        return OPENING.plusMinutes(minute).toString();
    }

    private String word(int length) {
        byte[] letters = new byte[length];
        for (int i = 0; i < length; i++) {
            letters[i] = (byte) ('a' + random.nextInt(26));
        }
        return new String(letters, StandardCharsets.US_ASCII);
    }

    private static void run(PreparedStatement insert, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            insert.setObject(i + 1, values[i]);
        }
        insert.executeUpdate();
    }
}
