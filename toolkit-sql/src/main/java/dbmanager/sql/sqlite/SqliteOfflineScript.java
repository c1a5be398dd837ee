package dbmanager.sql.sqlite;

import static dbmanager.sql.sqlite.SqliteSchema.literal;

import dbmanager.backend.OfflineSql;
import dbmanager.migration.Attribution;
import dbmanager.migration.Direction;
import dbmanager.migration.History;
import dbmanager.migration.Migration;
import dbmanager.migration.Plan;
import dbmanager.migration.Script;
import dbmanager.migration.Version;
import dbmanager.sql.script.FlywayScripts;
import dbmanager.sql.script.FlywayScripts.Parsed;
import dbmanager.sql.script.HistoryOnPaper;
import dbmanager.sql.script.HistoryRow;
import dbmanager.sql.script.OfflineStatements;
import dbmanager.sql.script.ScriptRefused;
import java.io.PrintWriter;
import java.util.function.Supplier;

/** A plan for the {@code sqlite3} shell: one transaction a step where that can be, each with the rows that the tool would write. */
record SqliteOfflineScript(Supplier<FlywayScripts> flyway) implements OfflineSql {
    private static final String PREAMBLE = """
            -- Written by db-manager for the sqlite3 shell: sqlite3 FILE < this-script
            -- It stops at the first error. The step in which that happens is rolled back; the steps before it stay.
            .bail on
            PRAGMA foreign_keys = OFF;
            CREATE TEMP TABLE dbm_paper_guard (
                holds_nothing_unversioned INTEGER CHECK (holds_nothing_unversioned),
                is_where_the_plan_begins INTEGER CHECK (is_where_the_plan_begins),
                history_is_untouched INTEGER CHECK (history_is_untouched),
                no_row_contradicts_it INTEGER CHECK (no_row_contradicts_it),
                no_row_lost_its_parent INTEGER CHECK (no_row_lost_its_parent)
            );
            CREATE TEMP TABLE dbm_orphans (step INTEGER, child TEXT, parent TEXT, rows INTEGER);
            CREATE TEMP TABLE dbm_place (place TEXT);
            INSERT INTO temp.dbm_place VALUES ('');
            """;

    /** What has more rows without a parent than before the step. */
    private static final String LOST = """
            FROM temp.dbm_orphans AS now WHERE step = %1$d AND rows > coalesce((SELECT rows FROM temp.dbm_orphans
             WHERE step = %1$d - 1 AND child = now.child AND parent = now.parent), 0)""";

    private static final String ALONE =
            "-- Not in a transaction: if it stops in here, what it did so far stays. `db-manager status` then says FAILED; mend what it left\n"
                    + "-- behind, and run `db-manager repair`.";

    @Override
    public void write(Plan plan, History from, Basis basis, Attribution by, PrintWriter out) {
        new Writer(flyway.get(), by, new OfflineStatements(SqliteSchema::literal, out)).write(plan, from, basis);
        out.flush();
    }

    private record Writer(FlywayScripts flyway, Attribution by, OfflineStatements sql) {
        private static final HistoryOnPaper HISTORY =
                new HistoryOnPaper("main.flyway_schema_history", SqliteSchema::literal);

        void write(Plan plan, History from, Basis basis) {
            sql.out().print(PREAMBLE);
            int number = 0;
            for (Plan.Step step : plan.steps()) {
                sql.out().println("\n-- " + plan.direction() + " " + step.migration());
                begin();
                if (number++ == 0) {
                    begin(from, basis);
                } else {
                    guard("is_where_the_plan_begins", untouched());
                }
                carryOut(step.migration(), plan.direction());
                refuseOrphans(number);
                sql.out().println("COMMIT;");
            }
            sql.out()
                    .println(
                            "\nDROP TABLE temp.dbm_paper_guard;\nDROP TABLE temp.dbm_orphans;\nDROP TABLE temp.dbm_place;");
        }

        private void begin() {
            sql.out().println("BEGIN IMMEDIATE;");
        }

