package dbmanager.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A promotion that dies between two databases: the next commands know, and lead out of it in both directions. */
final class PromotionKillTest {
    private static final long PATIENCE_NANOS = 60_000_000_000L;
    private static final String[] PROMOTE = {
        "promote", "--from", "staging", "--to", "production", "--confirm", "production", "--no-rehearsal"
    };

    @TempDir
    private Path folder;

    @Test
    void one_killed_between_two_databases_is_told_of_gone_on_with_and_brought_back() {
        Project project = Project.in(folder);
        project.write("db-manager.yaml", """
                environments:
                  staging:
                    databases:
                      shop: {url: "sqlite:staging/shop.db", migrations: migrations}
                      ledger: {url: "sqlite:staging/ledger.db", migrations: ledger}
                  production:
                    databases:
                      shop: {url: "sqlite:data/shop.db", migrations: migrations}
                      ledger: {url: "sqlite:data/ledger.db", migrations: ledger}
                """);
        project.write("ledger/V1__load.sql", "CREATE TABLE load (n INTEGER); CREATE TABLE sums (i INTEGER);");
        project.run("migrate", "--env", "staging").works();
        project.run("migrate", "--env", "production", "--confirm", "production").works();
        project.write("migrations/V2__more.sql", "INSERT INTO product VALUES (3, 'cocoa', 500);");
        project.write("ledger/V2__sums.sql", """
                INSERT INTO sums WITH RECURSIVE n(i) AS (
                    SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < (SELECT coalesce(max(n), 1) FROM load)) SELECT i FROM n;
                """);
        project.run("migrate", "--env", "staging").works();
        ledger(project, "INSERT INTO load VALUES (" + Integer.MAX_VALUE + ")");

        try (Child child = project.child(PROMOTE)) {
            awaitFirst(child);
            assertThat(child.kill()).isTrue();
        }
        assertThat(project.products()).isEqualTo("tea coffee cocoa");
        project.run("status", "--env", "production")
                .works("came to no end: shop is promoted, at 2", "came to no end: ledger is not begun, at 1");

        ledger(project, "DELETE FROM load");
        Answer goneOn = project.run(PROMOTE);
        goneOn.works("came to no end: shop is promoted, at 2; ledger is not begun, at 1", "promoted from staging");
        assertThat(Project.ask(project.path("data/ledger.db"), "SELECT count(*) FROM sums"))
                .isEqualTo("1");

        project.run(wayBack(goneOn)).works("shop  restored from", "ledger  restored from", "taken back");
        assertThat(project.products()).isEqualTo("tea coffee");
        assertThat(Project.ask(project.path("data/ledger.db"), "SELECT count(*) FROM sums"))
                .isEqualTo("0");
        project.run("status", "--env", "production").works().never("came to no end");
    }

    private static void ledger(Project project, String statement) {
        Project.change(project.path("data/ledger.db"), statement);
    }

    /** Until the first database is migrated; the second takes for ever. */
    private static void awaitFirst(Child child) {
        long begun = System.nanoTime();
        while (!child.said().contains("+ 2 (more)  ok")) {
            assertThat(child.isAlive() && System.nanoTime() - begun < PATIENCE_NANOS)
                    .as(child.said())
                    .isTrue();
            Thread.onSpinWait();
        }
    }

    private static String[] wayBack(Answer answer) {
        return Arrays.stream(answer.out().split("`"))
                .filter(text -> text.startsWith("db-manager promote --back"))
                .findFirst()
                .orElseThrow()
                .substring("db-manager ".length())
                .split(" ");
    }
}
