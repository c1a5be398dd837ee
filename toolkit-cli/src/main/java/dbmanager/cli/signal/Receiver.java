package dbmanager.cli.signal;

/** Somebody who hears of a command. Called by a thread of its own, which may be interrupted. */
interface Receiver {
    /** For messages: {@code the ping}. */
    String name();

    default void begins() throws Undelivered, InterruptedException {}

    void ended(Report report) throws Undelivered, InterruptedException;
}
