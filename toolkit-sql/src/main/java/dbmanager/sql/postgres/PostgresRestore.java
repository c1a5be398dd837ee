package dbmanager.sql.postgres;

import dbmanager.backend.LoadMode;
import dbmanager.backend.Loaded;
import dbmanager.backend.Progress;
import dbmanager.backend.Safety;
import dbmanager.backend.Selection;
import dbmanager.backend.TargetInUse;
import dbmanager.backup.BackupReader;
import dbmanager.problem.Finding;
import dbmanager.problem.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Puts a backup in the place of a database. The new one is made and checked beside it; then the old one is kept while nobody can write to it, and
 * the new one takes its name. Whenever the process dies, the name is that of the old or of the new one. From its beginning on no other restore and no
 * migration begins.
 */
record PostgresRestore(PostgresDatabase database, Programs programs) {
    /** SQLSTATE duplicate_database (postgresql.org/docs/current/errcodes-appendix.html). */
    private static final String DUPLICATE_DATABASE = "42P04";

    Loaded load(BackupReader from, Selection what, LoadMode mode, Safety safety, Progress progress) {
        Archive archive = Archive.of(from, programs);
        return isWhole(from, what, mode)
                ? replace(archive, safety, progress)
                : new PostgresMerge(database, programs).load(archive, from, what, mode, safety, progress);
    }

    private static boolean isWhole(BackupReader from, Selection what, LoadMode mode) {
        return mode == LoadMode.REPLACE && what.isAll() && !from.manifest().isPartial();
    }

    /** Why {@link #load} would not put this into the database that is there. */
    Optional<Problem> refusal(BackupReader from, Selection what, LoadMode mode) {
        if (!isWhole(from, what, mode)) {
            return new PostgresMerge(database, programs).refusal(from, what);
        }
        try {
            if (isThere()) {
                refuseOthers();
            }
            return Optional.empty();
        } catch (TargetInUse e) {
            return Optional.of(e);
        }
    }

