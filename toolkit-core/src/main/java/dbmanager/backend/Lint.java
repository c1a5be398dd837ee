package dbmanager.backend;

import dbmanager.migration.Migration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the scripts of migrations for statements that destroy data, or keep others waiting, before anything is run. */
public non-sealed interface Lint extends Feature {
    /** Every rule of the engine, as documented. */
    List<Rule> rules();

    /**
     * Looks at one migration, as its way up would run. How large the tables are is asked of the database, where it can be reached.
     *
     * @throws BadIgnore when a comment that asks to ignore a rule names none that there is, or gives no reason
     */
    Report look(Migration migration);

    /**
     * What should not stand in a migration without a thought.
     *
     * @param id in small letters, as a comment names it
     * @param what the statement does
     * @param locks whom it keeps waiting, and for how long
     * @param instead what to write
     */
    record Rule(String id, Severity severity, String what, String locks, String instead) {}

    enum Severity {
        WARNING,
        ERROR
    }

    /** @param ignored what a comment in the script asked to leave out */
    record Report(List<Found> findings, List<Ignored> ignored) {
        public Report {
            findings = List.copyOf(findings);
            ignored = List.copyOf(ignored);
        }
    }

    /**
     * One statement that a rule speaks of.
     *
     * @param script path below the folder
     * @param line of the statement, from 1
     * @param what it does, with the names of this statement
     * @param table the existing table that it locks, where there is one
     * @param size of that table, where the database could be asked
     */
    record Found(Rule rule, String script, int line, String what, Optional<String> table, Optional<Size> size) {}

    /** @param rows as the engine estimates them; empty when it never counted */
    record Size(OptionalLong rows, long bytes) {}

    /** @param line of the statement that is let pass */
    record Ignored(Rule rule, String script, int line, String reason) {}
}
