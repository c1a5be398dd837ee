package dbmanager.sql.sqlite;

import static dbmanager.sql.sqlite.SqliteSchema.literal;

import dbmanager.backend.OfflineSql;
import dbmanager.migration.Attribution;
import dbmanager.migration.Direction;
import dbmanager.migration.History;
import dbmanager.migration.History.Entry;
import dbmanager.migration.Migration;
import dbmanager.migration.MigrationKey;
import dbmanager.migration.Mode;
import dbmanager.migration.Plan;
import dbmanager.migration.Script;
import dbmanager.migration.Version;
import dbmanager.sql.script.FlywayScripts;
import dbmanager.sql.script.FlywayScripts.Parsed;
import dbmanager.sql.script.HistoryRow;
import dbmanager.sql.script.OfflineStatements;
import dbmanager.sql.script.ScriptRefused;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Supplier;

/** A plan for the {@code sqlite3} shell: one transaction a step, each with the rows that the tool would write. */
record SqliteOfflineScript(Supplier<FlywayScripts> flyway) implements OfflineSql {
    private static final String PREAMBLE = """
            -- Written by db-manager for the sqlite3 shell: sqlite3 FILE < this-script
            -- It stops at the first error. The step in which that happens is rolled back; the steps before it stay.
            .bail on
            PRAGMA foreign_keys = OFF;
            CREATE TEMP TABLE dbm_guard (
                is_where_the_plan_begins INTEGER CHECK (is_where_the_plan_begins),
                history_is_untouched INTEGER CHECK (history_is_untouched),
                no_row_contradicts_it INTEGER CHECK (no_row_contradicts_it),
                no_row_lost_its_parent INTEGER CHECK (no_row_lost_its_parent)
            );
            CREATE TEMP TABLE dbm_orphans (step INTEGER, child TEXT, parent TEXT, rows INTEGER);
            """;

    /** What has more rows without a parent than before the step. */
    private static final String LOST = """
            FROM temp.dbm_orphans AS now WHERE step = %1$d AND rows > coalesce((SELECT rows FROM temp.dbm_orphans
             WHERE step = %1$d - 1 AND child = now.child AND parent = now.parent), 0)""";

    @Override
    public void write(Plan plan, History from, Attribution by, PrintWriter out) {
        new Writer(flyway.get(), by, new OfflineStatements(SqliteSchema::literal, out)).write(plan, from);
        out.flush();
    }

    private record Writer(FlywayScripts flyway, Attribution by, OfflineStatements sql) {

        void write(Plan plan, History from) {
            sql.out().print(PREAMBLE);
            History now = from;
            List<String> bookkeeping = Bookkeeping.STATEMENTS;
            int number = 0;
            for (Plan.Step step : plan.steps()) {
                sql.out().println("\n-- " + plan.direction() + " " + step.migration() + "\nBEGIN IMMEDIATE;");
                bookkeeping.forEach(sql::print);
                bookkeeping = List.of(); // it is there from the first step on
                sql.print(guard("is_where_the_plan_begins", now));
                if (number++ == 0) {
                    countOrphans(0);
                }
                now = plan.direction() == Direction.UP ? up(step.migration(), now) : down(step.migration(), now);
                refuseOrphans(number);
                sql.out().println("COMMIT;");
            }
            sql.out().println("\nDROP TABLE temp.dbm_guard;\nDROP TABLE temp.dbm_orphans;");
        }

        /** In all tables: which of them the script reaches, only the database could say. What a step leaves is what the next one finds. */
        private void countOrphans(int step) {
            sql.print("INSERT INTO temp.dbm_orphans SELECT " + step
                    + ", \"table\", parent, count(*) FROM pragma_foreign_key_check GROUP BY 2, 3");
        }

        /** Shows what is wrong first, since a constraint says no more than its name. */
        private void refuseOrphans(int step) {
            countOrphans(step);
            String lost = LOST.formatted(step);
            sql.print(
                    "SELECT child || ' → ' || parent || ': ' || rows || ' without a parent; delete or move the child rows in the script'\n"
                            + lost);
            sql.print("INSERT INTO temp.dbm_guard (no_row_lost_its_parent) SELECT 0 " + lost);
        }

        private History up(Migration migration, History now) {
            Parsed body = parse(migration.script());
            sql.print(body);
            sql.print(guard("history_is_untouched", now));
            migration
                    .verify()
                    .map(this::parse)
                    .ifPresent(verify -> verify.statements()
                            .forEach(query ->
                                    sql.print("INSERT INTO temp.dbm_guard (no_row_contradicts_it) SELECT 0 FROM (\n"
                                            + query.sql() + "\n)")));
            int checksum = migration.isRepeatable()
                    ? body.repeatableChecksum()
                    : migration.script().checksum().crc32();
            return record(HistoryRow.up(migration, checksum, Mode.EXECUTE), migration.key(), Direction.UP, now);
        }

        private History down(Migration migration, History before) {
            sql.print(parse(migration.undo().orElseThrow()));
            sql.print(guard("history_is_untouched", before));
            History now = record(HistoryRow.down(migration, Mode.EXECUTE), migration.key(), Direction.DOWN, before);
            for (Entry doubtful : before.repeatablesAfter(migration.version().orElseThrow())) {
                sql.print(SqliteHistory.INSERT_DELETE, by.who(), doubtful.rank());
                sql.print(SqliteHistory.INSERT_DETAILS, null, Mode.EXECUTE.name(), by.note());
                now = OfflineStatements.after(now, doubtful.key(), Direction.DOWN, by);
            }
            return now;
        }

        private History record(HistoryRow row, MigrationKey key, Direction direction, History now) {
            sql.print(
                    SqliteHistory.INSERT,
                    row.version().map(Version::toString).orElse(null),
                    row.description(),
                    row.type(),
                    row.script(),
                    row.checksum().orElse(null),
                    by.who(),
                    0,
                    1);
            sql.print(
                    SqliteHistory.INSERT_DETAILS,
                    row.sha256().orElse(null),
                    row.mode().name(),
                    by.note());
            return OfflineStatements.after(now, key, direction, by);
        }

        /** Breaks a constraint, and with it the run, when the history has not exactly these entries. */
        private static String guard(String constraint, History now) {
            int rank = now.nextRank() - 1;
            return "INSERT INTO temp.dbm_guard (" + constraint + ") SELECT count(*) = "
                    + now.entries().size()
                    + " AND coalesce(max(installed_rank), 0) = " + rank
                    + " AND coalesce((SELECT coalesce(version, trim(description)) FROM main.flyway_schema_history"
                    + " WHERE installed_rank = " + rank + "), '') = " + literal(OfflineStatements.newest(now))
                    + " FROM main.flyway_schema_history WHERE type <> 'SCHEMA'";
        }

        private Parsed parse(Script script) {
            Parsed parsed;
            try {
                parsed = flyway.parse(script);
                ScriptRules.check(parsed);
            } catch (ScriptRefused e) {
                throw new OfflineStatements.NotWritable(e.where(), e.getMessage());
            }
            if (parsed.isOutsideTransaction()) {
                throw new OfflineStatements.NotWritable(script.path(), "it runs outside a transaction");
            }
            return parsed;
        }
    }
}
