package dbmanager.sql.postgres;

import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Work that goes on in a thread of its own. Whoever began it asks for its {@link #result}. */
final class Meanwhile<T> {
    interface Work<T> {
        T run() throws SQLException;
    }

    private final CompletableFuture<T> end = new CompletableFuture<>();

    private Meanwhile() {}

    static <T> Meanwhile<T> begin(String name, Work<T> work) {
        Meanwhile<T> begun = new Meanwhile<>();
        Thread thread = new Thread(() -> begun.run(work), name);
        thread.setDaemon(true);
        thread.start();
        return begun;
    }

    private void run(Work<T> work) {
        try {
            end.complete(work.run());
        } catch (SQLException | RuntimeException | Error e) {
            end.completeExceptionally(e);
        }
    }

    /** Does other work in the meantime. Should that fail, this has ended too before anybody hears of it. */
    <R> R during(Work<R> other) throws SQLException {
        try {
            return other.run();
        } catch (SQLException | RuntimeException | Error e) {
            end.handle((result, failure) -> result).join();
            throw e;
        }
    }

    /** Waits for it too; empty where it threw something. */
    Optional<T> resultIfAny() {
        return end.handle((result, failure) -> Optional.ofNullable(result)).join();
    }

    /** Waits for it, whoever interrupts; what it threw is thrown here. */
    T result() throws SQLException {
        try {
            return end.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof SQLException failure) {
                throw failure;
            }
            if (e.getCause() instanceof RuntimeException problem) {
                throw problem;
            }
            throw (Error) e.getCause();
        }
    }
}
