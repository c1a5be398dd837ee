package dbmanager.sql.postgres.schema;

import dbmanager.backend.BadModel;
import dbmanager.backend.Model;
import dbmanager.sql.script.Quoting;
import dbmanager.sql.script.ScriptText;
import dbmanager.sql.script.ScriptText.Piece;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The definitions of a model, made in an empty database, where PostgreSQL itself says what they mean. */
public final class ModelScript {
    private static final Set<String> DEFINING = Set.of("CREATE", "ALTER", "DROP", "COMMENT");

    /** Belong to the server and to all its databases. */
    private static final Set<String> SERVERS =
            Set.of("ROLE", "USER", "GROUP", "DATABASE", "TABLESPACE", "SUBSCRIPTION", "SYSTEM");

    /** What pg_dump writes for psql's eyes only. */
    private static final Pattern RESTRICTION = Pattern.compile("(?m)^\\\\(?:un)?restrict .*$");

    private static final Pattern OWNER = Pattern.compile("(?is)ALTER .* OWNER TO .*");
    private static final Pattern SETTING =
            Pattern.compile("(?is)SELECT\\s+(?:pg_catalog\\.)?(?:set_config|setval)\\s*\\(.*");
    private static final int EXCERPT = 80;

    private ModelScript() {}

    /**
     * Runs the model. Owners and rights, which are not compared, are passed over.
     *
     * @param reason the server's own sentence in an exception
     * @param isStatementsFault whether the model is to blame for an exception
     * @throws BadModel at the first statement that PostgreSQL does not take, or that defines nothing
     */
    public static void run(
            Model model,
            Connection into,
            Function<SQLException, String> reason,
            Function<SQLException, Boolean> isStatementsFault)
            throws SQLException {
        String ddl = RESTRICTION.matcher(model.ddl()).replaceAll("");
        ScriptText.open(ddl, Quoting.POSTGRESQL).ifPresent(open -> {
            String what = open.end().equals("*/") ? "comment" : "quoted text";
            throw new BadModel(
                    model, open.line(), "the " + what + " that begins here has no end", "add " + open.end(), null);
        });
        try (Statement statement = into.createStatement()) {
            for (Piece piece : ScriptText.statementsForPostgresql(ddl)) {
                if (isOfInterest(model, piece)) {
                    try {
                        statement.execute(piece.sql());
                    } catch (SQLException e) {
                        if (isStatementsFault.apply(e)) {
                            throw refused(model, piece, reason.apply(e), e);
                        }
                        throw e;
                    }
                }
            }
        }
    }

    private static BadModel refused(Model model, Piece piece, String why, SQLException e) {
        boolean extension = ScriptText.firstWordsForPostgresql(piece.sql(), 2).equals(List.of("CREATE", "EXTENSION"));
        return new BadModel(
                model,
                piece.line(),
                why + " (" + excerpt(piece.sql()) + ")",
                extension
                        ? "install the extension on the server (its files, by the package manager), or let a superuser create it;"
                                + " the model is tried in a temporary database there"
                        : "correct the model; it holds CREATE statements for PostgreSQL, in an order in which they can be run",
                e);
    }

    /** @throws BadModel for what defines nothing, or something that is not this database's */
    private static boolean isOfInterest(Model model, Piece piece) {
        List<String> words = ScriptText.firstWordsForPostgresql(piece.sql(), 4);
        String first = words.get(0);
        String second = words.size() > 1 ? words.get(1) : "";
        if (SETTING.matcher(piece.sql()).matches()) {
            return !piece.sql().toLowerCase(Locale.ROOT).contains("setval");
        }
        if (first.equals("SET") || first.equals("RESET")) {
            return !words.contains("TRANSACTION") && !words.contains("SESSION") && !words.contains("ROLE");
        }
        if (first.equals("GRANT")
                || first.equals("REVOKE")
                || OWNER.matcher(piece.sql()).matches()
                || (first.equals("ALTER") && second.equals("DEFAULT"))) {
            return false;
        }
        boolean servers = SERVERS.contains(second)
                && !(second.equals("USER") && words.contains("MAPPING"))
                && !first.equals("COMMENT");
        if (!DEFINING.contains(first) || words.contains("TEMP") || words.contains("TEMPORARY") || servers) {
            throw new BadModel(
                    model,
                    piece.line(),
                    String.join(" ", words.subList(0, Math.min(2, words.size())))
                            + (servers
                                    ? " … is about the server and all its databases"
                                    : " … defines nothing that stays in a database"),
                    servers
                            ? "take it out; roles, databases and the like are no part of a model"
                            : "keep the CREATE statements only; rows go into a migration",
                    null);
        }
        return true;
    }

    /**
     * Runs what pg_dump wrote of a database's definitions. Event triggers, which only a superuser may have, are left out: they are not compared.
     *
     * @throws SQLException at the first statement that fails
     */
    public static void replay(String dump, Connection into) throws SQLException {
        try (Statement statement = into.createStatement()) {
            for (Piece piece :
                    ScriptText.statementsForPostgresql(RESTRICTION.matcher(dump).replaceAll(""))) {
                List<String> words = ScriptText.firstWordsForPostgresql(piece.sql(), 3);
                boolean eventTrigger = words.contains("EVENT") && words.contains("TRIGGER");
                boolean extensionsComment = words.get(0).equals("COMMENT") && words.contains("EXTENSION");
                if (!eventTrigger && !extensionsComment) {
                    statement.execute(piece.sql());
                }
            }
        }
    }

    private static String excerpt(String sql) {
        String line = sql.replaceAll("\\s+", " ");
        return line.length() <= EXCERPT ? line : line.substring(0, EXCERPT) + "…";
    }
}
