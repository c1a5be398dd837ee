package dbmanager.firestore.migration;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that work together. Nobody works any more when {@link #work} has returned, whatever went wrong. */
final class Crew {
    private volatile boolean stopped;

    /** Whether a task has failed or the work was interrupted; a long task asks now and then, and ends. */
    boolean isStopped() {
        return stopped;
    }

    /** Does all of the tasks, so many at a time; see {@link #work}. */
    void work(List<Runnable> tasks, int atOnce) {
        Queue<Runnable> left = new ConcurrentLinkedQueue<>(tasks);
        Runnable worker = () -> {
            for (Runnable task = left.poll(); task != null && !stopped; task = left.poll()) {
                task.run();
            }
        };
        work(Collections.nCopies(Math.min(atOnce, tasks.size()), worker));
    }

    /**
     * Does all of the tasks at the same time. After the first failure the others are stopped, and it is thrown.
     *
     * @throws Pause.Stopped when the thread is interrupted
     */
    void work(List<Runnable> tasks) {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size(), work -> {
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
            throw Pause.stopped();
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
