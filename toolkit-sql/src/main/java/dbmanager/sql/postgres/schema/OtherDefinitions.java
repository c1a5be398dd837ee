package dbmanager.sql.postgres.schema;

import dbmanager.backend.Model;
import dbmanager.problem.Problem;
import dbmanager.sql.script.ScriptText;
import dbmanager.sql.script.ScriptText.Piece;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a database defines beside its tables: extensions, types, functions, views, triggers, rules, policies, and indexes of an uncommon kind. A model of
 * tables only says nothing of them, so they stand beside its tables again, each as soon as it can: what tables need comes before them, what needs
 * tables behind them.
 */
public final class OtherDefinitions {
    /** What a model of tables speaks of, and what comes with it. */
    private static final Set<String> OF_TABLES = Set.of("TABLE", "INDEX", "UNIQUE", "SEQUENCE", "COLUMN", "CONSTRAINT");

    /** Go with the table that they belong to. */
    private static final Set<String> OWNED = Set.of("TRIGGER", "RULE", "POLICY", "STATISTICS", "TABLE");

    private static final Set<String> UNDEFINED_TABLE = Set.of("42P01", "3F000");

    /** A schema, a table or view, a function, anything else. */
    private static final Set<String> THERE_ALREADY = Set.of("42P06", "42P07", "42723", "42710");

    /** Of what a table is altered by, that which is no part of its columns and constraints. */
    private static final Pattern RULES_OF_TABLE = Pattern.compile(
            "(?is)ALTER TABLE .* (?:ROW LEVEL SECURITY|(?:ENABLE|DISABLE) (?:(?:REPLICA|ALWAYS) )?(?:TRIGGER|RULE) .*)");

    /** An index as entities can have one: on columns, all rows, the usual method and order. */
    private static final Pattern COMMON_INDEX = Pattern.compile(
            "(?is)CREATE (?:UNIQUE )?INDEX .* USING btree \\((?:(?:\"(?:[^\"]|\"\")+\"|[a-z_0-9]+)(?: DESC)?(?:, |(?=\\))))+\\)");

    private static final Set<String> UNDEFINED_COLUMN = Set.of("42703");

    private static final int EXCERPT = 80;

    private final List<String> left;

    private OtherDefinitions(List<String> left) {
        this.left = left;
    }

    /**
     * @param dump what pg_dump says of the database
     * @param model what it defines itself is not taken from the database
     */
    public static OtherDefinitions of(String dump, Model model) {
        Set<String> its = ScriptText.statementsForPostgresql(model.ddl()).stream()
                .map(piece -> subject(piece.sql()))
                .collect(Collectors.toSet());
        List<String> materialized = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (Piece piece : ScriptText.statementsForPostgresql(dump)) {
            List<String> words = ScriptText.firstWordsForPostgresql(piece.sql(), 6);
            if (words.size() > 3 && words.subList(0, 3).equals(List.of("CREATE", "MATERIALIZED", "VIEW"))) {
                materialized.add(subject(piece.sql()).substring("VIEW ".length()));
            }
            if ((isOther(words, piece.sql())
                            || isUncommonIndex(words, piece.sql())
                            || isIndexOf(materialized, words, piece.sql()))
                    && !its.contains(subject(piece.sql()))) {
                others.add(piece.sql());
            }
        }
        return new OtherDefinitions(others);
    }

    private static boolean isOther(List<String> words, String sql) {
        if (words.size() < 3) {
            return false;
        }
        return switch (words.get(0)) {
            case "CREATE" -> !OF_TABLES.contains(words.get(1)) && !words.get(1).equals("EVENT");
            case "COMMENT" -> !OF_TABLES.contains(words.get(2)) && !words.get(2).equals("EXTENSION");
            case "ALTER" -> RULES_OF_TABLE.matcher(sql).matches();
            default -> false;
        };
    }

    private static boolean isUncommonIndex(List<String> words, String sql) {
        return isIndex(words) && !COMMON_INDEX.matcher(sql).matches();
    }

