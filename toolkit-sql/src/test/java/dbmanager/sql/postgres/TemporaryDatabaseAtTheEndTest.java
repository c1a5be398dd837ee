package dbmanager.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.environment.DatabaseUrl;
import dbmanager.environment.PostgresqlUrl;
import dbmanager.file.Temporary;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a process of its own: after a signal temporary databases are dropped, and none is made any more that nobody would drop. */
class TemporaryDatabaseAtTheEndTest {
    private static final int IT_WAITS = 0;
    private static final int IT_GOES_ON = 1;

    @TempDir
    private Path folder;

    @Test
    void a_database_that_is_wanted_after_the_end_has_begun_is_not_made() throws Exception {
        PostgresProject shop = new PostgresProject(folder);
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        TemporaryDatabaseAtTheEndTest.class.getName(),
                        shop.server.url(shop.database))
                .inheritIO()
                .start();

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(IT_WAITS);
        assertThat(shop.query(BackedUpShop.LEFTOVERS)).isEmpty();
    }

    public static void main(String[] arguments) {
        PostgresqlUrl url = (PostgresqlUrl) DatabaseUrl.parse(arguments[0], Path.of("/"));
        PostgresDatabase database = new PostgresDatabase(url, Duration.ofSeconds(10));
        TemporaryDatabase early = TemporaryDatabase.beside(database);
        Temporary.removeAll();
        Thread late = new Thread(() -> TemporaryDatabase.beside(database));
        late.start();
        while (late.isAlive() && !isParked(late)) {
            Thread.onSpinWait();
        }
        Runtime.getRuntime().halt(late.isAlive() && !early.isOpen() ? IT_WAITS : IT_GOES_ON);
    }

    /** For nobody to wake it, and not for a lock. */
    private static boolean isParked(Thread thread) {
        return thread.getState() == Thread.State.WAITING && LockSupport.getBlocker(thread) == null;
    }
}
