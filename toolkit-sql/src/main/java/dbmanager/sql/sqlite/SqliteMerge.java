package dbmanager.sql.sqlite;

import static dbmanager.sql.sqlite.SqliteSchema.literal;
import static dbmanager.sql.sqlite.SqliteSchema.quote;
import static dbmanager.sql.sqlite.SqliteSchema.quoted;

import dbmanager.backend.LoadMode;
import dbmanager.backend.Loaded;
import dbmanager.backend.Progress;
import dbmanager.backend.Safety;
import dbmanager.backend.Selection;
import dbmanager.backend.UnknownTable;
import dbmanager.backup.BackupReader;
import dbmanager.backup.Part;
import dbmanager.backup.PartDamaged;
import dbmanager.exchange.Table;
import dbmanager.problem.Finding;
import dbmanager.problem.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.sqlite.SQLiteErrorCode;

/**
 * Loads tables of a backup into a database that stays, in one transaction. Triggers do not fire: the backup holds what they did already. The
 * bookkeeping of SQLite, Flyway and db-manager is never loaded this way.
 *
 * @param snapshot how the old content is kept
 */
record SqliteMerge(SqliteDatabase database, SqliteSnapshot snapshot) {
    private static final String BACKUP = "dbm_backup";

    private record Owned(String name, String sql) {}

    Loaded load(BackupReader from, Selection what, LoadMode mode, Safety safety, Progress progress) {
        Part part = SqliteCopy.databasePart(from.manifest());
        try (SqliteCopy copy = SqliteCopy.of(from, part)) {
            List<String> wanted = inspect(copy, from, what);
            try (Connection target = database.create();
                    Statement statement = target.createStatement()) {
                statement.execute("PRAGMA trusted_schema = OFF");
                statement.execute(
                        "ATTACH " + literal(SqliteDatabase.uri(copy.file(), "immutable=1")) + " AS " + BACKUP);
                statement.execute("BEGIN IMMEDIATE"); // from here on nobody else writes
                try {
                    Runnable kept = keep(safety, progress);
                    Map<String, Long> records = load(target, wanted, mode, progress);
                    kept.run();
                    statement.execute("COMMIT");
                    return new Loaded(records, Optional.empty());
                } catch (SQLException | RuntimeException e) {
                    rollback(statement, e);
                    throw e;
                }
            }
        } catch (SQLException e) {
            throw problem(e);
        }
    }

    /** With a connection of its own: no snapshot is made within a transaction, and this one has not changed anything yet. */
    private Runnable keep(Safety safety, Progress progress) throws SQLException {
        try (Connection before = database.read()) {
            return snapshot.keep(before, safety, progress);
        }
    }

    /** What {@link #load} would say before it touches a row. */
    Optional<Problem> refusal(BackupReader from, Selection what) {
        try (SqliteCopy copy = SqliteCopy.of(from, SqliteCopy.databasePart(from.manifest()));
                Connection backup = copy.open();
                Connection target = database.read()) {
            for (String name : wanted(backup, from, what)) {
                Optional<String> there = counterpart(target, name);
                if (there.isPresent()) {
                    requireSameColumns(
                            SqliteSchema.table(target, "main", there.get()), SqliteSchema.table(backup, "main", name));
                }
            }
            return Optional.empty();
        } catch (LoadRefused | UnknownTable e) {
            return Optional.of(e);
        } catch (SQLException e) {
            throw problem(e);
        }
    }

    /** @return the tables that are meant */
    private static List<String> inspect(SqliteCopy copy, BackupReader from, Selection what) {
        try (Connection connection = copy.open()) {
            List<Finding> findings = SqliteInspection.findings(connection, copy.part());
            if (!findings.isEmpty()) {
                throw PartDamaged.unreadable(
                        from.manifest().id(), copy.part(), findings.get(0).toString(), null);
            }
            return wanted(connection, from, what);
        } catch (SQLException e) {
            throw PartDamaged.unreadable(from.manifest().id(), copy.part(), SqliteDatabase.message(e), e);
        }
    }

