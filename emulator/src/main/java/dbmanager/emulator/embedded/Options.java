package dbmanager.emulator.embedded;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How an {@link EmbeddedServer} is to be.
 *
 * @param port to listen on, on the loopback interface; 0 for any that is free
 * @param limits how much it takes
 * @param window how far back a read may ask for what was; production's is an hour
 * @param persist the file in which documents outlive the process; absent keeps them in memory only
 * @param patience how long to wait where another process has that file
 * @param indexes a {@code firestore.indexes.json}; if given, a query that needs a composite index which is not in it is refused
 * @param faults what goes wrong on purpose
 * @param clock what time it is; commit times follow it and are strictly increasing
 */
public record Options(
        int port,
        Limits limits,
        Duration window,
        Optional<Path> persist,
        Duration patience,
        Optional<Path> indexes,
        Faults faults,
        Clock clock) {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int MOST_PORT = 65_535;

    public Options {
        Objects.requireNonNull(limits);
        Objects.requireNonNull(persist);
        Objects.requireNonNull(patience);
        Objects.requireNonNull(indexes);
        Objects.requireNonNull(faults);
        Objects.requireNonNull(clock);
        if (port < 0 || port > MOST_PORT) {
            throw new IllegalArgumentException("a port is from 0 to " + MOST_PORT + ", not " + port);
        }
        if (window.isNegative()) {
            throw new IllegalArgumentException("a window is not negative: " + window);
        }
    }

    /** A free port, production's limits and window, in memory, nothing goes wrong. */
    public static Options standard(Clock clock) {
        return new Options(
                0, Limits.production(), HOUR, Optional.empty(), Duration.ZERO, Optional.empty(), Faults.none(), clock);
    }

    public Options withPort(int newPort) {
        return new Options(newPort, limits, window, persist, patience, indexes, faults, clock);
    }

    public Options withLimits(Limits newLimits) {
        return new Options(port, newLimits, window, persist, patience, indexes, faults, clock);
    }

    public Options withWindow(Duration newWindow) {
        return new Options(port, limits, newWindow, persist, patience, indexes, faults, clock);
    }

    public Options persistingIn(Path file) {
        return new Options(port, limits, window, Optional.of(file), patience, indexes, faults, clock);
    }

    /** Waits so long where another process has the file to persist in. */
    public Options waiting(Duration atMost) {
        return new Options(port, limits, window, persist, atMost, indexes, faults, clock);
    }

    public Options withIndexes(Path file) {
        return new Options(port, limits, window, persist, patience, Optional.of(file), faults, clock);
    }

    public Options withFaults(Faults newFaults) {
        return new Options(port, limits, window, persist, patience, indexes, newFaults, clock);
    }
}
