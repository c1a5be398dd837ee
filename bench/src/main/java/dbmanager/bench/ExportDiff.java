package dbmanager.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Rows out of a database, and two databases compared row by row. */
record ExportDiff(Path work, Path launcher, int turns, int megabytes) {
    private static final String HEAP = "-Xmx64m";
    private static final int ROWS = 2_000_000;
    private static final double ROWS_PER_SECOND = 200_000;
    private static final int DIFFERENT = 3;

    void run(Report report) throws Exception {
        export(report);
        diff(report);
    }

    private void export(Report report) throws Exception {
        Project project = Project.in(work.resolve("rows"), launcher);
        smallRows(project.database());
        String json = "db-manager export --format json";
        String csv = "db-manager export --format csv";
        Race race = new Race(turns)
                .enter(Program.of(
                        "sqlite3 -json",
                        project.folder(),
                        List.of("sqlite3", "-json", "shop.db", "SELECT * FROM sales")))
                .enter(Program.of(
                        "sqlite3 -csv", project.folder(), List.of("sqlite3", "-csv", "shop.db", "SELECT * FROM sales")))
                .enter(project.run(json, "export", "--format", "json", "--to", "rows.json")
                        .with("DB_MANAGER_JAVA_OPTS", HEAP))
                .enter(project.run(csv, "export", "--format", "csv", "--to", "rows")
                        .with("DB_MANAGER_JAVA_OPTS", HEAP))
                .run();
        report.title(Report.format("Export of %,d rows with five columns, whole process", ROWS));
        report.header();
        for (Race.Result result : race.results()) {
            double speed = ROWS / result.median();
            String text = Report.format("%,.0f rows/s", speed);
            boolean ours = result.name().startsWith("db-manager");
            report.row(
                    result, ours ? text + ", ≥ 200,000: " + (speed >= ROWS_PER_SECOND ? "met" : "**missed**") : text);
        }
        report.skipped(race.skipped());
        Project.remove(project.folder());
    }

    private void diff(Report report) throws Exception {
        Project project = Project.in(work.resolve("two"), launcher);
        SalesData.write(project.database(), megabytes);
        project.run("", "backup").run();
        long rows = change(project.database());
        Race race = new Race(Math.min(turns, 3))
                .enter(Program.of(
                        "sqldiff --summary",
                        project.folder(),
                        List.of(
                                "sqldiff",
                                "--summary",
                                "shop.db",
                                backup(project).toString())))
                .enter(project.run("db-manager diff", "diff", "latest", "live")
                        .with("DB_MANAGER_JAVA_OPTS", HEAP)
                        .mayEndWith(DIFFERENT))
                .run();
        report.title(Report.format(
                "Diff of a backup and its live database, %d MB and %,d rows each, %s",
                Files.size(project.database()) >> 20, rows, HEAP));
        report.header();
        for (Race.Result result : race.results()) {
            report.row(result, Report.format("%,.0f rows/s on each side", rows / result.median()));
        }
        report.skipped(race.skipped());
        Project.remove(project.folder());
    }

    private static Path backup(Project project) throws Exception {
        try (var files = Files.walk(project.backups())) {
            return files.filter(file -> file.endsWith("shop.db")).findFirst().orElseThrow();
        }
    }

    private static void smallRows(Path file) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    "CREATE TABLE sales (id INTEGER PRIMARY KEY, product TEXT NOT NULL, quantity INTEGER, price REAL, state TEXT)");
            statement.executeUpdate(
                    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + ROWS + ")"
                            + " INSERT INTO sales SELECT i, 'product ' || (i * 7919 % 10007), i % 9 + 1, (i % 9973) / 100.0,"
                            + " CASE i % 3 WHEN 0 THEN 'paid' WHEN 1 THEN 'sent' END FROM n");
        }
    }

    /** A few rows of each kind of change. @return the rows of all tables */
    private static long change(Path file) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE orders SET quantity = quantity + 1 WHERE id % 100000 = 0");
            statement.executeUpdate("DELETE FROM product_logs WHERE id % 50000 = 0");
            statement.executeUpdate("INSERT INTO users (name, email) VALUES ('New', 'new@example.com')");
            long rows = 0;
            for (String table : List.of("products", "product_logs", "users", "orders")) {
                try (ResultSet count = statement.executeQuery("SELECT count(*) FROM " + table)) {
                    rows += count.getLong(1);
                }
            }
            return rows;
        }
    }
}
