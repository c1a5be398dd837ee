package dbmanager.problem;

/**
 * One thing that is not as it should be; a list of them is the answer of a check, and an empty list means sound.
 *
 * @param where table, collection, document, part or file
 * @param what what is wrong there
 */
public record Finding(String where, String what) {
    @Override
    public String toString() {
        return where + ": " + what;
    }
}
