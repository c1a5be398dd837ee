package dbmanager.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

/** Migrations that take their time. */
final class Slow {
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private Slow() {}

    /** About a second of work, in a table of that name. */
    static String insert(String table) {
        return insert(table, 400_000);
    }

    /** Never ends by itself; so there is no moment at which it is too late to look, or to kill it. */
    static String endless(String table) {
        return insert(table, Integer.MAX_VALUE);
    }

    private static String insert(String table, int rows) {
        return "CREATE TABLE " + table + " (id INTEGER PRIMARY KEY, note TEXT);\n"
                + "UPDATE product SET price = price + 1;\n"
                + "INSERT INTO " + table
                + " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + rows
                + ") SELECT i, hex(randomblob(100)) FROM n;\n";
    }

    /** Until a migration has begun to write: its transaction is in the rollback journal. */
    static void awaitMigration(Project project) {
        awaitFile(project.path("data/shop.db-journal"));
    }

    static void awaitFile(Path file) {
        long begun = System.nanoTime();
        while (!Files.exists(file)) {
            assertThat(System.nanoTime() - begun).as(file + " appears").isLessThan(PATIENCE_NANOS);
            Thread.onSpinWait();
        }
    }
}