    private Loaded replace(Archive archive, Safety safety, Progress progress) {
        boolean there = isThere();
        if (there) {
            refuseOthers();
            List<String> lacking = lackingToReplace();
            if (!lacking.isEmpty()) {
                return replaceInPlace(archive, safety, lacking, progress);
            }
        }
        try (TemporaryDatabase staging = TemporaryDatabase.beside(database)) {
            if (!staging.withheld().isEmpty() && !safety.setsAside()) { // they would be lost with the old one
                return replaceInPlace(archive, safety, progress);
            }
            RestoreLock.take(database, staging.owner());
            if (there) {
                refuseOthers(); // who came before nobody could any more
            } else if (isThere()) {
                throw madeMeanwhile();
            }
            Ownership ownership = Ownership.of(archive, staging.owner());
            archive.restoreInto(staging, ownership.options(), progress);
            Map<String, Long> records = archive.check(staging.database(), progress);
            analyze(staging.database());
            Optional<String> aside = takePlace(staging, there, safety, progress);
            List<Finding> findings = findings(ownership);
            if (!staging.withheld().isEmpty()) {
                findings.add(new Finding(
                        database.shown(),
                        "the settings " + String.join(", ", staging.withheld())
                                + " were left out, since only a superuser may give them (ALTER DATABASE … SET);"
                                + " the database that was set aside has them"));
            }
            return new Loaded(records, aside, findings);
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    private TargetInUse madeMeanwhile() {
        return new TargetInUse(database.shown(), "it was missing, and somebody else has made it meanwhile");
    }

    private List<Finding> findings(Ownership ownership) {
        List<Finding> findings = new ArrayList<>(ownership.findings(database.shown()));
        Programs.Version version = programs.version(programs.require("pg_restore"));
        if (version.isVulnerable()) {
            findings.add(new Finding("pg_restore", version.advice()));
        }
        return findings;
    }

    /** Also one that is too damaged to be entered. */
    private boolean isThere() {
        try {
            return database.exists();
        } catch (Problem e) {
            if (e.kind() == Problem.Kind.NEGATIVE) {
                return true;
            }
            throw e;
        }
    }

    /** Asks the server: in the database, or beside it where that is damaged. */
    private <T> T ask(PostgresSession.Work<T> question) {
        try (Connection inside = database.read()) {
            return question.on(inside);
        } catch (SQLException e) {
            if (!PostgresErrors.mayBeDamage(e)) {
                throw database.problem(e);
            }
        } catch (Problem e) {
            if (e.kind() != Problem.Kind.NEGATIVE) {
                throw e;
            }
        }
        try (Connection outside = database.outside()) {
            return question.on(outside);
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    /**
     * What an administrator has to run before this user may make a database and give it the name of this one
     * (postgresql.org/docs/current/sql-alterdatabase.html). Nobody is made a member of a superuser for that.
     */
    private List<String> lackingToReplace() {
        String user = PostgresDatabase.quote(database.user());
        return ask(connection -> PostgresDatabase.texts(
                connection,
                "SELECT 'ALTER ROLE ' || ? || ' CREATEDB' FROM pg_roles WHERE rolname = current_user AND NOT (rolsuper OR rolcreatedb)"
                        + " UNION ALL SELECT CASE WHEN rolsuper THEN 'ALTER DATABASE ' || ? || ' OWNER TO ' || ?"
                        + " ELSE 'GRANT ' || quote_ident(rolname) || ' TO ' || ? END"
                        + " FROM pg_database d JOIN pg_roles owner ON owner.oid = datdba WHERE datname = ? AND NOT pg_has_role(datdba, 'USAGE')",
                user,
                PostgresDatabase.quote(database.name()),
                user,
                user,
                database.name()));
    }

    /**
     * For a user who may not put another database in its place: old and new in one transaction.
     *
     * @param lacking for that
     */
    private Loaded replaceInPlace(Archive archive, Safety safety, List<String> lacking, Progress progress) {
        try {
            return replaceInPlace(archive, safety, progress);
        } catch (Problem e) {
            throw safety.setsAside() && isOfDamage(e) ? new NotSetAside(database, lacking, e) : e;
        }
    }

    /** The server says that it is damaged, or pg_dump stumbles over it. */
    private static boolean isOfDamage(Problem e) {
        return e.kind() == Problem.Kind.NEGATIVE
                || e instanceof Child.Failed
                || (e.kind() == Problem.Kind.UNEXPECTED
                        && e.getCause() instanceof Child.Failed failed
                        && failed.words().namesServerFile());
    }

    private Loaded replaceInPlace(Archive archive, Safety safety, Progress progress) {
        List<Finding> damage = archive.inspect();
        if (!damage.isEmpty()) {
            throw archive.unreadable(damage.get(0).what(), null);
        }
        try (Connection connection = database.write()) {
            PostgresLock.takeFor(connection, database);
            Ownership ownership = Ownership.of(archive, connection);
            connection.setAutoCommit(false);
            Occupation.keepWritersOut(connection);
            Runnable kept = keep(safety, progress);
            Map<String, Long> records = new InPlace(database, archive).run(connection, ownership.options(), progress);
            kept.run();
            connection.commit();
            return new Loaded(records, Optional.empty(), findings(ownership));
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    private void refuseOthers() {
        ask(connection -> {
            Occupation.refuseOthers(database, connection);
            return true;
        });
    }

    /** A database that was just filled has no statistics, and is slow until the server made some. */
    private static void analyze(PostgresDatabase restored) {
        try (Connection connection = restored.write();
                var statement = connection.createStatement()) {
            statement.execute("ANALYZE");
        } catch (SQLException e) {
            throw restored.problem(e);
        }
    }

    /** @return the name that the old one has now, where it was to be set aside */
    private Optional<String> takePlace(TemporaryDatabase next, boolean there, Safety safety, Progress progress)
            throws SQLException {
        if (!there) {
            try (var statement = next.owner().createStatement()) {
                statement.execute("ALTER DATABASE "
                        + PostgresDatabase.quote(next.database().name()) + " RENAME TO "
                        + PostgresDatabase.quote(database.name()));
                statement.execute("COMMENT ON DATABASE " + PostgresDatabase.quote(database.name()) + " IS NULL");
            } catch (SQLException e) {
                if (DUPLICATE_DATABASE.equals(e.getSQLState())) {
                    throw madeMeanwhile();
                }
                throw e;
            }
            next.keep();
            return Optional.empty();
        }
        try (Occupation old = Occupation.of(database, safety.setsAside())) {
            if (safety.setsAside() || !old.isEntered()) {
                String aside = nameAside(next.owner());
                old.replaceBy(next, Optional.of(aside), () -> {});
                return Optional.of("database " + aside);
            }
            old.replaceBy(next, Optional.empty(), keep(safety, progress));
            return Optional.empty();
        }
    }

    /** {@code shop_damaged_20261122t031500123}, by the clock of the server; a name has at most 63 bytes. */
    private String nameAside(Connection outside) throws SQLException {
        return PostgresDatabase.text(
                        outside,
                        "SELECT left(?, 30) || '_damaged_' || to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYYMMDD\"t\"HH24MISSMS')",
                        database.name())
                .orElseThrow();
    }

    /** @return what makes it durable */
    Runnable keep(Safety safety, Progress progress) {
        try (Connection connection = database.read()) {
            return Bookkeeping.hasContent(connection)
                    ? safety.keep(into -> new PostgresDump(database, programs).write(Selection.all(), into, progress))
                    : () -> {};
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    /** Puts an empty database in the place. */
    Optional<String> erase(Safety safety, Progress progress) {
        if (!isThere()) {
            return Optional.empty();
        }
        refuseOthers();
        if (!lackingToReplace().isEmpty()) {
            eraseInPlace(safety, progress);
            return Optional.empty();
        }
        try (TemporaryDatabase empty = TemporaryDatabase.beside(database)) {
            if (!empty.withheld().isEmpty()) {
                eraseInPlace(safety, progress);
                return Optional.empty();
            }
            RestoreLock.take(database, empty.owner());
            return takePlace(empty, true, safety, progress);
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    private void eraseInPlace(Safety safety, Progress progress) {
        try (Connection connection = database.write()) {
            PostgresLock.takeFor(connection, database);
            connection.setAutoCommit(false);
            Occupation.keepWritersOut(connection);
            Runnable kept = keep(safety, progress);
            InPlace.clean(connection);
            kept.run();
            connection.commit();
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    /** What is damaged would be lost: this user may not put another database in its place, and not all of it can be read or replaced. */
    static final class NotSetAside extends Problem {
        private static final long serialVersionUID = 1L;

        NotSetAside(PostgresDatabase database, List<String> lacking, Problem why) {
            super(
                    Kind.CONFIGURATION,
                    database.shown() + " is damaged, and this user may not set it aside: " + why.getMessage(),
                    "the transaction was rolled back; the database is as before",
                    lacking.stream()
                            .collect(Collectors.joining(
                                    "` and `", "let an administrator run `", "`, then run the command again")),
                    why);
        }
    }
}
