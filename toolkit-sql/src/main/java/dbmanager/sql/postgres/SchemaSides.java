package dbmanager.sql.postgres;

import dbmanager.backend.Model;
import dbmanager.backend.Rename;
import dbmanager.problem.Problem;
import dbmanager.sql.postgres.schema.Catalog;
import dbmanager.sql.postgres.schema.Difference;
import dbmanager.sql.postgres.schema.ModelScript;
import dbmanager.sql.postgres.schema.OtherDefinitions;
import dbmanager.sql.postgres.schema.Renames;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A database and the model that it is compared with, each in a temporary database without rows. Both are what the server makes of its own words: it
 * writes an expression differently once it has read what it wrote, so that a model which is true would otherwise seem not to be.
 */
final class SchemaSides implements AutoCloseable {
    private final PostgresDatabase database;
    private final ScratchServer scratch;
    private final Programs programs;
    private final String home;
    private final Catalog live;
    private final Model model;
    private final List<Rename> said;
    private final List<TemporaryDatabase> open = new CopyOnWriteArrayList<>();

    private Renames renames;
    private String definitions = "";
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
            List<Rename> said) {
        this.database = database;
        this.scratch = scratch;
        this.programs = programs;
        this.home = home;
        this.live = live;
        this.model = model;
        this.said = List.copyOf(said);
    }

    /**
     * @param scratch where the sides are made
     * @param home the schema whose name goes without saying
     * @param live what the database defines, as it stands there
     */
    static SchemaSides of(
            PostgresDatabase database,
            ScratchServer scratch,
            Programs programs,
            String home,
            Catalog live,
            Model model,
            List<Rename> said) {
        SchemaSides sides = new SchemaSides(database, scratch, programs, home, live, model, said);
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
        OtherDefinitions others =
                OtherDefinitions.of(model.complete() ? "" : new SchemaDump(database, programs).definitions(), model);
        desiredSide = temporary();
        try (Connection connection = desiredSide.write()) {
            others.makeFirst(connection);
            ModelScript.run(model, connection, PostgresErrors::reason, SchemaSides::isStatementsFault);
            others.makeRest(connection, model, PostgresErrors::reason);
            desired = Catalog.read(connection, home);
        }
        renames = Renames.of(said, model.ddl(), live, desired);
        base = live;
        baseSide = database;
        difference = Difference.between(live, desired);
        if (renames.isEmpty() && difference.isEmpty()) {
            return;
        }
        Meanwhile<Catalog> rewriting = Meanwhile.begin("desired side", this::rewriteDesired);
        base = rewriting.during(this::replayBase);
        desired = rewriting.result();
        Catalog renamed = base;
        if (!renames.isEmpty()) {
            run(baseSide, renames.statements());
            renamed = catalog(baseSide);
        }
        difference = Difference.between(renamed, desired);
    }

    private Catalog replayBase() throws SQLException {
        definitions = new SchemaDump(database, programs).definitions();
        baseSide = replayed(definitions, List.of());
        return catalog(baseSide);
    }

    private Catalog rewriteDesired() throws SQLException {
        desiredSide = replayed(new SchemaDump(desiredSide, programs).definitions(), List.of());
        return catalog(desiredSide);
    }

    private static boolean isStatementsFault(SQLException e) {
        PostgresErrors kind = PostgresErrors.of(e);
        return kind == PostgresErrors.STATEMENT || kind == PostgresErrors.NOT_PERMITTED;
    }

    private PostgresDatabase temporary() {
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
        return replayed(definitions, all);
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

    boolean areOf(Catalog otherLive, Model otherModel, List<Rename> otherSaid) {
        return live.isLike(otherLive) && model.equals(otherModel) && said.equals(otherSaid);
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

    /** The definitions of the database, as a script; empty where nothing is different. */
    String definitions() {
        return definitions;
    }

    /** What the database defines, before renames. */
    Catalog base() {
        return base;
    }

    Catalog desired() {
        return desired;
    }

    /** Behind the renames. */
    Difference difference() {
        return difference;
    }

    /** The database's definitions behind the renames. */
    PostgresDatabase baseSide() {
        return baseSide;
    }

    PostgresDatabase desiredSide() {
        return desiredSide;
    }

    @Override
    public void close() {
        List<TemporaryDatabase> made = List.copyOf(open);
        open.clear();
        TemporaryDatabase.closeTogether(made);
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
