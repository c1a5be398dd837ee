package dbmanager.sql.lint;

import static dbmanager.sql.lint.SqliteRules.ADD_COLUMN_FAILS;
import static dbmanager.sql.lint.SqliteRules.ATTACH;
import static dbmanager.sql.lint.SqliteRules.DELETE_ALL;
import static dbmanager.sql.lint.SqliteRules.DROP_COLUMN;
import static dbmanager.sql.lint.SqliteRules.DROP_PARENT;
import static dbmanager.sql.lint.SqliteRules.DROP_TABLE;
import static dbmanager.sql.lint.SqliteRules.OLD_SQLITE;
import static dbmanager.sql.lint.SqliteRules.OUTSIDE_TRANSACTION;
import static dbmanager.sql.lint.SqliteRules.REBUILD;
import static dbmanager.sql.lint.SqliteRules.REBUILD_KEYS_ON;
import static dbmanager.sql.lint.SqliteRules.RENAME_COLUMN;
import static dbmanager.sql.lint.SqliteRules.RENAME_TABLE;
import static dbmanager.sql.lint.SqliteRules.UPDATE_ALL;
import static dbmanager.sql.lint.SqliteRules.VACUUM;

import dbmanager.sql.script.FlywayScripts.Parsed;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One script for SQLite. */
final class SqliteJudge extends Judge {
    private boolean keysOn;

    SqliteJudge(Parsed script, LiveTables live) {
        super(script, live);
    }

    @Override
    void judge(Words words, int number) {
        judgeRows(words, DELETE_ALL, UPDATE_ALL);
        if (number == 0
                && script().isOutsideTransaction()
                && script().statements().size() > 1) {
            found(OUTSIDE_TRANSACTION, "runs " + script().statements().size() + " statements outside a transaction");
        }
        switch (words.text(0)) {
            case "alter" -> alter(words);
            case "drop" -> drop(words, number);
            case "vacuum" -> found(VACUUM, "copies the whole file");
            case "attach", "detach" -> found(ATTACH, "works on another file");
            case "pragma" ->
                keysOn |= words.has("foreign_keys") && (words.has("on") || words.has("1") || words.has("true"));
            default -> {}
        }
    }

    private void drop(Words words, int number) {
        if (!words.is(1, "TABLE")) {
            return;
        }
        Optional<String> named = words.name(words.behind(2, "IF", "EXISTS")).map(Words.Name::name);
        if (named.isEmpty()) {
            return;
        }
        String table = named.get();
        List<Words> rest = behind(number);
        if (rest.stream().anyMatch(next -> isRenameTo(next, table))) {
            if (keysOn) {
                found(REBUILD_KEYS_ON, table, "rebuilds " + table + " with foreign keys on");
            } else if (!isGuarded()) {
                found(REBUILD, table, "rebuilds " + table);
            }
            return;
        }
        List<String> children = live().children().getOrDefault(table, List.of()).stream()
                .filter(child -> !child.equals(table) && rest.stream().noneMatch(next -> isDropOf(next, child)))
                .toList();
        if (children.isEmpty()) {
            found(DROP_TABLE, table, "drops " + table);
        } else {
            found(
                    DROP_PARENT,
                    table,
                    "drops " + table + ", to which rows of " + String.join(", ", children) + " refer");
        }
    }

    private static boolean isRenameTo(Words words, String table) {
        int to = words.find(2, "RENAME", "TO");
        return words.are(0, "ALTER", "TABLE")
                && to > 0
                && words.name(to + 2).filter(name -> name.name().equals(table)).isPresent();
    }

    private static boolean isDropOf(Words words, String table) {
        return words.are(0, "DROP", "TABLE")
                && words.name(words.behind(2, "IF", "EXISTS"))
                        .filter(name -> name.name().equals(table))
                        .isPresent();
    }

    /** Whether a statement of the script looks at the switch. */
    private boolean isGuarded() {
        return script().statements().stream()
                .anyMatch(statement -> Words.of(statement.sql()).tokens().stream()
                        .anyMatch(token -> folded(token.name()).equals("pragma_foreign_keys")));
    }

    private void alter(Words words) {
        Optional<Words.Name> named = words.is(1, "TABLE") ? words.name(2) : Optional.empty();
        if (named.isEmpty()) {
            return;
        }
        String table = named.get().name();
        Words action = words.from(named.get().next());
        if (action.is(0, "DROP") && !action.is(1, "CONSTRAINT")) {
            found(DROP_COLUMN, table, "drops " + table + "." + action.text(action.behind(1, "COLUMN")));
            old("ALTER TABLE … DROP COLUMN", "3.35");
        } else if (action.are(0, "RENAME", "TO")) {
            found(RENAME_TABLE, table, "renames " + table + " to " + action.text(2));
        } else if (action.is(0, "RENAME")) {
            int column = action.behind(1, "COLUMN");
            found(
                    RENAME_COLUMN,
                    table,
                    "renames " + table + "." + action.text(column) + " to " + action.text(column + 2));
            old("ALTER TABLE … RENAME COLUMN", "3.25");
        } else if (action.is(0, "ADD") && !action.is(1, "CONSTRAINT") && !action.is(1, "CHECK")) {
            addColumn(action.from(action.behind(1, "COLUMN")), table);
        } else if (action.is(0, "ADD") || action.is(0, "DROP")) {
            old("ALTER TABLE … " + action.text(0).toUpperCase(Locale.ROOT) + " CONSTRAINT", "3.53");
        } else if (action.is(0, "ALTER")) {
            old("ALTER TABLE … ALTER COLUMN", "3.53");
        }
    }

    private void old(String what, String since) {
        found(OLD_SQLITE, what + " needs SQLite " + since);
    }

    private void addColumn(Words column, String table) {
        String name = table + "." + column.name(0).map(Words.Name::name).orElse("");
        int byDefault = column.find(0, "DEFAULT");
        boolean noDefault = byDefault < 0 || column.is(byDefault + 1, "NULL");
        if (column.has("UNIQUE") || column.find(0, "PRIMARY", "KEY") > 0) {
            found(ADD_COLUMN_FAILS, table, "adds " + name + " with an index, which no ALTER TABLE can");
        } else if (noDefault && column.find(0, "NOT", "NULL") > 0 && !column.has("AS")) {
            found(ADD_COLUMN_FAILS, table, "adds " + name + " NOT NULL without a default");
        } else if (byDefault >= 0
                && (column.is(byDefault + 1, "(") || column.text(byDefault + 1).startsWith("current_"))) {
            found(ADD_COLUMN_FAILS, table, "adds " + name + " with a default that is computed");
        }
        if (column.find(0, "GENERATED") > 0 || column.find(0, "AS") > 0) {
            old("a generated column", "3.31");
        }
    }
}
