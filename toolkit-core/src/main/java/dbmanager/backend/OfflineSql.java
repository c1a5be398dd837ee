package dbmanager.backend;

import dbmanager.migration.Attribution;
import dbmanager.migration.History;
import dbmanager.migration.Plan;
import java.io.PrintWriter;

/** Writes a plan as one SQL script that a person runs with the engine's own shell. */
public non-sealed interface OfflineSql extends Feature {
    /** Where the history comes from that a script begins with. */
    enum Basis {
        /** This database has it. */
        DATABASE,
        /** It is supposed of any database that the script may meet; this one is not looked at and need not be there. */
        FILES
    }

    /**
     * The script refuses to run, before it changes anything, in a database that does not have the versions in force with which the plan begins; it
     * does the steps, and records them as the tool would. A step that cannot be one transaction is written statement by statement, and an
     * interrupted one is known to the tool as if its own run had been interrupted.
     *
     * @param from the history that the plan was made for
     */
    void write(Plan plan, History from, Basis basis, Attribution by, PrintWriter out);
}
