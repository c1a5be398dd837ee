package dbmanager.sql.lint;

import dbmanager.backend.Lint.Found;
import dbmanager.backend.Lint.Rule;
import dbmanager.sql.schema.Token;
import dbmanager.sql.script.FlywayScripts.Parsed;
import dbmanager.sql.script.FlywayScripts.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Goes through one script, statement by statement, and knows which tables it has made itself: those are empty, and nobody waits for them. */
abstract class Judge {
    private final Parsed script;
    private final LiveTables live;
    private final List<Found> findings = new ArrayList<>();
    private final Set<String> own = new HashSet<>();
    private int line;

    Judge(Parsed script, LiveTables live) {
        this.script = script;
        this.live = live;
    }

    final List<Found> judge() {
        List<Statement> statements = script.statements();
        for (int i = 0; i < statements.size(); i++) {
            line = statements.get(i).line();
            Words words = Words.of(statements.get(i).sql());
            judge(words, i);
            created(words).ifPresent(own::add);
        }
        return findings;
    }

    /** @param number of the statement in the script, from 0 */
    abstract void judge(Words words, int number);

    final Parsed script() {
        return script;
    }

    final LiveTables live() {
        return live;
    }

    /** Whether this script has made the table. */
    final boolean isOwn(String table) {
        return own.contains(table);
    }

    /** The words of every statement behind this one. */
    final List<Words> behind(int number) {
        return script.statements().stream()
                .skip(number + 1L)
                .map(statement -> Words.of(statement.sql()))
                .toList();
    }

    /** A finding about the script or what is no table. */
    final void found(Rule rule, String what) {
        findings.add(new Found(rule, script.script().path(), line, what, Optional.empty(), Optional.empty()));
    }

    /** A finding about a table, unless the script has made it. */
    final void found(Rule rule, String table, String what) {
        if (!isOwn(table)) {
            findings.add(new Found(rule, script.script().path(), line, what, Optional.of(table), live.size(table)));
        }
    }

    /** The table that a statement makes. */
    private static Optional<String> created(Words words) {
        if (!words.is(0, "CREATE")) {
            return Optional.empty();
        }
        int at = 1;
        for (String word : List.of("GLOBAL", "LOCAL", "TEMP", "TEMPORARY", "UNLOGGED", "VIRTUAL", "FOREIGN")) {
            at = words.behind(at, word);
        }
        if (!words.is(at, "TABLE")) {
            return words.are(1, "MATERIALIZED", "VIEW")
                    ? words.name(words.behind(3, "IF", "NOT", "EXISTS")).map(Words.Name::name)
                    : Optional.empty();
        }
        return words.name(words.behind(at + 1, "IF", "NOT", "EXISTS")).map(Words.Name::name);
    }

    /** The tables that {@code DROP TABLE} and its like name, from a place on. */
    static List<String> names(Words words, int from) {
        List<String> names = new ArrayList<>();
        for (Words part : words.parts(from)) {
            part.name(0).map(Words.Name::name).ifPresent(names::add);
        }
        return names;
    }

    /** DELETE and UPDATE without a condition, which every dialect writes alike. */
    final void judgeRows(Words words, Rule deleteAll, Rule updateAll) {
        boolean everyRow = words.find(0, "WHERE") < 0;
        if (words.are(0, "DELETE", "FROM") && everyRow) {
            words.name(words.behind(2, "ONLY"))
                    .ifPresent(name -> found(deleteAll, name.name(), "deletes every row of " + name.name()));
        }
        if (words.is(0, "UPDATE") && everyRow) {
            int at = words.is(1, "OR") ? 3 : words.behind(1, "ONLY");
            words.name(at).ifPresent(name -> found(updateAll, name.name(), "changes every row of " + name.name()));
        }
    }

    static String folded(String name) {
        return Token.folded(name);
    }
}
