package dbmanager.cli.reliability.matrix;

import java.util.Locale;

/** What came of an operation that was struck by a fault. */
enum Outcome {
    WHOLE("it did in spite of the fault what it always does, and all of it is there"),
    FOUND("it is there to tell such things, and told it: exit code 3 or 15"),
    REFUSED("an error that says what to do next; no byte of database, folders and backups was changed"),
    UNTOUCHED("it failed or died, and database, folders and every backup are as before; what lay about was gone after"
            + " the next run"),
    RESUMED("it failed or died between a database and its folders, or in a Firestore between documents; the next run"
            + " ended it");

    private final String meaning;

    Outcome(String meaning) {
        this.meaning = meaning;
    }

    String meaning() {
        return meaning;
    }

    static Outcome of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
