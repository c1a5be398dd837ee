package dbmanager.sql.postgres;

import dbmanager.migration.Attribution;
import dbmanager.migration.Checksum;
import dbmanager.migration.Direction;
import dbmanager.migration.History.Entry;
import dbmanager.migration.Migration;
import dbmanager.migration.Repair;
import dbmanager.problem.Finding;
import dbmanager.sql.script.FlywayScripts;
import dbmanager.sql.script.FlywayScripts.Parsed;
import dbmanager.sql.script.HistoryRow;
import dbmanager.sql.script.ScriptRefused;
import dbmanager.sql.script.StatementFailed;
import dbmanager.sql.script.Transaction;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How far a step has come that cannot be one transaction: the history has it as failed until it is done, which stock Flyway sees too, and a row for
 * each statement says that it began, is done, or failed. A statement that can be in a transaction shares it with its row, so it is done once
 * whenever the process dies; of the others the row tells that they were under way, and the database whether they came to their end.
 */
final class Ledger {
    private static final String BEGUN = "BEGUN";
    private static final String DONE = "DONE";
    private static final String FAILED = "FAILED";

    /** What the server says to a CREATE of something that is there, and to a DROP of something that is not. */
    private static final Set<String> ALREADY =
            Set.of("42P07", "42710", "42P04", "42P06", "42723", "42704", "42P01", "3D000");

    private final Connection connection;
    private final String table;
    private final PostgresHistory history;
    private final Entry entry;
    private final Map<Integer, Line> lines = new TreeMap<>();
    private int total;

    private record Line(String sha256, String state) {}

    private Ledger(Connection connection, Bookkeeping tables, PostgresHistory history, Entry entry) {
        this.connection = connection;
        this.table = tables.table(Bookkeeping.LEDGER);
        this.history = history;
        this.entry = entry;
    }

    /** That of a run before which did not end, or a new one. */
    static Ledger open(
            Connection connection,
            Bookkeeping tables,
            PostgresHistory history,
            Migration migration,
            Direction direction,
            HistoryRow row,
            Attribution by)
            throws SQLException {
        Optional<Entry> unfinished = history.read().unfinished().stream()
                .filter(entry ->
                        entry.key().equals(migration.key()) && entry.direction() == direction && entry.resumable())
                .findFirst();
        if (unfinished.isPresent()) {
            Ledger ledger = new Ledger(connection, tables, history, unfinished.get());
            ledger.read();
            return ledger;
        }
        return Transaction.in(connection, () -> {
            Entry begun = history.append(row, by, Duration.ZERO, false);
            Ledger ledger = new Ledger(connection, tables, history, begun);
            ledger.write(0, "", DONE); // that there is a ledger
            return new Ledger(connection, tables, history, history.only(begun.rank()));
        });
    }

    /** As the history has it now. */
    Entry entry() {
        return entry;
    }

