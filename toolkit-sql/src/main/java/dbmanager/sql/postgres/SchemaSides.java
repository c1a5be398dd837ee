package dbmanager.sql.postgres;

import dbmanager.backend.Model;
import dbmanager.backend.Rename;
import dbmanager.problem.Problem;
import dbmanager.sql.postgres.schema.Catalog;
import dbmanager.sql.postgres.schema.Difference;
import dbmanager.sql.postgres.schema.ModelScript;
import dbmanager.sql.postgres.schema.OtherKinds;
import dbmanager.sql.postgres.schema.Preparation;
import dbmanager.sql.postgres.schema.Renames;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A database and the model that it is compared with, which the server has read in a temporary database. It writes an expression differently once it has
 * read what it wrote, so that a model which is true can seem not to be: where it may be a matter of words only, both sides are what the server makes of
 * its own words, each in a temporary database without rows.
 */
final class SchemaSides implements AutoCloseable {
    private final PostgresDatabase database;
    private final ScratchServer scratch;
    private final Programs programs;
    private final String home;
    private final Catalog live;
    private final Model model;
    private final List<Rename> said;
    private final Optional<Meanwhile<ModelSide>> expected;
    private final List<TemporaryDatabase> open = new CopyOnWriteArrayList<>();

    private Renames renames;
    private Optional<String> definitions = Optional.empty();
    private boolean rewritten;
    private PostgresDatabase baseSide;
    private PostgresDatabase desiredSide;
    private Catalog base;
    private Catalog desired;
    private Difference difference;

    private SchemaSides(
            PostgresDatabase database,
            ScratchServer scratch,
            Programs programs,
            String home,
            Catalog live,
            Model model,
            List<Rename> said,
            Optional<Meanwhile<ModelSide>> expected) {
        this.database = database;
        this.scratch = scratch;
        this.programs = programs;
        this.home = home;
        this.live = live;
        this.model = model;
        this.said = List.copyOf(said);
        this.expected = expected;
    }

    /**
     * @param scratch where the sides are made
     * @param home the schema whose name goes without saying
     * @param live what the database defines, as it stands there
     * @param expected the model's side, where somebody began with it before
     */
    static SchemaSides of(
            PostgresDatabase database,
            ScratchServer scratch,
            Programs programs,
            String home,
            Catalog live,
            Model model,
            List<Rename> said,
            Optional<Meanwhile<ModelSide>> expected) {
        SchemaSides sides = new SchemaSides(database, scratch, programs, home, live, model, said, expected);
        try {
            sides.make();
            return sides;
        } catch (SQLException e) {
            throw closing(sides, database.problem(e));
        } catch (RuntimeException e) {
            throw closing(sides, e);
        }
    }

    private static RuntimeException closing(SchemaSides sides, RuntimeException problem) {
        try {
            sides.close();
        } catch (RuntimeException e) {
            problem.addSuppressed(e);
        }
        return problem;
    }

    private void make() throws SQLException {
        ModelSide side = expected.isPresent()
                ? expected.get().result()
                : ModelSide.of(model, model.complete() ? "" : definitions(), scratch, home);
        open.add(side.made());
        desiredSide = side.made().database();
        desired = side.catalog().at(home);
        renames = Renames.of(said, model.ddl(), live, desired);
        base = live;
        baseSide = database;
        difference = Difference.between(live, desired);
        if (!renames.isEmpty() || !(difference.isEmpty() || isBeyondWords())) {
            rewrite();
        }
    }

    /** Whether what is different can be nothing else, and is led over without any {@link Preparation}, which asks for a side of its own. */
    private boolean isBeyondWords() throws SQLException {
        if (difference.mayBeWords()) {
            return false;
        }
        try (Connection here = database.read();
                Connection there = desiredSide.read()) {
            return !OtherKinds.isMoreThanDumped(here)
                    && !OtherKinds.isMoreThanDumped(there)
                    && Preparation.of(difference, here).isEmpty()
                    && Preparation.of(difference.reversed(), there).isEmpty();
        }
    }

    private void rewrite() throws SQLException {
        rewritten = true;
        Meanwhile<Catalog> rewriting = Meanwhile.begin("desired side", this::rewriteDesired);
        base = rewriting.during(this::rewriteBase);
        desired = rewriting.result();
        Catalog renamed = base;
        if (!renames.isEmpty()) {
            run(baseSide, renames.statements());
            renamed = catalog(baseSide);
        }
        difference = Difference.between(renamed, desired);
    }

    private Catalog rewriteBase() throws SQLException {
        baseSide = rewrittenBase();
        return catalog(baseSide);
    }

