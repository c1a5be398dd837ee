package dbmanager.sql;

import dbmanager.backend.StepFailed;
import dbmanager.migration.Direction;
import dbmanager.migration.Migration;
import dbmanager.migration.Script;
import dbmanager.sql.FlywayScripts.Parsed;
import java.util.Optional;

/**
 * What a step is made of, fit to run.
 *
 * @param verification empty on the way down
 */
record StepScripts(Parsed body, Optional<Parsed> verification) {
    static final String NOTHING_RUN = "nothing was run";

    /** @throws StepFailed when there is no undo script, or a script is not fit to run */
    static StepScripts of(Migration migration, Direction direction, FlywayScripts flyway) {
        Optional<Script> script = direction == Direction.UP ? Optional.of(migration.script()) : migration.undo();
        Optional<Script> verify = direction == Direction.UP ? migration.verify() : Optional.empty();
        if (script.isEmpty()) {
            throw new StepFailed(
                    migration.key(), direction, migration.script().path(), "it has no undo script", NOTHING_RUN, null);
        }
        try {
            return new StepScripts(parse(script.get(), flyway), verify.map(queries -> parse(queries, flyway)));
        } catch (ScriptRefused e) {
            throw new StepFailed(migration.key(), direction, e.where(), e.getMessage(), NOTHING_RUN, e);
        }
    }

    private static Parsed parse(Script script, FlywayScripts flyway) {
        Parsed parsed = flyway.parse(script);
        ScriptRules.check(parsed);
        return parsed;
    }
}
