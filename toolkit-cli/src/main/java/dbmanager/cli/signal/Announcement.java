package dbmanager.cli.signal;

import dbmanager.environment.SignalSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One command and those who hear of it: when it begins, beside its work, and how it ended. */
public final class Announcement {
    /** All receivers together have that long at the end of a command; what takes longer is given up. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Set<String> COMMANDS = Set.of(
            "backup",
            "backup-all",
            "verify",
            "clean",
            "test-recovery",
            "restore",
            "recover",
            "rehearse",
            "migrate",
            "rollback",
            "promote");

    private final List<Line> lines;

    private Announcement(List<Line> lines) {
        this.lines = lines;
    }

    /** Whether anybody may want to hear of it. */
    public static boolean concerns(String command) {
        return COMMANDS.contains(command);
    }

    /** @param databases of the environment, by name; of others the metrics forget what they know. None where nobody can say, and then they forget nothing */
    public static Announcement of(SignalSettings settings, String command, String environment, List<String> databases) {
        List<Receiver> receivers = new ArrayList<>();
        settings.metrics().ifPresent(file -> receivers.add(new MetricsFile(file, command, environment, databases)));
        settings.ping()
                .filter(ping -> PingReceiver.wants(ping, command))
                .ifPresent(ping -> receivers.add(new PingReceiver(ping, command)));
        settings.webhook().ifPresent(webhook -> receivers.add(new WebhookReceiver(webhook, command, environment)));
        return new Announcement(receivers.stream().map(Line::new).toList());
    }

    /** Returns at once. */
    public void begins() {
        lines.forEach(Line::begins);
    }

    /**
     * Waits until everybody has heard, or the time is over. May be called once.
     *
     * @return who did not hear, and why; without secrets
     */
    public List<String> ended(Report report, Duration patience) {
        lines.forEach(line -> line.ended(report));
        long deadline = System.nanoTime() + patience.toNanos();
        List<String> failures = new ArrayList<>();
        for (Line line : lines) {
            line.failure(deadline, patience).ifPresent(failures::add);
        }
        return failures;
    }

    /** What others say of an address may hold the whole of it, and its token. */
    private static String why(Throwable cause) {
        return cause instanceof Undelivered known
                ? known.getMessage()
                : "unexpected " + cause.getClass().getSimpleName();
    }

    private static String words(Duration span) {
        return span.toSeconds() > 0 ? span.toSeconds() + " s" : span.toMillis() + " ms";
    }

    /** A receiver and the thread that speaks to it. */
    private static final class Line {
        private final Receiver receiver;
        private final ExecutorService thread;
        private Future<?> last;

        Line(Receiver receiver) {
            this.receiver = receiver;
            this.thread = Executors.newSingleThreadExecutor(task -> {
                Thread daemon = new Thread(task, "signal");
                daemon.setDaemon(true);
                return daemon;
            });
        }

        void begins() {
            last = thread.submit(() -> {
                receiver.begins();
                return null;
            });
        }

        /** Who has not heard of the beginning by now need not. */
        void ended(Report report) {
            if (last != null) {
                last.cancel(true);
            }
            last = thread.submit(() -> {
                receiver.ended(report);
                return null;
            });
        }

        Optional<String> failure(long deadline, Duration patience) {
            try {
                last.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                return Optional.empty();
            } catch (ExecutionException e) {
                return Optional.of(receiver.name() + " was not told: " + why(e.getCause()));
            } catch (TimeoutException e) {
                return Optional.of(receiver.name() + " was not told within " + words(patience));
            } catch (InterruptedException | CancellationException e) {
                return Optional.of(receiver.name() + " was not told: interrupted");
            } finally {
                thread.shutdownNow();
            }
        }
    }
}
