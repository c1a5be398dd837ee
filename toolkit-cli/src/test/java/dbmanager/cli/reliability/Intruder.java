package dbmanager.cli.reliability;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** An application that works on the database meanwhile. Says {@code ready}, and goes on until its standard input ends. */
final class Intruder {
    private static final int BUSY_MILLIS = 5_000;

    private static volatile boolean stop;

    /** A writer without any pause starves everybody in rollback-journal mode, whatever they do. */
    private static final int PAUSE_MILLIS = 5;

    private Intruder() {}

    public static void main(String... arguments) throws SQLException, IOException, InterruptedException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + arguments[1]);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = " + BUSY_MILLIS);
            switch (arguments[0]) {
                case "exclusive" -> {
                    statement.execute("BEGIN EXCLUSIVE");
                    waitForEnd();
                }
                case "open" -> {
                    statement.executeQuery("SELECT count(*) FROM sqlite_schema").close();
                    waitForEnd();
                }
                case "reader" -> {
                    statement.execute("BEGIN");
                    statement.executeQuery("SELECT count(*) FROM product").close();
                    waitForEnd();
                }
                case "transfers" -> transfer(statement);
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        }
    }

    private static void waitForEnd() throws IOException {
        System.out.println("ready");
        while (System.in.read() >= 0) {
            // nothing is said to it
        }
        System.out.println("done");
    }

    /** Moves money from one table to the other, a transaction each; the sum of both stays 0. */
    private static void transfer(Statement statement) throws InterruptedException {
        long done = 0;
        String failure = "none";
        watchForEnd();
        while (!stop) {
            try {
                statement.execute("BEGIN IMMEDIATE");
                statement.executeUpdate("INSERT INTO paid (amount, note) VALUES (7, hex(randomblob(200)))");
                statement.executeUpdate("INSERT INTO received (amount, note) VALUES (-7, hex(randomblob(200)))");
                statement.execute("COMMIT");
                done++;
                Thread.sleep(PAUSE_MILLIS);
            } catch (SQLException e) {
                failure = e.getMessage();
                try {
                    statement.execute("ROLLBACK");
                } catch (SQLException none) {
                    // it was rolled back already
                }
            }
            if (done == 20) {
                System.out.println("ready");
            }
        }
        System.out.println(done + " transfers, failure: " + failure);
    }

    /** Standard input is a pipe: only a thread that reads it sees that it ended. */
    private static void watchForEnd() {
        Thread watcher = new Thread(() -> {
            try {
                while (System.in.read() >= 0) {
                    // nothing is said to it
                }
            } catch (IOException e) {
                // closed as well
            }
            stop = true;
        });
        watcher.setDaemon(true);
        watcher.start();
    }
}
