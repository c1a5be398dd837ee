package dbmanager.cli.signal;

/** Somebody did not hear of it. The message names the receiver by its host only, since addresses hold tokens. */
final class Undelivered extends Exception {
    private static final long serialVersionUID = 1L;

    Undelivered(String why) {
        super(why);
    }

    Undelivered(String why, Throwable cause) {
        super(why, cause);
    }
}
