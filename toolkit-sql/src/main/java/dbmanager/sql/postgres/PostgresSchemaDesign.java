package dbmanager.sql.postgres;

import dbmanager.backend.Model;
import dbmanager.backend.Progress;
import dbmanager.backend.Rename;
import dbmanager.backend.SchemaDesign;
import dbmanager.migration.Migration;
import dbmanager.problem.Problem;
import dbmanager.sql.postgres.schema.Catalog;
import dbmanager.sql.postgres.schema.KeptRows;
import dbmanager.sql.postgres.schema.OtherKinds;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compares what PostgreSQL itself makes of a model, in a temporary database, with what it has. The last two sides that were looked at are kept until
 * something is proven of them or they are {@link #release released}: who compares drafts next, and then proves.
 */
final class PostgresSchemaDesign implements SchemaDesign {
    private static final int OLDEST = 14;
    private static final String PUBLIC = "public";

    private final PostgresDatabase database;
    private final ScratchServer scratch;
    private final Programs programs;
    private final Clock clock;
    private final Optional<TemporaryDatabase> home;
    private Optional<SchemaSides> last = Optional.empty();
    private Optional<TemporaryDatabase> spare = Optional.empty();
    private Optional<Expected> expected = Optional.empty();

    /** @param home the database, where it is a temporary one */
    PostgresSchemaDesign(
            PostgresDatabase database,
            ScratchServer scratch,
            Programs programs,
            Clock clock,
            Optional<TemporaryDatabase> home) {
        this.database = database;
        this.scratch = scratch;
        this.programs = programs;
        this.clock = clock;
        this.home = home;
    }

    @Override
    public Model current() {
        return new Model(new SchemaDump(database, programs).definitions(), database.shown(), true);
    }

    /** A model that is being read. */
    private record Expected(Model model, Meanwhile<ModelSide> side) {}

    @Override
    public void expect(Model desired) {
        TemporaryDatabase.closeTogether(releaseExpected());
        if (desired.complete()) { // else the definitions of the database belong to it, as they are then
            expected = Optional.of(new Expected(
                    desired, Meanwhile.begin("expected model", () -> ModelSide.of(desired, "", scratch, PUBLIC))));
        }
    }

    @Override
    public Comparison compare(Model desired, List<Rename> renames) {
        return new SchemaDraft(sides(desired, renames)).comparison();
    }

    @Override
    public Comparison compare(SchemaDesign other) {
        return Optional.of(other)
                .filter(PostgresSchemaDesign.class::isInstance)
                .map(PostgresSchemaDesign.class::cast)
                .flatMap(this::nothingBetween)
                .orElseGet(() -> compare(other.current(), List.of()));
    }

    /** Empty where both do not define the same, or not in the same words. */
    private Optional<Comparison> nothingBetween(PostgresSchemaDesign other) {
        spare = Optional.empty();
        try (Connection here = database.read();
                Connection there = other.database.read()) {
            requireNew(here);
            other.requireNew(there);
            Meanwhile<Catalog> reading = Meanwhile.begin("other definitions", () -> Catalog.read(there, schema(there)));
            Catalog ours = reading.during(() -> Catalog.read(here, schema(here)));
            if (!ours.isLike(reading.result())) {
                return Optional.empty();
            }
            Map<String, Set<String>> others = OtherKinds.none();
            OtherKinds.find(here, others);
            Map<String, Set<String>> theirs = OtherKinds.none();
            OtherKinds.find(there, theirs);
            spare = others.equals(theirs) && KeptRows.areNone(here) && KeptRows.areNone(there)
                    ? other.home
                    : Optional.empty();
            OtherKinds.find(there, others);
            return Optional.of(new Comparison(List.of(), List.of(), OtherKinds.notCompared(others)));
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    @Override
    public Draft draft(Model desired, List<Rename> renames) {
        return new SchemaDraft(sides(desired, renames)).draft();
    }

    /** What is temporary goes at the end, together: the server writes the files of all databases whenever it drops one. */
    @Override
    public Proof prove(Migration migration, Model desired, List<Rename> renames, Progress progress) {
        try {
            Optional<SchemaSides> known = last;
            SchemaSides sides = sides(desired, renames); // looks at the database once more
            boolean unchanged = known.filter(each -> each == sides).isPresent() && hasNoRows();
            return new PostgresProof(
                            sides,
                            programs,
                            clock,
                            spare.filter(each -> unchanged && each.isOpen()).map(TemporaryDatabase::database))
                    .prove(migration, progress);
        } finally {
            List<TemporaryDatabase> used = new ArrayList<>(release());
            spare.ifPresent(used::add);
            spare = Optional.empty();
            TemporaryDatabase.closeTogether(used);
        }
    }

    private boolean hasNoRows() {
        try (Connection connection = database.read()) {
            return KeptRows.areNone(connection);
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    private SchemaSides sides(Model desired, List<Rename> renames) {
        String schema;
        Catalog base;
        if (last.isEmpty() && expected.isEmpty()) {
            expect(desired);
        }
        try (Connection connection = database.read()) {
            requireNew(connection);
            schema = schema(connection);
            base = Catalog.read(connection, schema);
        } catch (SQLException e) {
            throw database.problem(e);
        }
        if (last.filter(sides -> sides.areOf(base, desired, renames)).isEmpty()) {
            TemporaryDatabase.closeTogether(releaseLast());
            last = Optional.of(
                    SchemaSides.of(database, scratch, programs, schema, base, desired, renames, take(desired)));
        }
        return last.get();
    }

    private void requireNew(Connection connection) throws SQLException {
        int major = connection.getMetaData().getDatabaseMajorVersion();
        if (major < OLDEST) {
            throw new TooOld(database.shown(), major);
        }
    }

    private static String schema(Connection connection) throws SQLException {
        return PostgresDatabase.text(connection, "SELECT current_schema()").orElse(PUBLIC);
    }

    private Optional<Meanwhile<ModelSide>> take(Model model) {
        Optional<Meanwhile<ModelSide>> side =
                expected.filter(each -> each.model().equals(model)).map(Expected::side);
        if (side.isPresent()) {
            expected = Optional.empty();
        }
        return side;
    }

    /** The temporary databases that it made, which are the caller's from now on. */
    List<TemporaryDatabase> release() {
        List<TemporaryDatabase> made = new ArrayList<>(releaseLast());
        made.addAll(releaseExpected());
        return made;
    }

    private List<TemporaryDatabase> releaseLast() {
        List<TemporaryDatabase> made = last.map(SchemaSides::release).orElse(List.of());
        last = Optional.empty();
        return made;
    }

    /** What it may have failed of, nobody has asked. */
    private List<TemporaryDatabase> releaseExpected() {
        Optional<Expected> begun = expected;
        expected = Optional.empty();
        return begun.flatMap(each -> each.side().resultIfAny())
                .map(side -> List.of(side.made()))
                .orElse(List.of());
    }

    /** The server's catalog is not what this reads. */
    static final class TooOld extends Problem {
        private static final long serialVersionUID = 1L;

        TooOld(String database, int major) {
            super(
                    Kind.UNSUPPORTED,
                    database + " is on PostgreSQL " + major + ", and definitions can be compared from " + OLDEST
                            + " on",
                    "nothing was compared or written",
                    "write the migration by hand, or compare on a newer server: point --url at an empty database there");
        }
    }
}
