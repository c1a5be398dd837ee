package dbmanager.sql.lint;

import dbmanager.backend.Lint;
import dbmanager.migration.Migration;
import dbmanager.sql.script.FlywayScripts;
import dbmanager.sql.script.FlywayScripts.Parsed;
import dbmanager.sql.script.ScriptRefused;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Scripts of one engine, judged by its rules. The database is asked once, when the first script is read. */
public final class ScriptLint implements Lint {
    private static final Rule REFUSED = new Rule(
            "refused",
            Severity.ERROR,
            "A script that db-manager would not run: it cannot be parsed, begins or ends a transaction itself, or says what the engine"
                    + " ignores there.",
            "nothing, since it does not run",
            "what the finding says");

    private final List<Rule> rules;
    private final Supplier<FlywayScripts> flyway;
    private final Consumer<Parsed> refusals;
    private final Supplier<LiveTables> tables;
    private final Examiner examiner;
    private Optional<LiveTables> live = Optional.empty();

    private interface Examiner {
        Judge of(Parsed script, LiveTables live);
    }

    private ScriptLint(
            List<Rule> rules,
            Supplier<FlywayScripts> flyway,
            Consumer<Parsed> refusals,
            Supplier<LiveTables> tables,
            Examiner examiner) {
        this.rules = Stream.concat(rules.stream(), Stream.of(REFUSED)).toList();
        this.flyway = flyway;
        this.refusals = refusals;
        this.tables = tables;
        this.examiner = examiner;
    }

    /**
     * For PostgreSQL.
     *
     * @param refusals throws {@link ScriptRefused} at what a run would refuse
     * @param tables what can be learned from the database
     * @param waits whether sessions of db-manager wait for a lock without end
     */
    public static ScriptLint forPostgresql(
            Supplier<FlywayScripts> flyway, Consumer<Parsed> refusals, Supplier<LiveTables> tables, boolean waits) {
        return new ScriptLint(
                PostgresRules.ALL, flyway, refusals, tables, (script, live) -> new PostgresJudge(script, live, waits));
    }

    /** The same for SQLite. */
    public static ScriptLint forSqlite(
            Supplier<FlywayScripts> flyway, Consumer<Parsed> refusals, Supplier<LiveTables> tables) {
        return new ScriptLint(SqliteRules.ALL, flyway, refusals, tables, SqliteJudge::new);
    }

    @Override
    public List<Rule> rules() {
        return rules;
    }

    @Override
    public Report look(Migration migration) {
        Parsed script;
        try {
            script = flyway.get().parse(migration.script());
        } catch (ScriptRefused e) {
            return new Report(List.of(refused(migration, e)), List.of());
        }
        Ignores ignores = Ignores.of(migration.script(), script.statements(), rules);
        try {
            refusals.accept(script);
        } catch (ScriptRefused e) {
            return ignores.apply(List.of(refused(migration, e)));
        }
        if (live.isEmpty()) {
            live = Optional.of(tables.get());
        }
        return ignores.apply(examiner.of(script, live.get()).judge());
    }

    private static Found refused(Migration migration, ScriptRefused e) {
        String where = e.where();
        int line = where.matches(".*, line \\d+") ? Integer.parseInt(where.replaceAll(".*, line ", "")) : 1;
        return new Found(REFUSED, migration.script().path(), line, e.getMessage(), Optional.empty(), Optional.empty());
    }
}
