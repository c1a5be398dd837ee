package dbmanager.sql.script;

import dbmanager.migration.Attribution;
import dbmanager.migration.Direction;
import dbmanager.migration.History;
import dbmanager.migration.History.Entry;
import dbmanager.migration.MigrationKey;
import dbmanager.migration.Mode;
import dbmanager.migration.Version;
import dbmanager.problem.Problem;
import dbmanager.sql.script.FlywayScripts.Parsed;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * The statements of a script that a person runs with the engine's own shell.
 *
 * @param literal writes a text as the engine reads it
 */
public record OfflineStatements(UnaryOperator<String> literal, PrintWriter out) {

    /** With its end mark, which a last line that may be a comment would swallow. */
    public void print(String sql) {
        String text = sql.strip();
        out.println(text.substring(text.lastIndexOf('\n') + 1).contains("--") ? text + "\n;" : text + ";");
    }

    public void print(Parsed script) {
        script.statements().forEach(statement -> print(statement.sql()));
    }

    /** With a value in the place of each question mark, none of which may stand in a text of the statement. */
    public void print(String sql, Object... values) {
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (Object value : values) {
            int mark = sql.indexOf('?', from);
            text.append(sql, from, mark)
                    .append(value instanceof String string ? literal.apply(string) : String.valueOf(value));
            from = mark + 1;
        }
        print(text.append(sql, from, sql.length()).toString());
    }

    /** The history as it will be with one more row; of the row as much as the next steps of a plan look at. */
    public static History after(History now, MigrationKey key, Direction direction, Attribution by) {
        return now.plus(new Entry(
                now.nextRank(),
                key,
                direction,
                Mode.EXECUTE,
                History.Outcome.SUCCEEDED,
                false,
                Optional.empty(),
                OptionalInt.empty(),
                by,
                Instant.EPOCH,
                Duration.ZERO,
                false));
    }

    /** Version, or else description, of the newest row; by number, name and rank of the newest a script knows the history that it was written for. */
    public static String newest(History now) {
        List<Entry> entries = now.entries();
        if (entries.isEmpty()) {
            return "";
        }
        MigrationKey key = entries.get(entries.size() - 1).key();
        return key.version().map(Version::toString).orElseGet(key::description);
    }

    /** A step that no script can do as the tool would. */
    public static final class NotWritable extends Problem {
        private static final long serialVersionUID = 1L;

        public NotWritable(String where, String why) {
            super(
                    Kind.UNSUPPORTED,
                    "no script can be written for " + where + ": " + why,
                    "nothing was run",
                    "correct it, or run `db-manager migrate` against the database itself");
        }
    }
}
