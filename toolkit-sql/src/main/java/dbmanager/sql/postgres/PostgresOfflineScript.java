package dbmanager.sql.postgres;

import static dbmanager.sql.postgres.PostgresDatabase.literal;

import dbmanager.backend.DatabaseUnavailable;
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
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/** A plan for {@code psql}: one transaction a step where that can be, each with the rows that the tool would write. */
record PostgresOfflineScript(Supplier<FlywayScripts> flyway, PostgresDatabase database) implements OfflineSql {
    private static final String DEFAULT_SCHEMA = "public";

    private static final String PREAMBLE = """
            -- Written by db-manager for psql: psql -X -f this-script URL
            -- It stops at the first error. The step in which that happens is rolled back; the steps before it stay.
            \\set ON_ERROR_STOP on
            \\set QUIET on
            CREATE TEMP TABLE dbm_place AS SELECT '' AS place;
            """;

    private static final String ALONE =
            "-- Not one transaction: if it stops in here, what it did so far stays. `db-manager status` then says"
                    + " INTERRUPTED, and\n-- `db-manager %s` goes on with the statement that is not done; this script must not run again.";

    private static final List<String> SESSION = List.of(
            "SET client_min_messages = warning", "SET TimeZone = 'UTC'", "SET standard_conforming_strings = on");

    @Override
    public void write(Plan plan, History from, Basis basis, Attribution by, PrintWriter out) {
        boolean onPaper = basis == Basis.FILES;
        new Writer(
                        onPaper ? FlywayScripts.forPostgresqlOnPaper() : flyway.get(),
                        onPaper ? new Bookkeeping(wantedSchema()) : tables(),
                        by,
                        new OfflineStatements(PostgresDatabase::literal, out))
                .write(plan, from, basis);
        out.flush();
    }

    private String wantedSchema() {
        String path = database.url().parameters().plain().getOrDefault("currentSchema", DEFAULT_SCHEMA);
        return path.split(",", 2)[0].strip();
    }

