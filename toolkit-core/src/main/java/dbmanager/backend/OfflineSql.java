package dbmanager.backend;

import dbmanager.migration.Attribution;
import dbmanager.migration.History;
import dbmanager.migration.Plan;
import java.io.PrintWriter;

/** Writes a plan as one SQL script that a person runs with the engine's own shell. */
public non-sealed interface OfflineSql extends Feature {
    /**
     * The script refuses to run when the database is no longer where the plan begins, does the steps, and records them as the tool would.
     *
     * @param from the history that the plan was made for
     */
    void write(Plan plan, History from, Attribution by, PrintWriter out);
}
