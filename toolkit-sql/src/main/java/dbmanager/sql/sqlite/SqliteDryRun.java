package dbmanager.sql.sqlite;

import dbmanager.backend.DryRun;
import dbmanager.migration.Direction;
import dbmanager.migration.Migration;
import dbmanager.sql.script.FlywayScripts;
import dbmanager.sql.script.StepScripts;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads the scripts as a run would, and runs none of them: what is wrong with a script itself, such as a string without an end, is found, and
 * what only the database knows, such as a missing table, is not.
 */
record SqliteDryRun(Supplier<FlywayScripts> flyway) implements DryRun {
    @Override
    public Preview preview(Migration migration, Direction direction) {
        StepScripts.of(migration, direction, flyway.get(), ScriptRules::check);
        return new Preview(List.of());
    }
}
