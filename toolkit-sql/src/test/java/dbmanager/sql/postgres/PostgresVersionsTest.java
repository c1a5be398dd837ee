package dbmanager.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * The tests of this package once more on each of other versions of the server: {@code mvn -Dpostgres.versions=14,16,17,18 -Dtest=PostgresVersionsTest}.
 */
class PostgresVersionsTest {
    private static final List<Class<?>> TESTS = List.of(
            PostgresContractTest.class,
            PostgresDamageTest.class,
            PostgresDamagedDumpTest.class,
            PostgresDatabaseTest.class,
            PostgresDumpTest.class,
            PostgresKilledRunnerTest.class,
            PostgresMaintenanceTest.class,
            PostgresOfflineScriptTest.class,
            PostgresRandomValuesTest.class,
            PostgresRefusedRestoreTest.class,
            PostgresRestoreLockTest.class,
            PostgresRestoreTest.class,
            PostgresStepTest.class,
            PostgresStockFlywayTest.class,
            PostgresTableRestoreTest.class,
            PostgresTablespaceTest.class,
            PostgresTemplatesTest.class,
            PostgresValuesTest.class);

    @TestFactory
    Stream<DynamicTest> what_holds_on_one_version_holds_on_the_others() {
        List<Integer> versions = Stream.of(
                        System.getProperty("postgres.versions", "").split(","))
                .filter(version -> !version.isBlank())
                .map(version -> Integer.parseInt(version.strip()))
                .toList();
        assumeFalse(versions.isEmpty(), "-Dpostgres.versions names none");
        return versions.stream().map(major -> DynamicTest.dynamicTest("PostgreSQL " + major, () -> run(major)));
    }

    private static void run(int major) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(TESTS.stream().map(test -> selectClass(test)).toList())
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        PostgresServer.use(major, () -> LauncherFactory.create().execute(request, listener, new Skipped(major)));
        TestExecutionSummary summary = listener.getSummary();
        System.out.printf(
                "PostgreSQL %d: %d passed, %d failed, %d skipped%n",
                major,
                summary.getTestsSucceededCount(),
                summary.getTestsFailedCount(),
                summary.getTestsAbortedCount() + summary.getTestsSkippedCount());
        assertThat(summary.getFailures())
                .extracting(failure -> failure.getTestIdentifier().getDisplayName() + ": " + failure.getException())
                .isEmpty();
        assertThat(summary.getTestsSucceededCount()).isPositive();
    }

    /** Names what did not run, and why. */
    private record Skipped(int major) implements TestExecutionListener {
        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
                System.out.printf(
                        "PostgreSQL %d: %s skipped: %s%n",
                        major,
                        test.getDisplayName(),
                        result.getThrowable().map(Throwable::getMessage).orElse(""));
            }
        }
    }
}
