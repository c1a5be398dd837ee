package dbmanager.sql.postgres;

import dbmanager.sql.script.FlywayScripts;
import dbmanager.sql.script.FlywayScripts.Parsed;
import dbmanager.sql.script.FlywayScripts.Statement;
import dbmanager.sql.script.ScriptRefused;
import dbmanager.sql.script.ScriptText;
import java.util.List;
import java.util.Set;

/** What a script must not say, since it would leave the step half done or its end unknown. Found before anything runs. */
final class ScriptRules {
    private static final Set<String> TRANSACTION = Set.of("BEGIN", "COMMIT", "END", "ROLLBACK", "ABORT", "START");
    private static final int WORDS = 12;

    private ScriptRules() {}

    /** @throws ScriptRefused at the first statement that breaks one */
    static void check(Parsed script) {
        for (Statement statement : script.statements()) {
            List<String> words = words(statement);
            String first = words.isEmpty() ? "" : words.get(0);
            if (TRANSACTION.contains(first) && !isToSavepoint(words)) {
                throw refusal(
                        script,
                        statement,
                        first + " would end the transaction that the step and its record share; delete it");
            }
            if (first.startsWith("\\")) {
                throw refusal(script, statement, "a command of psql, which the server does not know; write it as SQL");
            }
            if (ConcurrentIndex.of(words)
                    .filter(index -> index.name().isEmpty())
                    .isPresent()) {
                throw refusal(
                        script,
                        statement,
                        "give the index a name, so that one whose building was interrupted can be found again");
            }
        }
    }

    /** Enough of them to know what a statement is about. */
    static List<String> words(Statement statement) {
        return ScriptText.firstWordsForPostgresql(statement.sql(), WORDS);
    }

    /** {@code ROLLBACK TO name}, with or without the words between. */
    private static boolean isToSavepoint(List<String> words) {
        return words.get(0).equals("ROLLBACK") && words.contains("TO");
    }

    private static ScriptRefused refusal(Parsed script, Statement statement, String why) {
        return new ScriptRefused(FlywayScripts.where(script.script(), statement.line()), why);
    }
}
