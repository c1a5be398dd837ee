package dbmanager.sql.postgres;

import static dbmanager.sql.postgres.PostgresDatabase.quote;

import dbmanager.backend.LoadMode;
import dbmanager.backend.Loaded;
import dbmanager.backend.Progress;
import dbmanager.backend.Safety;
import dbmanager.backend.Selection;
import dbmanager.backend.UnknownTable;
import dbmanager.backup.BackupReader;
import dbmanager.problem.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/**
 * Loads tables of a backup into a database that stays, in one transaction: the dump goes into a temporary database, is checked there, and its rows
 * come over by COPY. Triggers do not fire: the backup holds what they did already. Foreign keys are judged at the end. The bookkeeping of Flyway
 * and db-manager is never loaded this way.
 */
record PostgresMerge(PostgresDatabase database, Programs programs) {
    Loaded load(Archive archive, BackupReader from, Selection what, LoadMode mode, Safety safety, Progress progress) {
        try (TemporaryDatabase copy = TemporaryDatabase.beside(database)) {
            archive.restoreInto(copy, rowsOnly(), progress);
            archive.check(copy.database(), progress);
            Optional<String> restorer = database.exists() ? Optional.empty() : database.create();
            if (restorer.isPresent()) {
                throw RestoreLock.refusal(database, restorer.get());
            }
            try (Connection source = copy.database().read();
                    Connection target = database.write()) {
                PostgresLock.takeFor(target, database);
                List<Pair> pairs = pairs(source, target, from, what);
                target.setAutoCommit(false);
                Occupation.keepWritersOut(target); // from here on nobody else writes
                Runnable kept = new PostgresRestore(database, programs).keep(safety, progress);
                Map<String, Long> records = load(source, target, pairs, mode, progress);
                kept.run();
                target.commit();
                return new Loaded(records, Optional.empty());
            }
        } catch (SQLException e) {
            throw problem(e);
        }
    }

    /** Definitions and rows; indexes and constraints would only take time. */
    private static List<String> rowsOnly() {
        List<String> options = new ArrayList<>(Ownership.NONE);
        options.addAll(List.of("--section=pre-data", "--section=data"));
        return options;
    }

    /** What {@link #load} would say before it touches a row. */
    Optional<Problem> refusal(BackupReader from, Selection what) {
        Archive archive = Archive.of(from, programs);
        try (TemporaryDatabase copy = TemporaryDatabase.beside(database)) {
            List<String> options = new ArrayList<>(Ownership.NONE);
            options.add("--section=pre-data");
            archive.restoreInto(copy, options, Progress.silent());
            try (Connection source = copy.database().read();
                    Connection target = database.read()) {
                pairs(source, target, from, what);
                return Optional.empty();
            }
        } catch (LoadRefused | UnknownTable e) {
            return Optional.of(e);
        } catch (SQLException e) {
            throw problem(e);
        }
    }

    /** A table of the backup, and the one that it goes to. */
    private record Pair(Relation source, Relation target) {}

    private List<Pair> pairs(Connection source, Connection target, BackupReader from, Selection what)
            throws SQLException {
        List<Relation> here = PostgresSchema.relations(target);
        List<Pair> pairs = new ArrayList<>();
        for (Relation relation : PostgresDump.select(
                what,
                PostgresSchema.relations(source),
                "backup " + from.manifest().id())) {
            Relation counterpart = here.stream()
                    .filter(candidate -> candidate.schema().equals(relation.schema())
                            && candidate.name().equals(relation.name()))
                    .findFirst()
                    .orElseThrow(() -> LoadRefused.absent(relation.shown(), database.shown()));
            requireSameColumns(counterpart, relation);
            pairs.add(new Pair(relation, counterpart));
        }
        return pairs;
    }

    private static void requireSameColumns(Relation target, Relation source) {
        Set<String> extra = names(target);
        extra.removeAll(names(source));
        Set<String> missing = names(source);
        missing.removeAll(names(target));
        if (!extra.isEmpty() || !missing.isEmpty()) {
            List<String> difference = new ArrayList<>();
            missing.forEach(column -> difference.add(column + " is only in the backup"));
            extra.forEach(column -> difference.add(column + " is only in the database"));
            throw LoadRefused.columns(target.shown(), String.join(", ", difference));
        }
    }