    private void read() throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT number, sha256, state FROM " + table + " WHERE installed_rank = ? AND number > 0")) {
            query.setInt(1, entry.rank());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    lines.put(rows.getInt(1), new Line(rows.getString(2), rows.getString(3)));
                }
            }
        }
    }

    /** What is left of the step when it fails. */
    String state() {
        long done = lines.values().stream()
                .filter(line -> line.state().equals(DONE))
                .count();
        return "this script runs outside a transaction: " + done + " of its " + total
                + " statements are done and stay, and the history has the step as failed; when the cause is mended, `db-manager "
                + (entry.direction() == Direction.UP ? "migrate" : "rollback")
                + "` goes on with the next one, and `db-manager repair` gives the step up";
    }

    /** Runs what is not done. @throws ScriptRefused when a statement that is done has another text now */
    void run(Parsed body) throws SQLException {
        List<FlywayScripts.Statement> statements = body.statements();
        total = statements.size();
        for (int i = 0; i < total; i++) {
            requireSameText(body, i);
        }
        for (int i = 0; i < total; i++) {
            Line line = lines.get(i + 1);
            if (line == null || !line.state().equals(DONE)) {
                run(body, i, line != null && line.state().equals(BEGUN));
            }
        }
    }

    private void requireSameText(Parsed body, int index) {
        FlywayScripts.Statement statement = body.statements().get(index);
        Line line = lines.get(index + 1);
        if (line != null && line.state().equals(DONE) && !line.sha256().equals(sha256(statement))) {
            throw new ScriptRefused(
                    FlywayScripts.where(body.script(), statement.line()),
                    "this statement has run already, with another text; put the old text back, or give the step up with `db-manager repair`");
        }
    }

    private void run(Parsed body, int index, boolean wasUnderWay) throws SQLException {
        FlywayScripts.Statement statement = body.statements().get(index);
        try {
            if (statement.transactional()) {
                Transaction.in(connection, () -> {
                    body.run(index, connection);
                    write(index + 1, sha256(statement), DONE);
                    return true;
                });
                return;
            }
            removeInvalidIndex(statement);
            write(index + 1, sha256(statement), BEGUN);
            runAlone(body, index, wasUnderWay);
            write(index + 1, sha256(statement), DONE);
        } catch (StatementFailed e) {
            if (!connection.isClosed() && PostgresErrors.of(e.reason()) != PostgresErrors.CONNECTION) {
                write(index + 1, sha256(statement), FAILED);
            }
            throw e;
        }
    }

    /** One that was under way when the process died may have come to its end all the same. */
    private void runAlone(Parsed body, int index, boolean wasUnderWay) {
        try {
            body.run(index, connection);
        } catch (StatementFailed e) {
            if (!wasUnderWay || !ALREADY.contains(String.valueOf(e.reason().getSQLState()))) {
                throw e;
            }
        }
    }

    /** What a build that was interrupted or failed left behind takes the name of the index, and is of no use. */
    private void removeInvalidIndex(FlywayScripts.Statement statement) throws SQLException {
        Optional<String> name = ConcurrentIndex.of(ScriptRules.words(statement)).flatMap(ConcurrentIndex::name);
        if (name.isEmpty()) {
            return;
        }
        List<String> invalid = PostgresDatabase.texts(
                connection,
                "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
                        + " JOIN pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE NOT i.indisvalid AND upper(c.relname) = ? AND n.nspname = ANY (current_schemas(false))",
                name.get());
        for (String index : invalid) {
            try (Statement drop = connection.createStatement()) {
                drop.execute("DROP INDEX CONCURRENTLY " + index);
            }
        }
    }

    /** Ends the step: the history has it as done. In the transaction of the caller. */
    Entry close(Duration took) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM " + table + " WHERE installed_rank = ?")) {
            delete.setInt(1, entry.rank());
            delete.executeUpdate();
        }
        return history.succeed(entry.rank(), took);
    }

    /** The statements that ran and stay, where the step that they belong to is given up. */
    static List<Finding> leftBehind(Connection connection, Repair repair) throws SQLException {
        if (!(repair instanceof Repair.ForgetFailure given) || !given.entry().resumable()) {
            return List.of();
        }
        String table = Bookkeeping.of(connection).table(Bookkeeping.LEDGER);
        List<String> done = PostgresDatabase.texts(
                connection,
                "SELECT number FROM " + table
                        + " WHERE installed_rank = ? AND number > 0 AND state = 'DONE' ORDER BY number",
                given.entry().rank());
        return done.isEmpty()
                ? List.of()
                : List.of(new Finding(
                        given.key().toString(),
                        "what its statements " + String.join(", ", done)
                                + " did stays; take it back by hand before it runs again"));
    }

    private void write(int number, String sha256, String state) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO " + table + " (installed_rank, number, sha256, state) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT (installed_rank, number) DO UPDATE SET sha256 = excluded.sha256, state = excluded.state,"
                        + " changed_at = clock_timestamp()")) {
            insert.setInt(1, entry.rank());
            insert.setInt(2, number);
            insert.setString(3, sha256);
            insert.setString(4, state);
            insert.executeUpdate();
        }
        if (number > 0) {
            lines.put(number, new Line(sha256, state));
        }
    }

    static String sha256(FlywayScripts.Statement statement) {
        return Checksum.of(statement.sql().getBytes(StandardCharsets.UTF_8)).sha256();
    }
}
