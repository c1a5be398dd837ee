package dbmanager.environment;

/**
 * A database of a guarded environment whose place is not known here, so that an open environment could lead to it unnoticed.
 *
 * @param variable that is not set
 * @param guarded the guarded environment
 */
public record Unseen(String variable, String guarded) {
    @Override
    public String toString() {
        return variable + " is not set: cannot tell whether this is a database of the guarded environment " + guarded;
    }
}
