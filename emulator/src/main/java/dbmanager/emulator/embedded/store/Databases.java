package dbmanager.emulator.embedded.store;

import dbmanager.emulator.embedded.model.DatabaseName;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** All databases of all projects; each is there as soon as it is asked for. */
public final class Databases implements AutoCloseable {
    /** How far back production reads without point-in-time recovery. */
    public static final Duration HOUR = Duration.ofHours(1);

    private final Clock clock;
    private final Duration window;
    private final long room;
    private final Allowed allowed;
    private final Optional<Journal> journal;
    private final Map<DatabaseName, Database> open = new ConcurrentHashMap<>();

    /**
     * In memory only.
     *
     * @param clock of commits and of all time limits; may stand still or go back, commit times do not
     * @param window how far back can be read
     * @param room bytes for older versions; where they need more, the oldest are dropped although they are in the window
     * @param allowed what a document may be
     */
    public Databases(Clock clock, Duration window, long room, Allowed allowed) {
        this(clock, window, room, allowed, Optional.empty());
    }

    /** As the other one; a document may be anything. */
    public Databases(Clock clock, Duration window, long room) {
        this(clock, window, room, Allowed.ANYTHING);
    }

    private Databases(Clock clock, Duration window, long room, Allowed allowed, Optional<Journal> journal) {
        this.clock = clock;
        this.window = window;
        this.room = room;
        this.allowed = allowed;
        this.journal = journal;
    }

    /**
     * In memory and in a file, with what it holds. Older versions are not in it: nothing before its newest commit can be read.
     *
     * @param file made where there is none; belongs to this process until {@link #close}
     * @param patience how long to wait where another process has it
     * @throws FileUnusable where another server has it, or it is not one of ours or damaged, or the disk says no
     */
    public static Databases in(Path file, Duration patience, Clock clock, Duration window, long room, Allowed allowed) {
        Journal journal = Journal.open(file, patience, clock.instant());
        Databases databases = new Databases(clock, window, room, allowed, Optional.of(journal));
        for (JournalFile.Kept kept : journal.kept()) {
            databases.open.put(kept.name(), databases.database(kept.name(), kept.documents(), kept.newest()));
        }
        return databases;
    }

    /** As the other one; does not wait, and a document may be anything. */
    public static Databases in(Path file, Clock clock, Duration window, long room) {
        return in(file, Duration.ZERO, clock, window, room, Allowed.ANYTHING);
    }

    public Database open(String project, String database) {
        return open.computeIfAbsent(new DatabaseName(project, database), name -> database(name, new Documents(), 0));
    }

    private Database database(DatabaseName name, Documents documents, long newest) {
        Ledger ledger = journal.map(file -> file.ledger(name)).orElse(Ledger.NONE);
        return new Database(name, documents, newest, clock, window, room, allowed, ledger);
    }

    /** Empties a database: its documents and older versions are gone, its transactions have ended, whoever watches is told. */
    public void wipe(String project, String database) {
        open(project, database).wipe();
    }

    /** Commits that were answered are in the file; later ones are refused. */
    @Override
    public void close() {
        journal.ifPresent(Journal::close);
    }
}
