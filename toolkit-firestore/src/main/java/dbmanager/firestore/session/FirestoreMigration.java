package dbmanager.firestore.session;

/**
 * A migration written in Java: a file {@code V<version>__<name>.java} whose one class implements this and has a constructor without arguments.
 *
 * <p>A run that is killed goes on at the next {@code migrate}: the method is called again from its beginning, calls that are done are skipped,
 * and reads give what they gave the first time. So the calls must come in the same order each time: no clock, no random numbers, and
 * nothing kept from inside the function of {@link FirestoreSession#each}.
 */
public interface FirestoreMigration {
    void migrate(FirestoreSession db);

    /** Takes it back. A class that does not override it is taken back from the images that every change leaves of what was there before. */
    default void rollback(FirestoreSession db) {}
}
