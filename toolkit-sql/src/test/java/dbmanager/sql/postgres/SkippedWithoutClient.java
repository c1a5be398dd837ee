package dbmanager.sql.postgres;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** A test that came to a backup on a machine that cannot dump its server is skipped, and says so. */
final class SkippedWithoutClient implements TestExecutionExceptionHandler {
    @Override
    public void handleTestExecutionException(ExtensionContext test, Throwable thrown) throws Throwable {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof Programs.Missing || cause instanceof Programs.TooOld) {
                PostgresServer.require().requireClient();
            }
        }
        throw thrown;
    }
}
