package dbmanager.emulator;

import java.util.List;

/** There is no emulator to be had in the way that was asked for. Its message says what was tried and what to do; nothing was left running. */
public final class EmulatorUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String happened;
    private final List<String> tried;
    private final String next;

    EmulatorUnavailable(String happened, List<String> tried, String next) {
        this(happened, tried, next, null);
    }

    EmulatorUnavailable(String happened, List<String> tried, String next, Throwable cause) {
        super(Words.of(happened, "tried", tried, next), cause);
        this.happened = happened;
        this.tried = List.copyOf(tried);
        this.next = next;
    }

    /** The first line of the message. */
    public String happened() {
        return happened;
    }

    /** Each place that was looked at and what was there, or the last lines that the emulator wrote. */
    public List<String> tried() {
        return tried;
    }

    public String next() {
        return next;
    }
}
