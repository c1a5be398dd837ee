package dbmanager.emulator.embedded.store;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** All databases of all projects; each is there as soon as it is asked for. */
public final class Databases implements AutoCloseable {
    /** How far back production reads without point-in-time recovery. */
    public static final Duration HOUR = Duration.ofHours(1);

    private final Clock clock;
    private final Duration window;
    private final long room;
    private final Map<DatabaseName, Database> open = new ConcurrentHashMap<>();

    /**
     * @param clock of commits and of all time limits; may stand still or go back, commit times do not
     * @param window how far back can be read
     * @param room bytes for older versions; where they need more, the oldest are dropped although they are in the window
     */
    public Databases(Clock clock, Duration window, long room) {
        this.clock = clock;
        this.window = window;
        this.room = room;
    }

    public Database open(String project, String database) {
        return open.computeIfAbsent(
                new DatabaseName(project, database),
                name -> new Database(name, new ConcurrentSkipListMap<>(), 0, clock, window, room, Ledger.NONE));
    }

    /** Empties a database: its documents and older versions are gone, its transactions have ended, whoever watches is told. */
    public void wipe(String project, String database) {
        open(project, database).wipe();
    }

    @Override
    public void close() {}
}