    /** Where the bookkeeping is, or will be when the database is not there yet. */
    private Bookkeeping tables() {
        try (Connection connection = database.read()) {
            return Bookkeeping.of(connection);
        } catch (DatabaseUnavailable absent) {
            return new Bookkeeping(DEFAULT_SCHEMA);
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    private record Writer(
            FlywayScripts flyway, Bookkeeping tables, HistoryOnPaper history, Attribution by, OfflineStatements sql) {

        Writer(FlywayScripts flyway, Bookkeeping tables, Attribution by, OfflineStatements sql) {
            this(
                    flyway,
                    tables,
                    new HistoryOnPaper(tables.table(Bookkeeping.HISTORY), PostgresDatabase::literal),
                    by,
                    sql);
        }

        void write(Plan plan, History from, Basis basis) {
            sql.out().print(PREAMBLE);
            SESSION.forEach(sql::print);
            require(
                    "current_schema() = " + literal(tables.schema()),
                    literal("new tables would not go to the schema " + tables.schema()
                            + ": set the search_path of the session or the user, or write the script with"
                            + " ?currentSchema=… in the URL"));
            require(
                    "pg_try_advisory_lock(" + PostgresLock.key(tables) + ")",
                    literal("somebody else is migrating this database; wait until that is done"));
            boolean first = true;
            for (Plan.Step step : plan.steps()) {
                sql.out().println("\n-- " + plan.direction() + " " + step.migration() + "\nBEGIN;");
                if (first) {
                    begin(from, basis);
                    first = false;
                } else {
                    require(untouched(), literal("the history was changed while this script ran"));
                }
                carryOut(step.migration(), plan.direction());
                sql.out().println("COMMIT;");
            }
            sql.out().println("\nSELECT pg_advisory_unlock(" + PostgresLock.key(tables) + ") AS done;");
            sql.out().println("DROP TABLE pg_temp.dbm_place;");
        }

        private void begin(History from, Basis basis) {
            if (from.current().isEmpty()) {
                require(
                        "(to_regclass(" + literal(tables.table(Bookkeeping.META)) + ") IS NOT NULL OR to_regclass("
                                + literal(tables.table(Bookkeeping.HISTORY)) + ") IS NOT NULL OR NOT ("
                                + Bookkeeping.CONTENT + "))",
                        literal("there are tables in this database and no history: run `db-manager init` or"
                                + " `db-manager stamp` first"));
            }
            tables.statements().forEach(sql::print);
            String place = from.current().map(Version::toString).orElse("base");
            require(
                    "(" + (basis == Basis.FILES ? history.hasOrBegan(from) : history.has(from)) + ")",
                    literal("the database is not where the plan begins, at " + place + ", but at ") + " || "
                            + history.shown("string_agg") + " || '; write the script anew'");
            remember();
        }

        private void carryOut(Migration migration, Direction direction) {
            boolean up = direction == Direction.UP;
            Parsed body = parse(up ? migration.script() : migration.undo().orElseThrow());
            HistoryRow row = HistoryRow.of(migration, direction, body);
            if (body.isStepwise()) {
                insert(row, false);
                remember();
                statementByStatement(body, direction);
            } else {
                sql.print(body);
            }
            settle();
            if (up) {
                verify(migration);
            }
            if (body.isStepwise()) {
                String newest = " WHERE installed_rank = " + history.newestRank();
                sql.print("DELETE FROM " + tables.table(Bookkeeping.LEDGER) + newest);
                sql.print("UPDATE " + history.table() + " SET success = true" + newest);
            } else {
                insert(row, true);
            }
            if (!up) {
                doubt(migration.version().orElseThrow());
            }
            remember();
        }

        /** With the lines of the {@link Ledger}, so that the tool can go on where it stops. */
        private void statementByStatement(Parsed body, Direction direction) {
            ledger(0, "", "DONE");
            sql.out().println("COMMIT;\n" + ALONE.formatted(direction == Direction.UP ? "migrate" : "rollback"));
            Iterator<String> data = body.copyData().iterator();
            int number = 0;
            for (FlywayScripts.Statement statement : body.statements()) {
                number++;
                if (statement.transactional()) {
                    sql.out().println("BEGIN;");
                    sql.print(statement, data);
                    ledger(number, Ledger.sha256(statement), "DONE");
                    sql.out().println("COMMIT;");
                } else {
                    ledger(number, Ledger.sha256(statement), "BEGUN");
                    sql.print(statement, data);
                    ledger(number, Ledger.sha256(statement), "DONE");
                }
            }
            sql.out().println("BEGIN;");
        }

        private void ledger(int number, String sha256, String state) {
            sql.print(
                    "INSERT INTO " + tables.table(Bookkeeping.LEDGER)
                            + " (installed_rank, number, sha256, state) SELECT max(installed_rank), ?, ?, ? FROM "
                            + history.table()
                            + " ON CONFLICT (installed_rank, number) DO UPDATE SET sha256 = excluded.sha256,"
                            + " state = excluded.state, changed_at = clock_timestamp()",
                    number,
                    sha256,
                    state);
        }

        private void verify(Migration migration) {
            migration
                    .verify()
                    .map(this::parse)
                    .ifPresent(verify -> verify.statements()
                            .forEach(query -> require(
                                    "NOT EXISTS (\n" + query.sql() + "\n)",
                                    literal("a row contradicts "
                                            + FlywayScripts.where(verify.script(), query.line())))));
        }

        /** What the script set in the session is not for the record, and what it put off is its own fault. */
        private void settle() {
            sql.print("SET CONSTRAINTS ALL IMMEDIATE");
            sql.print("RESET SESSION AUTHORIZATION");
            sql.print("RESET ALL");
            SESSION.forEach(sql::print);
            require(
                    untouched(),
                    literal(
                            "the script changes flyway_schema_history, which says what this database has been through"));
        }

        private void insert(HistoryRow row, boolean success) {
            sql.print(
                    PostgresHistory.insert(history.table()),
                    row.version().map(Version::toString).orElse(null),
                    row.description(),
                    row.type(),
                    row.script(),
                    row.checksum().orElse(null),
                    by.who(),
                    0,
                    success);
            sql.print(
                    PostgresHistory.insertDetails(history.table(), tables.table(Bookkeeping.DETAILS)),
                    row.sha256().orElse(null),
                    row.mode().name(),
                    by.note());
        }

        private void doubt(Version version) {
            sql.print(history.doubt(version, by.who()));
            sql.print("DELETE FROM " + tables.table(Bookkeeping.DETAILS) + " WHERE " + history.doubted(version));
            sql.print("INSERT INTO " + tables.table(Bookkeeping.DETAILS)
                    + " (installed_rank, installed_on, checksum, sha256, mode, note)"
                    + " SELECT installed_rank, installed_on, checksum, NULL, 'EXECUTE', " + literal(by.note())
                    + " FROM " + history.table() + " WHERE " + history.doubted(version));
        }

        private void remember() {
            sql.print("UPDATE pg_temp.dbm_place SET place = " + history.place());
        }

        private String untouched() {
            return history.place() + " = (SELECT place FROM pg_temp.dbm_place)";
        }

        /** Ends the run with a message, which is an expression, when it is not so. */
        private void require(String condition, String otherwise) {
            String body = "BEGIN IF NOT " + condition + " THEN RAISE EXCEPTION USING MESSAGE = " + otherwise
                    + "; END IF; END";
            String tag = "$dbm$";
            for (int i = 1; body.contains(tag); i++) {
                tag = "$dbm" + i + "$";
            }
            sql.out().println("DO " + tag + " " + body + " " + tag + ";");
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
