package dbmanager.sql.postgres.schema;

import dbmanager.backend.BadModel;
import dbmanager.backend.Model;
import dbmanager.sql.script.Quoting;
import dbmanager.sql.script.ScriptText;
import dbmanager.sql.script.ScriptText.Piece;
import dbmanager.sql.script.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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

    /**
     * How many statements share a transaction. The server takes its time over each commit; and it has locks for some thousand tables, which others
     * need too.
     */
    private static final int BATCH = 100;

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
        for (List<Piece> batch : batches(ScriptText.statementsForPostgresql(ddl))) {
            List<Piece> defining = new ArrayList<>();
            Optional<BadModel> complaint = Optional.empty();
            for (Piece piece : batch) {
                complaint = complaint.or(() -> complaint(model, piece));
                if (complaint.isEmpty() && defines(piece)) {
                    defining.add(piece);
                }
            }
            try {
                together(defining, into);
            } catch (SQLException e) {
                if (!isStatementsFault.apply(e)) {
                    throw e;
                }
                oneByOne(model, defining, into, reason, isStatementsFault);
            }
            if (complaint.isPresent()) {
                throw complaint.get();
            }
        }
    }

    private static List<List<Piece>> batches(List<Piece> pieces) {
        List<List<Piece>> batches = new ArrayList<>();
        for (int at = 0; at < pieces.size(); at += BATCH) {
            batches.add(pieces.subList(at, Math.min(at + BATCH, pieces.size())));
        }
        return batches;
    }

    /** In one transaction, and on their way together. Each is a statement of its own: one text of all of them would be taken apart in a body. */
    private static void together(List<Piece> pieces, Connection into) throws SQLException {
        if (pieces.isEmpty()) {
            return;
        }
        Transaction.in(into, () -> {
            try (Statement statement = into.createStatement()) {
                for (Piece piece : pieces) {
                    statement.addBatch(piece.sql());
                }
                return statement.executeBatch();
            }
        });
    }

    /** What cannot be in a transaction runs this way; and what cannot run at all is found. */
    private static void oneByOne(
            Model model,
            List<Piece> pieces,
            Connection into,
            Function<SQLException, String> reason,
            Function<SQLException, Boolean> isStatementsFault)
            throws SQLException {
        try (Statement statement = into.createStatement()) {
            for (Piece piece : pieces) {
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

    /** What is against a statement that defines nothing, or something that is not this database's. */
    private static Optional<BadModel> complaint(Model model, Piece piece) {
        List<String> words = ScriptText.firstWordsForPostgresql(piece.sql(), 4);
        String first = words.get(0);
        String second = words.size() > 1 ? words.get(1) : "";
        if (isSetting(piece, words) || isOfOwners(piece, words)) {
            return Optional.empty();
        }
        boolean servers = SERVERS.contains(second)
                && !(second.equals("USER") && words.contains("MAPPING"))
                && !first.equals("COMMENT");
        if (DEFINING.contains(first) && !words.contains("TEMP") && !words.contains("TEMPORARY") && !servers) {
            return Optional.empty();
        }
        return Optional.of(new BadModel(
                model,
                piece.line(),
                String.join(" ", words.subList(0, Math.min(2, words.size())))
                        + (servers
                                ? " … is about the server and all its databases"
                                : " … defines nothing that stays in a database"),
                servers
                        ? "take it out; roles, databases and the like are no part of a model"
                        : "keep the CREATE statements only; rows go into a migration",
                null));
    }

    private static boolean isSetting(Piece piece, List<String> words) {
        return words.get(0).equals("SET")
                || words.get(0).equals("RESET")
                || SETTING.matcher(piece.sql()).matches();
    }

    private static boolean isOfOwners(Piece piece, List<String> words) {
        return words.get(0).equals("GRANT")
                || words.get(0).equals("REVOKE")
                || OWNER.matcher(piece.sql()).matches()
                || (words.size() > 1
                        && words.get(0).equals("ALTER")
                        && words.get(1).equals("DEFAULT"));
    }

    /** Whether it is to be run: what only sets the session for other statements is, what would take it over is not. */
    private static boolean defines(Piece piece) {
        List<String> words = ScriptText.firstWordsForPostgresql(piece.sql(), 4);
        if (SETTING.matcher(piece.sql()).matches()) {
            return !piece.sql().toLowerCase(Locale.ROOT).contains("setval");
        }
        if (isSetting(piece, words)) {
            return !words.contains("TRANSACTION") && !words.contains("SESSION") && !words.contains("ROLE");
        }
        return !isOfOwners(piece, words);
    }

    /**
     * Runs what pg_dump wrote of a database's definitions. Event triggers, which only a superuser may have, are left out: they are not compared.
     *
     * @throws SQLException at the first statement that fails
     */
    public static void replay(String dump, Connection into) throws SQLException {
        List<Piece> pieces = ScriptText.statementsForPostgresql(
                        RESTRICTION.matcher(dump).replaceAll(""))
                .stream()
                .filter(ModelScript::isReplayed)
                .toList();
        for (List<Piece> batch : batches(pieces)) {
            together(batch, into);
        }
    }

    private static boolean isReplayed(Piece piece) {
        List<String> words = ScriptText.firstWordsForPostgresql(piece.sql(), 3);
        boolean eventTrigger = words.contains("EVENT") && words.contains("TRIGGER");
        boolean extensionsComment = words.get(0).equals("COMMENT") && words.contains("EXTENSION");
        return !eventTrigger && !extensionsComment;
    }

    private static String excerpt(String sql) {
        String line = sql.replaceAll("\\s+", " ");
        return line.length() <= EXCERPT ? line : line.substring(0, EXCERPT) + "…";
    }
}
