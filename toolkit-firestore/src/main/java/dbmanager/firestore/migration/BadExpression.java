package dbmanager.firestore.migration;

/** An expression that is no CEL or of the wrong type. Whoever read it says in which file. */
final class BadExpression extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String next;

    BadExpression(String why, String next) {
        super(why);
        this.next = next;
    }

    String next() {
        return next;
    }
}
