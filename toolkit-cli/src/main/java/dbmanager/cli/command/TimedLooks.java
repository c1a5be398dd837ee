package dbmanager.cli.command;

import dbmanager.backend.TargetInUse;
import dbmanager.problem.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Looks into a database that may not answer: one after the other, on a thread of their own, within one limit for all. After a look that found the
 * database locked or away no other is tried, since each would wait as long.
 */
final class TimedLooks implements AutoCloseable {
    private static final Duration WITHDRAWAL = Duration.ofSeconds(1);

    private final String place;
    private final Duration limit;
    private final long end;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread daemon = new Thread(work, "looks into a database");
        daemon.setDaemon(true);
        return daemon;
    });
    private Optional<String> over = Optional.empty();

    /** @param place of the database, for the reader */
    TimedLooks(String place, Duration limit) {
        this.place = place;
        this.limit = limit;
        this.end = System.nanoTime() + limit.toNanos();
    }

    /** The database does not answer in time. */
    static final class NoAnswer extends Problem {
        private static final long serialVersionUID = 1L;

        NoAnswer(String place, Duration limit) {
            super(
                    Kind.UNREACHABLE,
                    place + ": no answer within " + limit.toSeconds() + " s",
                    "nothing was changed",
                    "see that the address is right and that the server and the network between are up");
        }
    }

    /** A look that is not taken, because of one before. */
    static final class NotTaken extends Problem {
        private static final long serialVersionUID = 1L;

        NotTaken(String because) {
            super(Kind.UNREACHABLE, "not looked at, since the database " + because, "", "mend that first");
        }
    }

    /** Whether no more are tried. */
    boolean ended() {
        return over.isPresent();
    }

    /** @throws Problem that of the look; {@link NoAnswer} when the time is over; {@link NotTaken} when one before says that this one is in vain */
    <T> T take(Supplier<T> look) {
        if (over.isPresent()) {
            throw new NotTaken(over.get());
        }
        Future<T> answer = thread.submit(look::get);
        try {
            return answer.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            over = Optional.of("did not answer");
            throw new NoAnswer(place, limit);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private RuntimeException failure(Throwable cause) {
        if (cause instanceof TargetInUse) {
            over = Optional.of("is in use");
        } else if (cause instanceof Problem problem && problem.kind() == Problem.Kind.UNREACHABLE) {
            over = Optional.of("cannot be reached");
        } else if (cause instanceof Error error) {
            throw error;
        }
        return (RuntimeException) cause;
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(WITHDRAWAL.toMillis(), TimeUnit.MILLISECONDS)) {
                System.getLogger(TimedLooks.class.getName())
                        .log(System.Logger.Level.DEBUG, "a look goes on until the process ends");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
