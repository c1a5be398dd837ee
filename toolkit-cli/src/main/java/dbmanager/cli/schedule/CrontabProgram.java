package dbmanager.cli.schedule;

import dbmanager.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The table of this user, by way of {@code crontab}, which alone may touch it. */
final class CrontabProgram {
    private final Map<String, String> variables;

    CrontabProgram(Map<String, String> variables) {
        this.variables = variables;
    }

    /** Empty where the user has none. */
    String read() {
        Answer answer = run(Optional.empty(), "-l");
        if (answer.exitCode() == 0) {
            return answer.out();
        }
        if (answer.err().contains("no crontab")) {
            return "";
        }
        throw new Failed("crontab -l ended with " + answer.exitCode() + ": "
                + answer.err().strip());
    }

    void write(String table) {
        Answer answer = run(Optional.of(table), "-");
        if (answer.exitCode() != 0) {
            throw new Failed(
                    "crontab did not take the new table: " + answer.err().strip());
        }
    }

    private record Answer(int exitCode, String out, String err) {}

    private Answer run(Optional<String> input, String argument) {
        // a shell finds the program on the PATH of the variables; Java would look into that of its own process
        ProcessBuilder builder = new ProcessBuilder(List.of("/bin/sh", "-c", "exec crontab \"$1\"", "sh", argument));
        builder.environment().clear();
        builder.environment().putAll(variables);
        builder.environment().put("LC_ALL", "C");
        try {
            Process process = builder.start();
            CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> {
                try {
                    return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            try (var in = process.getOutputStream()) {
                in.write(input.orElse("").getBytes(StandardCharsets.UTF_8));
            }
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(process.waitFor(), out, err.join());
        } catch (IOException e) {
            throw new Failed("crontab cannot be run (" + e.getMessage() + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** It is not there, or refused. */
    static final class Failed extends Problem {
        private static final long serialVersionUID = 1L;

        Failed(String happened) {
            super(
                    Kind.FAILED,
                    happened,
                    "the crontab is as it was",
                    "see that cron is installed and that this user may use it; or print the lines without --install"
                            + " and add them by hand, or use --for systemd or `db-manager schedule run`");
        }
    }
}