    private static Set<String> names(Relation relation) {
        return relation.columns().stream().map(Relation.Attribute::name).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, Long> load(
            Connection source, Connection target, List<Pair> pairs, LoadMode mode, Progress progress)
            throws SQLException {
        List<Relation> targets = pairs.stream().map(Pair::target).toList();
        SuspendedRules rules = SuspendedRules.of(target, targets);
        Map<String, Long> records = new LinkedHashMap<>();
        for (Pair pair : pairs) {
            progress.at(pair.target().shown(), 0, -1);
            records.put(pair.target().shown(), load(source, target, pair, mode));
        }
        rules.resume();
        for (Relation relation : targets) {
            Sequences.advance(target, relation);
        }
        return records;
    }

    private static long load(Connection source, Connection target, Pair pair, LoadMode mode) throws SQLException {
        Relation relation = pair.target();
        try (Statement statement = target.createStatement()) {
            if (mode == LoadMode.REPLACE) {
                statement.executeUpdate("DELETE FROM " + relation.source());
                return copy(source, target, pair.source(), relation.qualified());
            }
            statement.execute("CREATE TEMPORARY TABLE dbm_incoming AS SELECT "
                    + pair.source().columnList() + " FROM " + relation.source() + " WHERE false");
            long rows = copy(source, target, pair.source(), "pg_temp.dbm_incoming");
            statement.executeUpdate(upsert(relation));
            statement.execute("DROP TABLE pg_temp.dbm_incoming");
            return rows;
        }
    }

    private static long copy(Connection from, Connection to, Relation relation, String table) throws SQLException {
        CopyOut out = from.unwrap(PGConnection.class).getCopyAPI().copyOut(Digest.copyOut(relation));
        CopyIn in = to.unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY " + table + (relation.columns().isEmpty() ? "" : " (" + relation.columnList() + ")")
                        + " FROM STDIN");
        for (byte[] line = out.readFromCopy(); line != null; line = out.readFromCopy()) {
            in.writeToCopy(line, 0, line.length);
        }
        return in.endCopy();
    }

    /** With a key, its rows are replaced; without one, the rows that the table has fewer of are added. */
    private static String upsert(Relation table) {
        String columns = table.columnList();
        String insert = "INSERT INTO " + table.qualified() + " (" + columns + ") OVERRIDING SYSTEM VALUE ";
        if (table.key().isEmpty()) {
            return insert + "SELECT " + columns + " FROM (" + numbered("pg_temp.dbm_incoming", columns)
                    + ") AS incoming WHERE NOT EXISTS (SELECT 1 FROM (" + numbered(table.source(), columns)
                    + ") AS present WHERE present.dbm_line = incoming.dbm_line AND present.dbm_number = incoming.dbm_number)";
        }
        String key = table.key().stream().map(PostgresDatabase::quote).collect(Collectors.joining(", "));
        String changes = table.columns().stream()
                .filter(column -> !table.key().contains(column.name()))
                .map(column -> quote(column.name()) + " = excluded." + quote(column.name()))
                .collect(Collectors.joining(", "));
        return insert + "SELECT " + columns + " FROM pg_temp.dbm_incoming ON CONFLICT (" + key + ") DO "
                + (changes.isEmpty() ? "NOTHING" : "UPDATE SET " + changes);
    }

    /** Every row with its number among those that are equal to it; compared as text, since there are types that know no equality. */
    private static String numbered(String from, String columns) {
        return "SELECT *, row_number() OVER (PARTITION BY dbm_line) AS dbm_number FROM (SELECT t.*, t::text AS dbm_line FROM (SELECT "
                + columns + " FROM " + from + ") AS t) AS lines";
    }

    private RuntimeException problem(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        if (!state.startsWith("23")) {
            return database.problem(e);
        }
        return new LoadRefused(
                "a row does not fit into " + database.shown() + ": " + PostgresErrors.reason(e),
                "load these tables together with those that refer to them or that they refer to, or restore the whole backup",
                e);
    }
}
