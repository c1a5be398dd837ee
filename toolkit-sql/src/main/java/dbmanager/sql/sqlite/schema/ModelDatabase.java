package dbmanager.sql.sqlite.schema;

import dbmanager.backend.BadModel;
import dbmanager.backend.Model;
import dbmanager.sql.schema.Token;
import dbmanager.sql.script.Quoting;
import dbmanager.sql.script.ScriptText;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;

/** Definitions without rows, in memory, where SQLite itself says what they mean. */
public final class ModelDatabase implements AutoCloseable {
    private static final Set<String> DEFINING = Set.of("CREATE", "ALTER", "DROP");
    private static final Pattern NEAR = Pattern.compile("near \"(?<token>.+?)\": syntax error");

    private final Connection connection;

    private ModelDatabase() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.enforceForeignKeys(false);
        this.connection = JDBC.createConnection(JDBC.PREFIX + ":memory:", config.toProperties());
    }

    /**
     * What the model defines.
     *
     * @param reason SQLite's own sentence in an exception
     * @throws BadModel at the first statement that SQLite does not take, or that defines nothing
     */
    public static Catalog catalog(Model model, Predicate<String> isBookkeeping, Function<SQLException, String> reason)
            throws SQLException {
        ScriptText.open(model.ddl(), Quoting.SQLITE).ifPresent(open -> {
            String what = open.end().equals("*/") ? "comment" : "quoted text";
            throw new BadModel(
                    model, open.line(), "the " + what + " that begins here has no end", "add " + open.end(), null);
        });
        try (ModelDatabase database = new ModelDatabase()) {
            for (List<Token> statement : statements(model.ddl())) {
                database.define(model, statement, reason);
            }
            return Catalog.read(database.connection, isBookkeeping);
        }
    }

    /** A catalog after these statements, which are run where it has no rows. */
    public static Catalog after(Catalog catalog, List<String> statements, Predicate<String> isBookkeeping)
            throws SQLException {
        try (ModelDatabase database = new ModelDatabase()) {
            database.run(catalog.statements());
            database.run(statements);
            return Catalog.read(database.connection, isBookkeeping);
        }
    }

    private void run(List<String> statements) throws SQLException {
        try (Statement running = connection.createStatement()) {
            for (String statement : statements) {
                running.executeUpdate(statement);
            }
        }
    }

    private void define(Model model, List<Token> statement, Function<SQLException, String> reason) {
        String sql = text(model, statement);
        List<String> words = statement.stream()
                .limit(4)
                .map(token -> token.text().toUpperCase(Locale.ROOT))
                .toList();
        if (!DEFINING.contains(words.get(0)) || words.contains("TEMP") || words.contains("TEMPORARY")) {
            throw new BadModel(
                    model,
                    line(model, statement.get(0)),
                    String.join(" ", words.subList(0, Math.min(2, words.size())))
                            + " … defines nothing that stays in a database",
                    "keep the CREATE statements only; rows go into a migration",
                    null);
        }
        if (isSqlitesOwn(statement)) {
            return;
        }
        try (Statement defining = connection.createStatement()) {
            defining.executeUpdate(sql);
        } catch (SQLException e) {
            String why = reason.apply(e);
            throw new BadModel(
                    model,
                    line(model, nearer(statement, why).orElse(statement.get(0))),
                    why + " (" + excerpt(sql) + ")",
                    "correct the model; it holds CREATE statements for SQLite",
                    e);
        }
    }

    /** A dump shows them, but nobody may make them: {@code CREATE TABLE sqlite_sequence(name,seq)}. */
    private static boolean isSqlitesOwn(List<Token> statement) {
        return statement.size() > 2
                && statement.get(1).is("TABLE")
                && Token.folded(statement.get(2).name()).startsWith("sqlite_");
    }

    /** The word that SQLite complains of, if it is clear which one that is. */
    private static Optional<Token> nearer(List<Token> statement, String why) {
        Matcher near = NEAR.matcher(why);
        if (!near.find()) {
            return Optional.empty();
        }
        List<Token> meant = statement.stream()
                .filter(token -> token.text().equals(near.group("token")))
                .toList();
        return meant.size() == 1 ? Optional.of(meant.get(0)) : Optional.empty();
    }

    private static int line(Model model, Token token) {
        return 1
                + (int) model.ddl()
                        .substring(0, token.at())
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }

    private static String text(Model model, List<Token> statement) {
        return model.ddl()
                .substring(
                        statement.get(0).at(),
                        statement.get(statement.size() - 1).end());
    }

    private static String excerpt(String sql) {
        String line = sql.replaceAll("\\s+", " ");
        return line.length() <= 80 ? line : line.substring(0, 80) + "…";
    }

    /** Each without its semicolon. A trigger ends where sqlite3_complete sees its end: at {@code ; END ;}. */
    static List<List<Token>> statements(String ddl) {
        List<List<Token>> statements = new ArrayList<>();
        List<Token> tokens = Token.of(ddl);
        int start = 0;
        for (int i = 0; i < tokens.size(); i++) {
            boolean ends = tokens.get(i).is(";")
                    && (!isTrigger(tokens.subList(start, i))
                            || (tokens.get(i - 1).is("END") && tokens.get(i - 2).is(";")));
            if (ends || i == tokens.size() - 1) {
                int end = ends ? i : i + 1;
                if (end > start) {
                    statements.add(tokens.subList(start, end));
                }
                start = i + 1;
            }
        }
        return statements;
    }

    private static boolean isTrigger(List<Token> statement) {
        return statement.size() > 2
                && statement.get(0).is("CREATE")
                && Stream.of(1, 2).anyMatch(at -> statement.get(at).is("TRIGGER"));
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