    private static List<String> wanted(Connection backup, BackupReader from, Selection what) throws SQLException {
        List<SqliteSchema.Listed> tables = SqliteSchema.list(backup, "main");
        List<String> known = tables.stream().map(SqliteSchema.Listed::name).toList();
        List<String> wanted = new ArrayList<>(
                SqliteSnapshot.resolve(what, known, "backup " + from.manifest().id()));
        List<String> derived =
                FullText.withoutRows(backup).stream().map(FullText::name).toList();
        for (SqliteSchema.Listed table : tables) {
            if (table.isVirtual() && wanted.contains(table.name())) {
                if (!what.isAll() || !derived.contains(table.name())) {
                    throw LoadRefused.virtual(table.name());
                }
                wanted.remove(table.name());
            }
        }
        return wanted;
    }

    private static Optional<String> counterpart(Connection target, String table) throws SQLException {
        return SqliteSchema.list(target, "main").stream()
                .map(SqliteSchema.Listed::name)
                .filter(table::equalsIgnoreCase)
                .findFirst();
    }

    private static Map<String, Long> load(Connection target, List<String> tables, LoadMode mode, Progress progress)
            throws SQLException {
        ForeignKeys references = new ForeignKeys(target);
        for (SqliteSchema.Listed table : SqliteSchema.list(target, "main")) {
            if (!table.isVirtual()) {
                references.watch(table.name()); // not only those that are loaded: others refer to them
            }
        }
        Map<String, Long> records = new LinkedHashMap<>();
        for (String table : tables) {
            progress.at(table, 0, -1);
            references.watch(table);
            records.put(table, load(target, table, mode));
        }
        rebuildIndexes(target, tables);
        List<String> broken = references.broken();
        if (!broken.isEmpty()) {
            throw new LoadRefused(
                    String.join("; ", broken.subList(0, Math.min(5, broken.size()))),
                    "load these tables together with those that refer to them, or restore the whole backup",
                    null);
        }
        return records;
    }

    private static long load(Connection target, String name, LoadMode mode) throws SQLException {
        Table source = SqliteSchema.table(target, BACKUP, name);
        try (Statement statement = target.createStatement()) {
            Optional<String> there = counterpart(target, name);
            if (there.isEmpty()) {
                statement.executeUpdate(definition(target, name));
                long rows = statement.executeLargeUpdate(insert(name, source));
                for (Owned owned : owned(target, BACKUP, name, "index", "trigger")) {
                    statement.executeUpdate(owned.sql());
                }
                return rows;
            }
            Table table = SqliteSchema.table(target, "main", there.get());
            requireSameColumns(table, source);
            List<Owned> triggers = owned(target, "main", name, "trigger");
            for (Owned trigger : triggers) {
                statement.executeUpdate("DROP TRIGGER main." + quote(trigger.name()));
            }
            if (mode == LoadMode.REPLACE) {
                statement.executeUpdate("DELETE FROM main." + quote(name));
            }
            String sql = mode == LoadMode.REPLACE ? insert(name, source) : upsert(target, table, source);
            long rows = statement.executeLargeUpdate(sql);
            for (Owned trigger : triggers) {
                statement.executeUpdate(trigger.sql());
            }
            return rows;
        }
    }

    private static String insert(String name, Table source) {
        String columns = quoted(source.columnNames());
        return "INSERT INTO main.%s (%s) SELECT %s FROM %s.%s"
                .formatted(quote(name), columns, columns, BACKUP, quote(name));
    }

    /** With a key, its rows are replaced; without one, the rows that the table has fewer of are added. */
    private static String upsert(Connection target, Table table, Table source) throws SQLException {
        if (table.key().isEmpty()) {
            String bag = bag(source);
            String columns = quoted(source.columnNames());
            return "INSERT INTO main.%s (%s) SELECT %s FROM (%s EXCEPT %s)"
                    .formatted(
                            quote(table.name()),
                            columns,
                            columns,
                            bag.formatted(BACKUP, quote(source.name())),
                            bag.formatted("main", quote(table.name())));
        }
        String key = SqliteSchema.key(target, table).stream()
                .map(SqliteSchema.KeyColumn::inOrder)
                .collect(Collectors.joining(", "));
        String changes = source.columnNames().stream()
                .filter(column -> table.key().stream().noneMatch(column::equalsIgnoreCase))
                .map(column -> quote(column) + " = excluded." + quote(column))
                .collect(Collectors.joining(", "));
        String action = changes.isEmpty() ? "NOTHING" : "UPDATE SET " + changes;
        // WHERE true: without it SQLite takes ON for the beginning of a join.
        return insert(table.name(), source) + " WHERE true ON CONFLICT (" + key + ") DO " + action;
    }

