package dbmanager.sql.script;

import dbmanager.problem.Problem;
import dbmanager.sql.script.FlywayScripts.Parsed;
import dbmanager.sql.script.FlywayScripts.Statement;
import java.io.PrintWriter;
import java.util.Iterator;
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
        Iterator<String> data = script.copyData().iterator();
        script.statements().forEach(statement -> print(statement, data));
    }

    /** @param data what the statements of its script read, from this one on */
    public void print(Statement statement, Iterator<String> data) {
        print(statement.sql());
        if (statement.readsData()) {
            out.print(data.next());
            out.println("\\.");
        }
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
