package dbmanager.sql.script;

import dbmanager.backend.StepFailed;
import dbmanager.migration.Direction;
import dbmanager.migration.Migration;
import dbmanager.migration.Script;
import dbmanager.sql.script.FlywayScripts.Parsed;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a step is made of, fit to run.
 *
 * @param verification empty on the way down
 */
public record StepScripts(Parsed body, Optional<Parsed> verification) {
    public static final String NOTHING_RUN = "nothing was run";

    /**
     * @param rules of the engine; throws {@link ScriptRefused} at a statement that breaks one
     * @throws StepFailed when there is no undo script, or a script is not fit to run
     */
    public static StepScripts of(
            Migration migration, Direction direction, FlywayScripts flyway, Consumer<Parsed> rules) {
        Optional<Script> script = direction == Direction.UP ? Optional.of(migration.script()) : migration.undo();
        Optional<Script> verify = direction == Direction.UP ? migration.verify() : Optional.empty();
        if (script.isEmpty()) {
            throw new StepFailed(
                    migration.key(), direction, migration.script().path(), "it has no undo script", NOTHING_RUN, null);
        }
        try {
            return new StepScripts(
                    parse(script.get(), flyway, rules), verify.map(queries -> parse(queries, flyway, rules)));
        } catch (ScriptRefused e) {
            throw new StepFailed(migration.key(), direction, e.where(), e.getMessage(), NOTHING_RUN, e);
        }
    }

    private static Parsed parse(Script script, FlywayScripts flyway, Consumer<Parsed> rules) {
        Parsed parsed = flyway.parse(script);
        rules.accept(parsed);
        return parsed;
    }
}
