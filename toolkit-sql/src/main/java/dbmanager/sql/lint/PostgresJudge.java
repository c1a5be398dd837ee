package dbmanager.sql.lint;

import static dbmanager.sql.lint.PostgresRules.ADD_CHECK;
import static dbmanager.sql.lint.PostgresRules.ADD_COLUMN_NOT_NULL;
import static dbmanager.sql.lint.PostgresRules.ADD_COLUMN_REWRITE;
import static dbmanager.sql.lint.PostgresRules.ADD_FOREIGN_KEY;
import static dbmanager.sql.lint.PostgresRules.ADD_UNIQUE;
import static dbmanager.sql.lint.PostgresRules.CHANGE_TYPE;
import static dbmanager.sql.lint.PostgresRules.CREATE_INDEX;
import static dbmanager.sql.lint.PostgresRules.DELETE_ALL;
import static dbmanager.sql.lint.PostgresRules.DROP_COLUMN;
import static dbmanager.sql.lint.PostgresRules.DROP_INDEX;
import static dbmanager.sql.lint.PostgresRules.DROP_SCHEMA;
import static dbmanager.sql.lint.PostgresRules.DROP_TABLE;
import static dbmanager.sql.lint.PostgresRules.ENUM_VALUE_USED;
import static dbmanager.sql.lint.PostgresRules.LOCK_TABLE;
import static dbmanager.sql.lint.PostgresRules.LOCK_TIMEOUT;
import static dbmanager.sql.lint.PostgresRules.NOT_ONE_TRANSACTION;
import static dbmanager.sql.lint.PostgresRules.REFRESH_VIEW;
import static dbmanager.sql.lint.PostgresRules.REINDEX;
import static dbmanager.sql.lint.PostgresRules.RENAME_COLUMN;
import static dbmanager.sql.lint.PostgresRules.RENAME_TABLE;
import static dbmanager.sql.lint.PostgresRules.REWRITE_TABLE;
import static dbmanager.sql.lint.PostgresRules.SET_NOT_NULL;
import static dbmanager.sql.lint.PostgresRules.TRUNCATE;
import static dbmanager.sql.lint.PostgresRules.UPDATE_ALL;
import static dbmanager.sql.lint.PostgresRules.VALIDATE_AT_ONCE;

import dbmanager.backend.Lint.Rule;
import dbmanager.sql.schema.Token;
import dbmanager.sql.script.FlywayScripts.Parsed;
import dbmanager.sql.script.FlywayScripts.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One script for PostgreSQL. */
final class PostgresJudge extends Judge {
    private static final Set<String> SERIAL =
            Set.of("serial", "serial2", "serial4", "serial8", "smallserial", "bigserial");

    /** Functions that give one value for a whole statement; of others nobody knows without asking the server. */
    private static final Set<String> STEADY = Set.of(
            "now",
            "transaction_timestamp",
            "statement_timestamp",
            "current_setting",
            "lower",
            "upper",
            "coalesce",
            "concat",
            "format",
            "to_char",
            "to_date",
            "to_timestamp",
            "date_trunc",
            "timezone",
            "make_date",
            "make_interval",
            "md5",
            "jsonb_build_object",
            "jsonb_build_array",
            "json_build_object",
            "json_build_array",
            "array_fill",
            "numeric",
            "varchar",
            "char",
            "decimal",
            "timestamp",
            "timestamptz",
            "time",
            "interval",
            "bit",
            "array",
            "row",
            "cast");

    private static final Pattern TEXT = Pattern.compile("text|(?:varchar|character varying)(?:\\((?<length>\\d+)\\))?");

    private final boolean waits;
    private final Set<String> notValid = new HashSet<>();
    private final Set<String> validated = new HashSet<>();
    private final Set<String> enumValues = new HashSet<>();
    private boolean hasTimeout;
    private boolean saidTimeout;
    private boolean saidMixed;

    PostgresJudge(Parsed script, LiveTables live, boolean waits) {
        super(script, live);
        this.waits = waits;
    }

