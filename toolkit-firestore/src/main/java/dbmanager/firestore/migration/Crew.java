package dbmanager.firestore.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Some threads that do a list of tasks together. Nobody works any more when {@link #work} has returned, whatever went wrong. */
final class Crew {
    /** On the way to the server and back the next commits can be made ready. */
    private static final int AT_ONCE = 8;

    private volatile boolean stopped;

    /** Whether a task has failed or the work was interrupted; a long task asks now and then, and ends. */
    boolean isStopped() {
        return stopped;
    }

    /**
     * Does all of the tasks. After the first failure none begins; the failure is thrown.
     *
     * @throws Pause.Stopped when the thread is interrupted
     */
    void work(List<Runnable> tasks) {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE, work -> {
            Thread thread = new Thread(work, "db-manager migration");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<?>> begun = new ArrayList<>();
            tasks.forEach(task -> begun.add(threads.submit(() -> unlessStopped(task))));
            await(begun);
        } finally {
            threads.shutdown();
        }
    }

    private void unlessStopped(Runnable task) {
        if (stopped) {
            return;
        }
        boolean done = false;
        try {
            task.run();
            done = true;
        } finally {
            stopped |= !done;
        }
    }

    private void await(List<Future<?>> tasks) {
        Optional<Throwable> failure = Optional.empty();
        boolean interrupted = false;
        for (int i = 0; i < tasks.size(); ) {
            try {
                tasks.get(i).get();
                i++;
            } catch (ExecutionException e) {
                failure = failure.or(() -> Optional.of(e.getCause()));
                i++;
            } catch (InterruptedException e) {
                stopped = true;
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
            throw new Pause.Stopped();
        }
        failure.ifPresent(Crew::rethrow);
    }

    private static void rethrow(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        throw failure instanceof RuntimeException exception ? exception : new IllegalStateException(failure);
    }
}
