package dbmanager.firestore.migration;

/** A text that is no expression or no name of a collection. Whoever read it makes a problem of it that says in which file. */
final class Misunderstood extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String next;

    Misunderstood(String why, String next) {
        super(why);
        this.next = next;
    }

    String next() {
        return next;
    }
}
