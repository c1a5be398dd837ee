package dbmanager.migration;

/**
 * Who makes a change, and what belongs to its story.
 *
 * @param who such as {@code deploy@ci-7}
 * @param note such as the id of the backup taken before; empty when there is nothing to say
 */
public record Attribution(String who, String note) {
    /** Of a history entry that another tool wrote without saying who. */
    public static Attribution unknown() {
        return new Attribution("", "");
    }

    public static Attribution of(String who) {
        return new Attribution(who, "");
    }

    /** The same with one thing more to tell. */
    public Attribution noting(String more) {
        return new Attribution(who, note.isEmpty() ? more : note + "; " + more);
    }
}
