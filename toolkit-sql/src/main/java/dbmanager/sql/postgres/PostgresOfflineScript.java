package dbmanager.sql.postgres;

import static dbmanager.sql.postgres.PostgresDatabase.literal;

import dbmanager.backend.DatabaseUnavailable;
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
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A plan for {@code psql}: one transaction a step, each with the rows that the tool would write. */
record PostgresOfflineScript(Supplier<FlywayScripts> flyway, PostgresDatabase database) implements OfflineSql {
    private static final String DEFAULT_SCHEMA = "public";

    private static final String PREAMBLE = """
            -- Written by db-manager for psql: psql -X -f this-script URL
            -- It stops at the first error. The step in which that happens is rolled back; the steps before it stay.
            \\set ON_ERROR_STOP on
            \\set QUIET on
            """;

    private static final List<String> SESSION = List.of(
            "SET client_min_messages = warning", "SET TimeZone = 'UTC'", "SET standard_conforming_strings = on");

    @Override
    public void write(Plan plan, History from, Attribution by, PrintWriter out) {
        new Writer(flyway.get(), tables(), by, new OfflineStatements(PostgresDatabase::literal, out)).write(plan, from);
        out.flush();
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

    private record Writer(FlywayScripts flyway, Bookkeeping tables, Attribution by, OfflineStatements sql) {

        void write(Plan plan, History from) {
            sql.out().print(PREAMBLE);
            SESSION.forEach(sql::print);
            require(
                    "current_schema() = " + literal(tables.schema()),
                    "new tables would not go to the schema " + tables.schema()
                            + ": set the search_path of the session or the user");
            require(
                    "pg_try_advisory_lock(" + PostgresLock.key(tables) + ")",
                    "somebody else is migrating this database; wait until that is done");
            History now = from;
            List<String> bookkeeping = tables.statements();
            for (Plan.Step step : plan.steps()) {
                sql.out().println("\n-- " + plan.direction() + " " + step.migration() + "\nBEGIN;");
                bookkeeping.forEach(sql::print);
                bookkeeping = List.of(); // it is there from the first step on
                require(isAt(now), "the database is not where the plan begins: write the script anew");
                now = plan.direction() == Direction.UP ? up(step.migration(), now) : down(step.migration(), now);
                sql.out().println("COMMIT;");
            }
            sql.out().println("\nSELECT pg_advisory_unlock(" + PostgresLock.key(tables) + ") AS done;");
        }

        private History up(Migration migration, History now) {
            Parsed body = parse(migration.script());
            sql.print(body);
            settle(now);
            migration
                    .verify()
                    .map(this::parse)
                    .ifPresent(verify -> verify.statements()
                            .forEach(query -> require(
                                    "NOT EXISTS (\n" + query.sql() + "\n)",
                                    "a row contradicts " + FlywayScripts.where(verify.script(), query.line()))));
            int checksum = migration.isRepeatable()
                    ? body.repeatableChecksum()
                    : migration.script().checksum().crc32();
            return record(HistoryRow.up(migration, checksum, Mode.EXECUTE), migration.key(), Direction.UP, now);
        }

        private History down(Migration migration, History before) {
            sql.print(parse(migration.undo().orElseThrow()));
            settle(before);
            History now = record(HistoryRow.down(migration, Mode.EXECUTE), migration.key(), Direction.DOWN, before);
            for (Entry doubtful : before.repeatablesAfter(migration.version().orElseThrow())) {
                sql.print(PostgresHistory.insertDelete(tables.table(Bookkeeping.HISTORY)), by.who(), doubtful.rank());
                details(Optional.empty(), Mode.EXECUTE);
                now = OfflineStatements.after(now, doubtful.key(), Direction.DOWN, by);
            }
            return now;
        }

        /** What the script set in the session is not for the record, and what it put off is its own fault. */
        private void settle(History now) {
            sql.print("SET CONSTRAINTS ALL IMMEDIATE");
            sql.print("RESET SESSION AUTHORIZATION");
            sql.print("RESET ALL");
            SESSION.forEach(sql::print);
            require(
                    isAt(now),
                    "the script changes flyway_schema_history, which says what this database has been through");
        }

        private History record(HistoryRow row, MigrationKey key, Direction direction, History now) {
            sql.print(
                    PostgresHistory.insert(tables.table(Bookkeeping.HISTORY)),
                    row.version().map(Version::toString).orElse(null),
                    row.description(),
                    row.type(),
                    row.script(),
                    row.checksum().orElse(null),
                    by.who(),
                    0,
                    true);
            details(row.sha256(), row.mode());
            return OfflineStatements.after(now, key, direction, by);
        }

        private void details(Optional<String> sha256, Mode mode) {
            String insert =
                    PostgresHistory.insertDetails(tables.table(Bookkeeping.HISTORY), tables.table(Bookkeeping.DETAILS));
            sql.print(insert, sha256.orElse(null), mode.name(), by.note());
        }

        /** Whether the history has exactly these entries. */
        private String isAt(History now) {
            int rank = now.nextRank() - 1;
            String history = tables.table(Bookkeeping.HISTORY);
            return "(SELECT count(*) = " + now.entries().size() + " AND coalesce(max(installed_rank), 0) = " + rank
                    + " AND coalesce((SELECT coalesce(version, btrim(description)) FROM " + history
                    + " WHERE installed_rank = "
                    + rank + "), '') = " + literal(OfflineStatements.newest(now)) + " FROM " + history
                    + " WHERE type <> 'SCHEMA')";
        }

        /** Ends the run with this message when it is not so. */
        private void require(String condition, String otherwise) {
            String body = "BEGIN IF NOT " + condition + " THEN RAISE EXCEPTION USING MESSAGE = " + literal(otherwise)
                    + "; END IF; END";
            String tag = "$dbm$";
            for (int i = 1; body.contains(tag); i++) {
                tag = "$dbm" + i + "$";
            }
            sql.out().println("DO " + tag + " " + body + " " + tag + ";");
        }

        private Parsed parse(Script script) {
            Parsed parsed;
            try {
                parsed = flyway.parse(script);
                ScriptRules.check(parsed);
            } catch (ScriptRefused e) {
                throw new OfflineStatements.NotWritable(e.where(), e.getMessage());
            }
            if (parsed.isStepwise()) {
                throw new OfflineStatements.NotWritable(
                        script.path(),
                        "it cannot run in a transaction, and a script could not go on where it was interrupted");
            }
            parsed.statements().stream()
                    .filter(FlywayScripts.Statement::readsData)
                    .findFirst()
                    .ifPresent(copy -> {
                        throw new OfflineStatements.NotWritable(
                                FlywayScripts.where(script, copy.line()),
                                "the data of COPY … FROM STDIN would not come along");
                    });
            return parsed;
        }
    }
}
