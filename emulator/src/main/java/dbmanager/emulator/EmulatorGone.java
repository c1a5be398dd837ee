package dbmanager.emulator;

import java.util.List;

/** An emulator that was up does not answer any more: it was closed, ended by somebody, or died. What it held is lost. */
public final class EmulatorGone extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String next;

    EmulatorGone(String happened, List<String> state, String next) {
        this(happened, state, next, null);
    }

    EmulatorGone(String happened, List<String> state, String next, Throwable cause) {
        super(Words.of(happened, "state", state, next), cause);
        this.next = next;
    }

    public String next() {
        return next;
    }
}
