package dbmanager.emulator.embedded.store;

import dbmanager.emulator.embedded.model.DatabaseName;
import dbmanager.emulator.embedded.model.Refused;
import dbmanager.emulator.embedded.store.JournalFile.Change;
import io.grpc.Status;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Writes the commits of all databases to one file, in one thread: whatever waits for it goes into one transaction and is forced to the disk at once, so an
 * answered commit is there after a kill or a power failure.
 */
final class Journal implements AutoCloseable {
    private final JournalFile file;
    private final BlockingQueue<Entry> waiting = new LinkedBlockingQueue<>();
    private final Thread writer = new Thread(this::run, "documents to disk");
    /** Why nothing can be written any more; guarded by this. */
    private Optional<Refused> ended = Optional.empty();

    private Journal(JournalFile file) {
        this.file = file;
    }

    /** @param change none in the last one, after which nothing comes */
    private record Entry(Optional<Change> change, Runnable lasting, CompletableFuture<Void> done) {}

    /** @throws FileUnusable where another server has it, or it is not one of ours or damaged, or the disk says no */
    static Journal open(Path path, Duration patience, Instant now) {
        Journal journal = new Journal(JournalFile.open(path, patience, now));
        journal.writer.setDaemon(true);
        journal.writer.start();
        return journal;
    }

    /** What the file held when it was opened; to be asked once. */
    List<JournalFile.Kept> kept() {
        return file.kept();
    }

    Ledger ledger(DatabaseName database) {
        return (time, versions, lasting) -> append(
                new Entry(Optional.of(new Change(database, time, versions)), lasting, new CompletableFuture<>()));
    }

    private synchronized CompletableFuture<Void> append(Entry entry) {
        ended.ifPresentOrElse(entry.done::completeExceptionally, () -> waiting.add(entry));
        return entry.done;
    }

    private void run() {
        List<Entry> group = new ArrayList<>();
        boolean more = true;
        while (more) {
            try {
                group.add(waiting.take());
                waiting.drainTo(group);
                more = group.stream().allMatch(entry -> entry.change.isPresent());
                file.write(
                        group.stream().flatMap(entry -> entry.change.stream()).toList());
                for (Entry entry : group) {
                    entry.lasting.run();
                    entry.done.complete(null);
                }
            } catch (SQLException | InterruptedException e) {
                more = false;
                end(group, e);
            }
            group.clear();
        }
    }

    /** Of the group nothing is in the file: its transaction is not done, and what comes later must not be there without it. */
    private synchronized void end(List<Entry> group, Exception cause) {
        Refused refused = new Refused(
                Status.Code.UNAVAILABLE,
                "The commit could not be written to " + file.path() + " (" + cause.getMessage()
                        + "). Nothing is written any more: make room there and start the emulator again.");
        ended = Optional.of(refused);
        waiting.drainTo(group);
        group.forEach(entry -> entry.done.completeExceptionally(refused));
    }

    /** Writes what waits, and gives the file free. */
    @Override
    public void close() {
        synchronized (this) {
            if (ended.isEmpty()) {
                ended = Optional.of(new Refused(Status.Code.UNAVAILABLE, "The emulator is being stopped."));
                waiting.add(new Entry(Optional.empty(), () -> {}, new CompletableFuture<>()));
            }
        }
        try {
            writer.join();
            file.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            throw new FileUnusable(
                    file.path(), FileUnusable.Reason.OTHER, e.getMessage(), "look at the file and its folder", e);
        }
    }
}