        private void begin(History from, Basis basis) {
            if (from.current().isEmpty()) {
                guard(
                        "holds_nothing_unversioned",
                        "NOT (" + Bookkeeping.CONTENT + ") OR EXISTS (SELECT 1 FROM main.sqlite_master"
                                + " WHERE name IN ('_dbm_meta', 'flyway_schema_history'))");
            }
            Bookkeeping.STATEMENTS.forEach(sql::print);
            String isHere = basis == Basis.FILES ? HISTORY.hasOrBegan(from) : HISTORY.has(from);
            String place = from.current().map(Version::toString).orElse("base");
            sql.print("SELECT " + literal("this script begins at " + place + ", and the database is at ") + " || "
                    + HISTORY.shown("group_concat") + " WHERE NOT (" + isHere + ")");
            guard("is_where_the_plan_begins", isHere);
            countOrphans(0);
            remember();
        }

        private void carryOut(Migration migration, Direction direction) {
            boolean up = direction == Direction.UP;
            Parsed body = parse(up ? migration.script() : migration.undo().orElseThrow());
            HistoryRow row = HistoryRow.of(migration, direction, body);
            boolean alone = body.isOutsideTransaction();
            if (alone) {
                insert(row, 0);
                remember();
                sql.out().println("COMMIT;\n" + ALONE);
                sql.print(body);
                sql.out().println("PRAGMA foreign_keys = OFF;");
                begin();
            } else {
                sql.print(body);
            }
            guard("history_is_untouched", untouched());
            if (up) {
                verify(migration);
            }
            if (alone) {
                sql.print("UPDATE main.flyway_schema_history SET success = 1 WHERE installed_rank = "
                        + HISTORY.newestRank());
            } else {
                insert(row, 1);
            }
            if (!up) {
                doubt(migration.version().orElseThrow());
            }
            remember();
        }

        private void verify(Migration migration) {
            migration
                    .verify()
                    .map(this::parse)
                    .ifPresent(verify -> verify.statements()
                            .forEach(query -> sql.print(
                                    "INSERT INTO temp.dbm_paper_guard (no_row_contradicts_it) SELECT 0 FROM (\n"
                                            + query.sql() + "\n)")));
        }

        private void insert(HistoryRow row, int success) {
            sql.print(
                    SqliteHistory.INSERT,
                    row.version().map(Version::toString).orElse(null),
                    row.description(),
                    row.type(),
                    row.script(),
                    row.checksum().orElse(null),
                    by.who(),
                    0,
                    success);
            sql.print(
                    SqliteHistory.INSERT_DETAILS,
                    row.sha256().orElse(null),
                    row.mode().name(),
                    by.note());
        }

        private void doubt(Version version) {
            sql.print(HISTORY.doubt(version, by.who()));
            sql.print(
                    "INSERT OR REPLACE INTO main._dbm_history (installed_rank, installed_on, checksum, sha256, mode, note)"
                            + " SELECT installed_rank, installed_on, checksum, NULL, 'EXECUTE', " + literal(by.note())
                            + " FROM main.flyway_schema_history WHERE " + HISTORY.doubted(version));
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
            sql.print("INSERT INTO temp.dbm_paper_guard (no_row_lost_its_parent) SELECT 0 " + lost);
        }

        /** Breaks a constraint, and with it the run, when it is not so. */
        private void guard(String constraint, String condition) {
            sql.print("INSERT INTO temp.dbm_paper_guard (" + constraint + ") SELECT " + condition);
        }

        private void remember() {
            sql.print("UPDATE temp.dbm_place SET place = " + HISTORY.place());
        }

        private static String untouched() {
            return HISTORY.place() + " = (SELECT place FROM temp.dbm_place)";
        }

        private Parsed parse(Script script) {
            try {
                Parsed parsed = flyway.parse(script);
                ScriptRules.check(parsed);
                return parsed;
            } catch (ScriptRefused e) {
                throw new OfflineStatements.NotWritable(e.where(), e.getMessage());
            }
        }
    }
}
