package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.problem.Problem.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Waiting for databases to come up, or for somebody else to migrate them. */
class WaitTest {
    @TempDir
    Path folder;

    private Cli cli;

    @BeforeEach
    void project() throws IOException {
        cli = Cli.shop(folder);
    }

    @Test
    void what_answers_is_not_waited_for() {
        assertThat(cli.ok("wait").out()).contains("answers after");
        assertThat(folder.resolve("data/shop.db")).as("it only looked").doesNotExist();
    }

    @Test
    void it_ends_when_somebody_else_has_migrated() throws IOException {
        Cli another = new Cli(folder);
        CompletableFuture<Cli.Result> waiting =
                CompletableFuture.supplyAsync(() -> another.run("wait", "--for", "migrated", "--timeout", "1h"));

        cli.ok("migrate");

        Cli.Result ended = waiting.join();
        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out()).contains("is at its newest migration");
    }

    @Test
    void when_the_time_is_over_it_says_what_is_missing() {
        Cli.Result pending = cli.run("wait", "--for", "migrated", "--timeout", "2s");

        assertThat(pending.exitCode()).isEqualTo(Kind.UNREACHABLE.exitCode());
        assertThat(pending.err())
                .contains(
                        "waiting for shop: 2 migrations pending", "was not migrated within 2 s", "db-manager migrate");
        Cli.Result away = cli.run("wait", "--timeout", "2s", "--url", "postgresql://127.0.0.1:1/shop");
        assertThat(away.exitCode()).isEqualTo(Kind.UNREACHABLE.exitCode());
        assertThat(away.err()).contains("did not answer within 2 s", "db-manager doctor");
    }

    @Test
    void what_waiting_does_not_mend_ends_it_at_once() throws IOException {
        cli.file("migrations/shop/V2__twin.sql", "SELECT 1;");

        assertThat(cli.run("wait", "--for", "migrated", "--timeout", "1h").exitCode())
                .isEqualTo(Kind.CONFLICT.exitCode());
        assertThat(cli.run("wait", "--for", "ever").exitCode()).isEqualTo(Kind.USAGE.exitCode());
        assertThat(cli.run("wait", "--timeout", "soon").err()).contains("write it like 60s");
    }
}