    private static boolean isIndex(List<String> words) {
        return words.size() > 2
                && words.get(0).equals("CREATE")
                && (words.get(1).equals("INDEX") || words.get(2).equals("INDEX"));
    }

    private static boolean isIndexOf(List<String> views, List<String> words, String sql) {
        return isIndex(words)
                && views.stream()
                        .anyMatch(view -> subject(sql.replaceFirst("(?is).*? ON ", "CREATE VIEW "))
                                .equals("VIEW " + view));
    }

    /** What a statement makes, by kind and name, the name of the usual schema left out; the statement itself where it makes nothing. */
    private static String subject(String sql) {
        List<String> words = ScriptText.firstWordsForPostgresql(sql, 10);
        if (!words.get(0).equals("CREATE") || words.get(1).equals("CAST")) {
            return sql;
        }
        int kind = 1;
        while (kind < words.size() - 2
                && Set.of("OR", "REPLACE", "MATERIALIZED", "RECURSIVE").contains(words.get(kind))) {
            kind++;
        }
        StringBuilder name = new StringBuilder();
        for (int i = kind + 1; i < words.size(); i++) {
            boolean joined = words.get(i).equals(".")
                    || (i > kind + 1 && words.get(i - 1).equals("."));
            if (i > kind + 1 && !joined) {
                break;
            }
            name.append(words.get(i));
        }
        return words.get(kind) + " " + name.toString().replaceFirst("^PUBLIC\\.", "");
    }

    private static String shown(String sql) {
        String subject = subject(sql);
        return subject.equals(sql)
                ? "statement " + excerpt(sql.replaceAll("\\s+", " "))
                : subject.toLowerCase(Locale.ROOT);
    }

    private static String excerpt(String line) {
        return line.length() <= EXCERPT ? line : line.substring(0, EXCERPT) + "…";
    }

    /** Makes those that need no table. */
    public void makeFirst(Connection connection) throws SQLException {
        List<String> later = new ArrayList<>();
        make(connection, (sql, e) -> later.add(sql));
        left.retainAll(later);
    }

    /**
     * Makes the rest, but for what the model has made itself. What belongs to a table, or indexes a column, that is no more goes with it.
     *
     * @param reason the server's own sentence in an exception
     * @throws InTheWay when one cannot be with the tables of the model
     */
    public void makeRest(Connection connection, Model model, Function<SQLException, String> reason)
            throws SQLException {
        make(connection, (sql, e) -> {
            List<String> words = ScriptText.firstWordsForPostgresql(sql, 4);
            boolean gone = isIndex(words)
                    ? UNDEFINED_TABLE.contains(e.getSQLState()) || UNDEFINED_COLUMN.contains(e.getSQLState())
                    : UNDEFINED_TABLE.contains(e.getSQLState())
                            && words.stream().anyMatch(OWNED::contains);
            if (!gone && !THERE_ALREADY.contains(e.getSQLState())) {
                throw new InTheWay(model, shown(sql), reason.apply(e), e);
            }
        });
    }

    private void make(Connection connection, BiConsumer<String, SQLException> refused) throws SQLException {
        if (left.isEmpty()) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET check_function_bodies = off"); // as pg_dump has it
            for (String sql : left) {
                try {
                    statement.execute(sql);
                } catch (SQLException e) {
                    if (connection.isClosed()) {
                        throw e;
                    }
                    refused.accept(sql, e);
                }
            }
            statement.execute("RESET check_function_bodies");
        }
    }

    /** Something in the database, of which the model says nothing, cannot be with the tables that it wants. */
    static final class InTheWay extends Problem {
        private static final long serialVersionUID = 1L;

        InTheWay(Model model, String subject, String why, SQLException cause) {
            super(
                    Kind.CONFLICT,
                    "the database has the " + subject + ", which cannot be with the tables of " + model.origin() + ": "
                            + why,
                    "nothing was compared or written",
                    "change or drop it first by a migration of its own (`db-manager create-migration`), apply that, and ask again",
                    cause);
        }
    }
}
