package dbmanager.environment;

import dbmanager.problem.Problem;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/** The key of the backups cannot be had from where it is kept. */
public final class KeyUnavailable extends Problem {
    private static final long serialVersionUID = 1L;

    private KeyUnavailable(String happened, String next, Throwable cause) {
        super(
                Kind.CONFIGURATION,
                happened,
                "no backup was read or written: while `encryption:` is configured, none is taken without it",
                next,
                cause);
    }

    static KeyUnavailable unreadable(Path file, IOException cause) {
        boolean absent = cause instanceof NoSuchFileException;
        return new KeyUnavailable(
                "the key file " + file
                        + (absent
                                ? " is not there"
                                : " cannot be read (" + cause.getClass().getSimpleName() + ")"),
                absent
                        ? "bring it back from where its copy is kept; if there was never one, `db-manager key new --file "
                                + file + "` makes it"
                        : "make it readable for this user",
                cause);
    }

    static KeyUnavailable notSet(String variable) {
        return new KeyUnavailable(
                "the variable " + variable + ", in which the key of the backups should be, is not set",
                "set it, or change `encryption:` in the configuration",
                null);
    }

    static KeyUnavailable tooMuch(String from) {
        return new KeyUnavailable(
                from + " has more than 64 KiB, which are no keys", "let it hold nothing but keys", null);
    }

    static KeyUnavailable failed(int exitCode) {
        return new KeyUnavailable(
                "the command that gives the key of the backups ended with " + exitCode,
                "run the command of `encryption:` by hand to see what it says",
                null);
    }

    static KeyUnavailable slow(Duration patience) {
        return new KeyUnavailable(
                "the command that gives the key of the backups did not end within " + patience.toMillis() + " ms",
                "run the command of `encryption:` by hand; it must not ask for anything",
                null);
    }

    static KeyUnavailable notStarted(Throwable cause) {
        return new KeyUnavailable(
                "the command that gives the key of the backups could not be run",
                "run the command of `encryption:` by hand to see what it says",
                cause);
    }
}
