package dbmanager.sql.sqlite;

import dbmanager.sql.script.FlywayScripts;
import dbmanager.sql.script.FlywayScripts.Parsed;
import dbmanager.sql.script.FlywayScripts.Statement;
import dbmanager.sql.script.ScriptRefused;
import dbmanager.sql.script.ScriptText;
import java.util.List;
import java.util.Set;

/**
 * What a script must not say, since SQLite would ignore it, refuse it in the middle, or leave the step half done. Found before anything runs.
 */
final class ScriptRules {
    private static final Set<String> TRANSACTION = Set.of("BEGIN", "COMMIT", "END", "ROLLBACK");
    private static final Set<String> OUTSIDE_ONLY = Set.of("VACUUM", "ATTACH", "DETACH");
    private static final Set<String> OUTSIDE_ONLY_PRAGMAS =
            Set.of("FOREIGN_KEYS", "JOURNAL_MODE", "SYNCHRONOUS", "WAL_CHECKPOINT", "LOCKING_MODE");

    private static final Set<String> CONNECTION = Set.of("PRAGMA", "ATTACH", "DETACH");

    private ScriptRules() {}

    /** @throws ScriptRefused at the first statement that breaks one */
    static void check(Parsed script) {
        for (Statement statement : script.statements()) {
            List<String> words = ScriptText.firstWords(statement.sql(), 4);
            String first = words.isEmpty() ? "" : words.get(0);
            if (TRANSACTION.contains(first) && !isToSavepoint(words)) {
                throw refusal(
                        script,
                        statement,
                        first + " would end the transaction that the step and its record share; delete it");
            }
            if (!script.isOutsideTransaction() && isOutsideOnly(words)) {
                throw refusal(
                        script,
                        statement,
                        String.join(" ", words.subList(0, Math.min(2, words.size())))
                                + " does nothing or fails inside a transaction; give it a migration of its own with a file "
                                + script.script().name() + ".conf that says executeInTransaction=false"
                                + (words.contains("FOREIGN_KEYS")
                                        ? ", or delete it: foreign keys are off while a migration runs"
                                        : ""));
            }
        }
    }

    /** Whether it may leave its connection otherwise than it found it. */
    static boolean setsConnection(Parsed script) {
        return script.statements().stream()
                .anyMatch(statement ->
                        ScriptText.firstWords(statement.sql(), 1).stream().anyMatch(CONNECTION::contains));
    }

    /** {@code ROLLBACK TO name}, with or without the word TRANSACTION. */
    private static boolean isToSavepoint(List<String> words) {
        return words.get(0).equals("ROLLBACK") && words.contains("TO");
    }

    private static boolean isOutsideOnly(List<String> words) {
        if (words.isEmpty()) {
            return false;
        }
        return OUTSIDE_ONLY.contains(words.get(0))
                || (words.get(0).equals("PRAGMA") && words.stream().anyMatch(OUTSIDE_ONLY_PRAGMAS::contains));
    }

    private static ScriptRefused refusal(Parsed script, Statement statement, String why) {
        return new ScriptRefused(FlywayScripts.where(script.script(), statement.line()), why);
    }
}
