package dbmanager.cli;

import dbmanager.environment.DatabaseSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Looks that wait for their answers at the same time. When it is closed, those that still wait are given up. */
final class LooksAtOnce implements AutoCloseable {
    private final ExecutorService threads;
    private final Map<String, Future<View>> looks = new LinkedHashMap<>();

    /** Begins one for each of them. */
    LooksAtOnce(List<DatabaseSettings> databases, Function<DatabaseSettings, View> look) {
        threads = Executors.newFixedThreadPool(databases.size(), task -> {
            Thread daemon = new Thread(task, "look");
            daemon.setDaemon(true);
            return daemon;
        });
        databases.forEach(database -> looks.put(database.name(), threads.submit(() -> look.apply(database))));
    }

    /** Waits for the answer; what went wrong is thrown as it was. */
    View answer(DatabaseSettings database) {
        try {
            return looks.get(database.name()).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
