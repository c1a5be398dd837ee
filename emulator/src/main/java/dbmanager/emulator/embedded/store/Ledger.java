package dbmanager.emulator.embedded.store;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Makes the commits of one database last. */
interface Ledger {
    CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    /** Nothing lasts longer than the process. */
    Ledger NONE = (time, versions, lasting) -> {
        lasting.run();
        return DONE;
    };

    /**
     * Called in the order of times, one call after the other.
     *
     * @param versions what is there from now on, or is gone
     * @param lasting run as soon as the commit cannot be lost any more, in the order of the calls
     * @return done after {@code lasting}, or failed with {@link dbmanager.emulator.embedded.model.Refused}
     */
    CompletableFuture<Void> append(long time, List<Stored> versions, Runnable lasting);
}