    @Override
    void judge(Words words, int number) {
        hasTimeout |= words.is(0, "SET") && (words.is(1, "lock_timeout") || words.is(2, "lock_timeout"));
        judgeRows(words, DELETE_ALL, UPDATE_ALL);
        judgeEnumUse(words);
        judgeTransaction(number);
        switch (words.text(0)) {
            case "alter" -> alter(words);
            case "drop" -> drop(words);
            case "create" -> create(words);
            case "truncate" -> {
                for (String table : names(words, words.behind(words.behind(1, "TABLE"), "ONLY"))) {
                    locking(TRUNCATE, table, "empties " + table);
                }
            }
            case "vacuum" -> {
                if (words.has("FULL")
                        || (words.is(1, "(") && words.tokens().stream().anyMatch(t -> t.is("FULL")))) {
                    lastName(words)
                            .ifPresentOrElse(
                                    table -> locking(REWRITE_TABLE, table, "writes all of " + table + " anew"),
                                    () -> found(REWRITE_TABLE, "writes every table anew"));
                }
            }
            case "cluster" ->
                words.name(1)
                        .ifPresentOrElse(
                                table ->
                                        locking(REWRITE_TABLE, table.name(), "writes all of " + table.name() + " anew"),
                                () -> found(REWRITE_TABLE, "writes every clustered table anew"));
            case "reindex" -> {
                if (words.tokens().stream().noneMatch(token -> token.is("CONCURRENTLY"))) {
                    found(REINDEX, "builds " + words.text(words.size() - 1) + " anew");
                }
            }
            case "refresh" -> {
                if (!words.is(3, "CONCURRENTLY")) {
                    words.name(3).ifPresent(view -> locking(REFRESH_VIEW, view.name(), "fills " + view.name()));
                }
            }
            case "lock" -> {
                for (String table : names(words, words.behind(words.behind(1, "TABLE"), "ONLY"))) {
                    locking(LOCK_TABLE, table, "locks " + table);
                }
            }
            default -> {}
        }
    }

    private static Optional<String> lastName(Words words) {
        int last = words.size() - 1;
        boolean named = last > 0 && !words.is(last, ")") && !words.is(last, "FULL") && !words.is(last, "ANALYZE");
        return named ? Optional.of(words.text(last)) : Optional.empty();
    }

    /** A finding about a statement that takes a lock in whose way others stand. */
    private void locking(Rule rule, String table, String what) {
        found(rule, table, what);
        judgeTimeout(table);
    }

    private void judgeTimeout(String table) {
        if (waits && !hasTimeout && !saidTimeout && !isOwn(table)) {
            saidTimeout = true;
            found(LOCK_TIMEOUT, table, "waits for " + table + " without a limit of its own");
        }
    }

    private void judgeTransaction(int number) {
        if (isAlone(script().statements().get(number))
                && !saidMixed
                && script().statements().size() > 1) {
            saidMixed = true;
            found(
                    NOT_ONE_TRANSACTION,
                    "this statement cannot be in a transaction, and the script has "
                            + (script().statements().size() - 1) + " more");
        }
    }

    /** Without a server the parser takes the oldest for granted; from version 12 on a value can be added in a transaction. */
    private boolean isAlone(Statement statement) {
        Words words = Words.of(statement.sql());
        boolean addsValue = words.are(0, "ALTER", "TYPE") && words.find(2, "ADD", "VALUE") > 0;
        return !statement.transactional() && (!addsValue || live().isBefore(12));
    }

    private boolean isOneTransaction() {
        return !script().isOutsideTransaction()
                && script().statements().stream().noneMatch(this::isAlone);
    }

    private void judgeEnumUse(Words words) {
        if (words.are(0, "ALTER", "TYPE")) {
            int add = words.find(2, "ADD", "VALUE");
            if (add > 0 && isOneTransaction()) {
                int value = words.behind(add + 2, "IF", "NOT", "EXISTS");
                enumValues.add(words.tokens().get(value).text());
            }
            return;
        }
        words.tokens().stream()
                .filter(token -> token.kind() == Token.Kind.STRING && enumValues.contains(token.text()))
                .findFirst()
                .ifPresent(token ->
                        found(ENUM_VALUE_USED, "uses " + token.text() + ", which this migration adds to its enum"));
    }

