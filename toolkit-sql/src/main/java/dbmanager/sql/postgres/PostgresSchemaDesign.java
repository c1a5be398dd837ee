package dbmanager.sql.postgres;

import dbmanager.backend.Model;
import dbmanager.backend.Progress;
import dbmanager.backend.Rename;
import dbmanager.backend.SchemaDesign;
import dbmanager.migration.Migration;
import dbmanager.problem.Problem;
import dbmanager.sql.postgres.schema.Catalog;
import dbmanager.sql.postgres.schema.OtherKinds;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compares what PostgreSQL itself makes of a model, in a temporary database, with what it has. The last two sides that were looked at are kept until
 * this is closed: who compares drafts next, and then proves.
 */
final class PostgresSchemaDesign implements SchemaDesign, AutoCloseable {
    private static final int OLDEST = 14;

    private final PostgresDatabase database;
    private final ScratchServer scratch;
    private final Programs programs;
    private final Clock clock;
    private Optional<SchemaSides> last = Optional.empty();

    PostgresSchemaDesign(PostgresDatabase database, ScratchServer scratch, Programs programs, Clock clock) {
        this.database = database;
        this.scratch = scratch;
        this.programs = programs;
        this.clock = clock;
    }

    @Override
    public Model current() {
        return new Model(new SchemaDump(database, programs).definitions(), database.shown(), true);
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
        try (Connection here = database.read();
                Connection there = other.database.read()) {
            requireNew(here);
            other.requireNew(there);
            if (!Catalog.read(here, home(here)).isLike(Catalog.read(there, home(there)))) {
                return Optional.empty();
            }
            Map<String, Set<String>> others = OtherKinds.none();
            OtherKinds.find(here, others);
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

    /** The databases of both sides go first: the server writes the files of all that are there whenever it drops one. */
    @Override
    public Proof prove(Migration migration, Model desired, List<Rename> renames, Progress progress) {
        SchemaSides sides = sides(desired, renames);
        close();
        return new PostgresProof(sides, scratch, programs, clock).prove(migration, progress);
    }

    private SchemaSides sides(Model desired, List<Rename> renames) {
        String home;
        Catalog base;
        try (Connection connection = database.read()) {
            requireNew(connection);
            home = home(connection);
            base = Catalog.read(connection, home);
        } catch (SQLException e) {
            throw database.problem(e);
        }
        if (last.filter(sides -> sides.areOf(base, desired, renames)).isEmpty()) {
            close();
            last = Optional.of(SchemaSides.of(database, scratch, programs, home, base, desired, renames));
        }
        return last.get();
    }

    private void requireNew(Connection connection) throws SQLException {
        int major = connection.getMetaData().getDatabaseMajorVersion();
        if (major < OLDEST) {
            throw new TooOld(database.shown(), major);
        }
    }

    private static String home(Connection connection) throws SQLException {
        return PostgresDatabase.text(connection, "SELECT current_schema()").orElse("public");
    }

    @Override
    public void close() {
        last.ifPresent(SchemaSides::close);
        last = Optional.empty();
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