    /** Every row with its number among those that are equal to it, so that EXCEPT counts. */
    private static String bag(Table table) {
        String columns = table.columnNames().stream()
                .map(column -> quote(column) + " COLLATE BINARY")
                .collect(Collectors.joining(", "));
        String named = table.columnNames().stream()
                .map(column -> quote(column) + " COLLATE BINARY AS " + quote(column))
                .collect(Collectors.joining(", "));
        return ("SELECT " + named + ", row_number() OVER (PARTITION BY " + columns + ")").replace("%", "%%")
                + " FROM %s.%s";
    }

    private static void requireSameColumns(Table table, Table source) {
        Set<String> here = lowerCase(table);
        Set<String> there = lowerCase(source);
        Set<String> extra = new TreeSet<>(here);
        extra.removeAll(there);
        Set<String> missing = new TreeSet<>(there);
        missing.removeAll(here);
        if (!extra.isEmpty() || !missing.isEmpty()) {
            List<String> difference = new ArrayList<>();
            missing.forEach(column -> difference.add(column + " is only in the backup"));
            extra.forEach(column -> difference.add(column + " is only in the database"));
            throw LoadRefused.columns(table.name(), String.join(", ", difference));
        }
    }

    private static Set<String> lowerCase(Table table) {
        return table.columnNames().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String definition(Connection target, String table) throws SQLException {
        String sql = "SELECT sql FROM " + BACKUP + ".sqlite_schema WHERE type = 'table' AND name = ? COLLATE NOCASE";
        try (PreparedStatement query = target.prepareStatement(sql)) {
            query.setString(1, table);
            try (ResultSet rows = query.executeQuery()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }

    /** What hangs on a table and was made by a statement of its own. */
    private static List<Owned> owned(Connection target, String schema, String table, String... types)
            throws SQLException {
        String kinds = List.of(types).stream().map(SqliteSchema::literal).collect(Collectors.joining(", "));
        String sql = "SELECT name, sql FROM " + schema + ".sqlite_schema WHERE type IN (" + kinds
                + ") AND tbl_name = ? COLLATE NOCASE AND sql IS NOT NULL ORDER BY rowid";
        List<Owned> owned = new ArrayList<>();
        try (PreparedStatement query = target.prepareStatement(sql)) {
            query.setString(1, table);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    owned.add(new Owned(rows.getString(1), rows.getString(2)));
                }
            }
        }
        return owned;
    }

    /** Full-text indexes over a loaded table are kept up by its triggers, which did not fire. */
    private static void rebuildIndexes(Connection target, List<String> loaded) throws SQLException {
        try (Statement statement = target.createStatement()) {
            for (FullText index : FullText.withoutRows(target)) {
                if (loaded.stream().anyMatch(index::isOver)) {
                    index.rebuild(statement);
                }
            }
        }
    }

    private RuntimeException problem(SQLException e) {
        boolean constraint = SqliteDatabase.primaryCode(e) == SQLiteErrorCode.SQLITE_CONSTRAINT;
        return constraint
                ? new LoadRefused(
                        "a row of the backup does not fit into " + database.shown() + ": " + SqliteDatabase.message(e),
                        "restore the whole backup, or with --mode replace",
                        e)
                : database.problem(e);
    }

    private static void rollback(Statement statement, Exception because) {
        try {
            statement.execute("ROLLBACK");
        } catch (SQLException e) {
            because.addSuppressed(e); // SQLite rolled back by itself, or will when the connection is closed
        }
    }
}