    private void drop(Words words) {
        boolean materialized = words.are(1, "MATERIALIZED", "VIEW");
        if (words.is(1, "TABLE") || materialized) {
            int at = words.behind(materialized ? 3 : 2, "IF", "EXISTS");
            for (String table : names(words, at)) {
                locking(DROP_TABLE, table, "drops " + table);
            }
        } else if (words.is(1, "SCHEMA") || words.is(1, "DATABASE") || words.is(1, "OWNED")) {
            found(DROP_SCHEMA, "drops " + words.text(words.behind(2, "IF", "EXISTS")) + " and what is in it");
        } else if (words.is(1, "INDEX") && !words.is(2, "CONCURRENTLY")) {
            for (String index : names(words, words.behind(2, "IF", "EXISTS"))) {
                found(DROP_INDEX, "drops the index " + index);
            }
        }
    }

    private void create(Words words) {
        int at = words.behind(1, "UNIQUE");
        if (!words.is(at, "INDEX") || words.is(at + 1, "CONCURRENTLY")) {
            return;
        }
        int on = words.find(at, "ON");
        words.name(words.behind(on + 1, "ONLY"))
                .ifPresent(table -> locking(CREATE_INDEX, table.name(), "builds an index on " + table.name()));
    }

    private void alter(Words words) {
        boolean table = words.is(1, "TABLE");
        if (!table && !words.are(1, "MATERIALIZED", "VIEW")) {
            return;
        }
        int at = words.behind(words.behind(table ? 2 : 3, "IF", "EXISTS"), "ONLY");
        Optional<Words.Name> name = words.name(at);
        if (name.isEmpty()) {
            return;
        }
        for (Words action : words.parts(words.behind(name.get().next(), "*"))) {
            alter(action, name.get().name());
        }
    }

    private void alter(Words action, String table) {
        judgeTimeoutUnlessLight(action, table);
        if (action.is(0, "ADD")) {
            add(action, table);
        } else if (action.is(0, "DROP") && !action.is(1, "CONSTRAINT")) {
            String column = action.text(action.behind(action.behind(1, "COLUMN"), "IF", "EXISTS"));
            found(DROP_COLUMN, table, "drops " + table + "." + column);
        } else if (action.are(0, "RENAME", "TO")) {
            found(RENAME_TABLE, table, "renames " + table + " to " + action.text(2));
        } else if (action.is(0, "RENAME") && !action.is(1, "CONSTRAINT")) {
            int column = action.behind(1, "COLUMN");
            found(
                    RENAME_COLUMN,
                    table,
                    "renames " + table + "." + action.text(column) + " to " + action.text(column + 2));
        } else if (action.is(0, "ALTER") && !action.is(1, "CONSTRAINT")) {
            alterColumn(action, table);
        } else if (action.are(0, "VALIDATE", "CONSTRAINT")) {
            validate(action, table);
        } else if (action.is(0, "SET")
                && (action.is(1, "LOGGED")
                        || action.is(1, "UNLOGGED")
                        || action.is(1, "TABLESPACE")
                        || action.are(1, "ACCESS", "METHOD"))) {
            found(REWRITE_TABLE, table, "writes all of " + table + " anew");
        }
    }

    /** What needs no more than SHARE UPDATE EXCLUSIVE keeps nobody waiting who reads or writes. */
    private void judgeTimeoutUnlessLight(Words action, String table) {
        boolean light = action.is(0, "VALIDATE")
                || action.tokens().stream().anyMatch(token -> token.is("STATISTICS"))
                || (action.is(0, "SET") && action.is(1, "("));
        if (!light) {
            judgeTimeout(table);
        }
    }

    private void validate(Words action, String table) {
        String constraint = table + "." + action.text(2);
        validated.add(table);
        if (notValid.contains(constraint) && isOneTransaction()) {
            found(VALIDATE_AT_ONCE, table, "validates " + constraint + ", which the same transaction adds");
        }
    }

    private void alterColumn(Words action, String table) {
        int at = action.behind(1, "COLUMN");
        String column =
                table + "." + folded(action.name(at).map(Words.Name::name).orElse(""));
        if (action.are(at + 1, "SET", "NOT", "NULL")) {
            boolean proven = !live().isBefore(12)
                    && (validated.contains(table) || live().notNull().contains(column));
            if (!proven) {
                found(SET_NOT_NULL, table, "makes " + column + " NOT NULL");
            }
            return;
        }
        int type = action.is(at + 1, "TYPE") ? at + 2 : action.are(at + 1, "SET", "DATA", "TYPE") ? at + 4 : -1;
        if (type > 0 && !onlyGrows(column, action.from(type))) {
            found(CHANGE_TYPE, table, "changes the type of " + column + " to " + type(action.from(type)));
        }
    }

