package dbmanager.firestore.migration;

import dbmanager.firestore.document.DatabaseName;
import java.util.List;
import java.util.Optional;

/** A declarative migration: steps in order, how they are taken back, and what must be true when they are done. */
public record Script(Optional<String> description, List<Step> steps, Rollback rollback, List<Assertion> verify) {
    public Script {
        steps = List.copyOf(steps);
        verify = List.copyOf(verify);
    }

    /** How a migration is taken back. */
    public sealed interface Rollback {
        /** From the before-images that are kept while migrating. */
        record Auto() implements Rollback {}

        /** Not at all. */
        record None() implements Rollback {}

        /** By steps of its own. */
        record Steps(List<Step> steps) implements Rollback {
            public Steps {
                steps = List.copyOf(steps);
            }
        }
    }

    /**
     * @param fileName what complaints call the file; not read
     * @param database that references of the file without a database of their own point into
     * @throws BadScript with line, valid names and the nearest one
     */
    public static Script parse(String text, String fileName, DatabaseName database) {
        return new ScriptReader(fileName, database).read(text);
    }
}
