package dbmanager.backend;

import dbmanager.migration.Migration;
import java.util.List;

/**
 * Compares the definitions of a database (its tables, indexes, views, triggers) with those of a {@link Model}, and drafts the migration that leads
 * there. What db-manager and Flyway keep for themselves belongs to neither side. Nothing here changes the database.
 *
 * <p>In each method a rename says which object of this database lives on in the model under another name. Those of the model's own hints count
 * too, as long as this database still has the old name and not yet the new one.
 */
public non-sealed interface SchemaDesign extends Feature {
    /** The definitions that this database has now, as a model that another one can be compared with. */
    Model current();

    /**
     * Says which model comes next: an engine that takes its time over one may begin with it beside other work. What is wrong with it is said when it is
     * compared.
     */
    default void expect(Model desired) {}

    /**
     * What would have to change here for the model to be true.
     *
     * @throws BadModel when the engine does not understand the model
     * @throws Rename.BadRename when a rename names something that is not there, is still wanted, or is in the way
     */
    Comparison compare(Model desired, List<Rename> renames);

    /**
     * What would have to change here for this database to define what a {@link DatabaseBackend#scratch} does: as with {@link #current} of that one,
     * but an engine may look at both first, and be done where they are the same. It may then take the scratch for the next {@link #prove}, where it is as
     * good as a copy; it is used up by that, and has to stay open until then.
     */
    default Comparison compare(SchemaDesign scratch) {
        return compare(scratch.current(), List.of());
    }

    /** What would have to change for a model to be true, with scripts that make the changes. Nothing is known yet of what they do: see {@link #prove}. */
    Draft draft(Model desired, List<Rename> renames);

    /**
     * Carries a migration out, and takes it back, in a throw-away copy of this database with all its rows, exactly as a run would. Proven means: after
     * the migration nothing is left to change, and every row is there with every value that the migration does not take away; after its undo the
     * definitions are those of before, and so are the rows, but for what the migration took away.
     *
     * @param migration whose files lie ready, the undo script too
     */
    Proof prove(Migration migration, Model desired, List<Rename> renames, Progress progress);

    /**
     * @param changes empty when the model is true
     * @param suggested renames that would spare a table or column its rows: one went, one of equal definition came, and nobody said that they are
     *     the same
     * @param notCompared kinds of things that may differ without being seen, for the reader
     */
    record Comparison(List<SchemaChange> changes, List<Rename> suggested, List<String> notCompared) {
        public Comparison {
            changes = List.copyOf(changes);
            suggested = List.copyOf(suggested);
            notCompared = List.copyOf(notCompared);
        }

        public boolean isEmpty() {
            return changes.isEmpty();
        }
    }

    /**
     * @param up the script of the migration, in the engine's language
     * @param undo takes it back; what the migration drops does not return with it
     * @param verify queries that return no row once the migration is in
     */
    record Draft(Comparison comparison, String up, String undo, String verify) {}

    /**
     * @param reason why it is not proven, for the reader; empty when it is
     * @param rows how many rows were compared before and after
     */
    record Proof(Outcome outcome, String reason, long rows) {
        public static Proof of(long rows) {
            return new Proof(Outcome.PROVEN, "", rows);
        }

        public boolean isProven() {
            return outcome == Outcome.PROVEN;
        }
    }

    enum Outcome {
        PROVEN,
        /** The scripts do what they should where there are no rows; those that are there contradict the model. */
        ROWS_IN_THE_WAY,
        /** The scripts do not run, do not lead to the model, do not lead back, or change rows that they should not. */
        FAILED
    }
}