    private Catalog rewriteDesired() throws SQLException {
        desiredSide = rewrittenDesired();
        return catalog(desiredSide);
    }

    private PostgresDatabase rewrittenBase() throws SQLException {
        return replayed(definitions(), List.of());
    }

    private PostgresDatabase rewrittenDesired() throws SQLException {
        return replayed(new SchemaDump(desiredSide, programs).definitions(), List.of());
    }

    static boolean isStatementsFault(SQLException e) {
        PostgresErrors kind = PostgresErrors.of(e);
        return kind == PostgresErrors.STATEMENT || kind == PostgresErrors.NOT_PERMITTED;
    }

    /** Empty, and gone when this is closed. */
    PostgresDatabase temporary() {
        TemporaryDatabase made = scratch.make();
        open.add(made);
        return made.database();
    }

    /** A temporary database with these definitions, after these statements. */
    private PostgresDatabase replayed(String dump, List<String> statements) throws SQLException {
        PostgresDatabase made = temporary();
        try (Connection connection = made.write()) {
            ModelScript.replay(dump, connection);
            Catalog.analyze(connection);
        } catch (SQLException e) {
            throw isStatementsFault(e) ? new NotReplayable(database.shown(), e) : database.problem(e);
        }
        run(made, statements);
        return made;
    }

    /** The database's definitions behind the renames, and these statements. */
    PostgresDatabase preparedBase(List<String> statements) throws SQLException {
        List<String> all = new ArrayList<>(renames.statements());
        all.addAll(statements);
        return replayed(definitions(), all);
    }

    PostgresDatabase preparedDesired(List<String> statements) throws SQLException {
        return replayed(new SchemaDump(desiredSide, programs).definitions(), statements);
    }

    private static void run(PostgresDatabase temporary, List<String> statements) throws SQLException {
        try (Connection connection = temporary.write();
                Statement running = connection.createStatement()) {
            for (String sql : statements) {
                running.execute(sql);
            }
        }
    }

    private Catalog catalog(PostgresDatabase of) throws SQLException {
        try (Connection connection = of.read()) {
            return Catalog.read(connection, home);
        }
    }

    /**
     * What a copy of the database still lacks of the model or, with that taken back, of what it was. The server may have written anew what is in the copy,
     * so what both sides say alike has to be there in the words that the copy had for it, and anything else in those of its side, the first or the second.
     *
     * @param begun the copy as it was at first
     */
    Difference left(Catalog copy, Catalog begun, boolean undone) throws SQLException {
        Catalog wanted = (undone ? base : desired).inWordsOf(begun, base);
        Difference left = Difference.between(copy, wanted);
        return left.isEmpty() ? left : Difference.between(copy, wanted.orInWordsOf(rewritten(undone), copy));
    }

    private Catalog rewritten(boolean undone) throws SQLException {
        if (rewritten) {
            return undone ? base : desired;
        }
        return catalog(undone ? rewrittenBase() : rewrittenDesired());
    }

    boolean areOf(Catalog otherLive, Model otherModel, List<Rename> otherSaid) {
        return live.isLike(otherLive) && areFor(otherModel, otherSaid);
    }

    boolean areFor(Model otherModel, List<Rename> otherSaid) {
        return model.equals(otherModel) && said.equals(otherSaid);
    }

    PostgresDatabase database() {
        return database;
    }

    String home() {
        return home;
    }

    Model model() {
        return model;
    }

    Renames renames() {
        return renames;
    }

    /** The definitions of the database, as a script. */
    String definitions() {
        if (definitions.isEmpty()) {
            definitions = Optional.of(new SchemaDump(database, programs).definitions());
        }
        return definitions.get();
    }

    /** Behind the renames. */
    Difference difference() {
        return difference;
    }

    /** The database's definitions behind the renames, perhaps with bookkeeping. */
    PostgresDatabase baseSide() {
        return baseSide;
    }

    PostgresDatabase desiredSide() {
        return desiredSide;
    }

    /** The temporary databases, which are the caller's from now on. */
    List<TemporaryDatabase> release() {
        List<TemporaryDatabase> made = List.copyOf(open);
        open.clear();
        return made;
    }

    @Override
    public void close() {
        TemporaryDatabase.closeTogether(release());
    }

    /** What the database defines cannot be made a second time on its own server. */
    static final class NotReplayable extends Problem {
        private static final long serialVersionUID = 1L;

        NotReplayable(String database, SQLException cause) {
            super(
                    Kind.FAILED,
                    "the definitions of " + database + " cannot be made again in a temporary database: "
                            + PostgresErrors.reason(cause),
                    "nothing was changed or written",
                    "let this user do what it names there (an extension may want a superuser), or use another user",
                    cause);
        }
    }
}