    private static String type(Words words) {
        int end = words.find(0, "USING");
        StringBuilder type = new StringBuilder();
        for (Token token : end < 0 ? words.tokens() : words.tokens().subList(0, end)) {
            boolean word = token.kind() == Token.Kind.WORD
                    && !type.isEmpty()
                    && Character.isLetter(type.charAt(type.length() - 1));
            type.append(word ? " " : "").append(Token.folded(token.text()));
        }
        return type.toString();
    }

    /** A text that becomes a longer one is not written anew. */
    private boolean onlyGrows(String column, Words type) {
        Matcher now = TEXT.matcher(live().types().getOrDefault(column, ""));
        Matcher then = TEXT.matcher(type(type));
        if (type.has("USING") || !now.matches() || !then.matches()) {
            return false;
        }
        if (then.group("length") == null) {
            return true;
        }
        return now.group("length") != null
                && Integer.parseInt(then.group("length")) >= Integer.parseInt(now.group("length"));
    }

    private void add(Words action, String table) {
        int at = action.behind(1, "COLUMN");
        boolean named = action.is(1, "CONSTRAINT");
        int kind = named ? 3 : 1;
        Rule rule = action.is(kind, "CHECK")
                ? ADD_CHECK
                : action.is(kind, "FOREIGN")
                        ? ADD_FOREIGN_KEY
                        : action.is(kind, "UNIQUE") || action.is(kind, "PRIMARY") || action.is(kind, "EXCLUDE")
                                ? ADD_UNIQUE
                                : null;
        if (rule == null) {
            if (!named) {
                addColumn(action.from(action.behind(at, "IF", "NOT", "EXISTS")), table);
            }
            return;
        }
        if (action.find(0, "NOT", "VALID") > 0) {
            notValid.add(table + "." + action.text(2));
        } else if (action.find(0, "USING", "INDEX") < 0) {
            found(rule, table, "adds " + (named ? action.text(2) : action.text(kind)) + " to " + table);
        }
    }

    private void addColumn(Words column, String table) {
        String name = table + "." + column.name(0).map(Words.Name::name).orElse("");
        int byDefault = column.find(0, "DEFAULT");
        boolean generated = column.find(0, "GENERATED") > 0 && !column.has("VIRTUAL");
        Optional<String> volatileCall = byDefault < 0 ? Optional.empty() : volatileCall(column, byDefault + 1);
        if (SERIAL.contains(column.text(1)) || generated) {
            found(ADD_COLUMN_REWRITE, table, "computes " + name + " for every row");
        } else if (volatileCall.isPresent()) {
            found(ADD_COLUMN_REWRITE, table, "calls " + volatileCall.get() + "() for " + name + " of every row");
        } else if (byDefault >= 0 && live().isBefore(11)) {
            found(ADD_COLUMN_REWRITE, table, "writes the default of " + name + " into every row");
        } else if (byDefault < 0 && column.find(0, "NOT", "NULL") > 0) {
            found(ADD_COLUMN_NOT_NULL, table, "adds " + name + " NOT NULL without a default");
        }
        if (column.has("UNIQUE") || column.find(0, "PRIMARY", "KEY") > 0) {
            found(ADD_UNIQUE, table, "builds the index of " + name);
        }
        if (column.has("CHECK")) {
            found(ADD_CHECK, table, "puts " + name + " of every row to the test");
        }
    }

    private static Optional<String> volatileCall(Words column, int from) {
        List<Token> tokens = column.tokens();
        for (int i = from; i + 1 < tokens.size(); i++) {
            if (column.is(i, "CHECK") || column.is(i, "REFERENCES") || column.is(i, "CONSTRAINT")) {
                return Optional.empty();
            }
            boolean call =
                    tokens.get(i).kind() == Token.Kind.WORD && tokens.get(i + 1).is("(");
            if (call && !STEADY.contains(column.text(i))) {
                return Optional.of(column.text(i));
            }
        }
        return Optional.empty();
    }
}
