package dbmanager.sql.sqlite;

import static dbmanager.sql.sqlite.SqliteSchema.quote;
import static dbmanager.sql.sqlite.SqliteSchema.quoted;

import dbmanager.exchange.Intake;
import dbmanager.exchange.Row;
import dbmanager.exchange.RowRefused;
import dbmanager.exchange.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Takes rows into a SQLite database in one IMMEDIATE transaction. Foreign keys are judged at its end, so that rows may come in any order.
 */
final class SqliteIntake implements Intake {
    private final SqliteDatabase database;
    private final Policy policy;
    private final Connection connection;
    private List<Table> tables;
    private final ForeignKeys references;
    private final Optional<NewKeys> newKeys;
    /** What makes the triggers again that must not hear of the rows. */
    private final List<String> triggers = new ArrayList<>();

    /** What has to follow the rows at the end, since no trigger tells it of them. */
    private List<FullText> indexes = List.of();

    private final Map<String, Map<List<String>, Target>> targets = new HashMap<>();
    private final Map<String, Long> taken = new HashMap<>();
    private Target last;
    private boolean closed;

    private SqliteIntake(SqliteDatabase database, Policy policy, Connection connection) throws SQLException {
        this.database = database;
        this.policy = policy;
        this.connection = connection;
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
        }
        tables = SqliteSchema.tables(connection);
        references = new ForeignKeys(connection);
        newKeys = policy.keys() == Keys.NEW ? Optional.of(new NewKeys(connection, tables)) : Optional.empty();
    }

    static SqliteIntake into(SqliteDatabase database, Policy policy) {
        return into(database, policy, intake -> {});
    }

    /** In place of all rows that are there. */
    static SqliteIntake refilling(SqliteDatabase database) {
        return into(database, new Policy(OnConflict.FAIL, Keys.KEEP), SqliteIntake::empty);
    }

    private interface Preparation {
        void of(SqliteIntake intake) throws SQLException;
    }

    private static SqliteIntake into(SqliteDatabase database, Policy policy, Preparation preparation) {
        Connection connection = database.write();
        try {
            SqliteIntake intake = new SqliteIntake(database, policy, connection);
            preparation.of(intake);
            return intake;
        } catch (SQLException e) {
            RuntimeException problem = database.problem(e);
            try {
                connection.close();
            } catch (SQLException closing) {
                problem.addSuppressed(closing);
            }
            throw problem;
        }
    }

    private void empty() throws SQLException {
        List<String> names = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY rowid")) {
            while (rows.next()) {
                names.add(rows.getString(1));
                triggers.add(rows.getString(2));
            }
        }
        indexes = FullText.withoutRows(connection);
        tables = FullText.withRowIds(connection, tables);
        try (Statement statement = connection.createStatement()) {
            for (String name : names) {
                statement.execute("DROP TRIGGER main." + quote(name));
            }
            for (Table table : tables) {
                if (indexes.stream().noneMatch(index -> index.name().equals(table.name()))) {
                    statement.execute("DELETE FROM main." + quote(table.name()));
                }
            }
            for (FullText index : indexes) {
                index.clear(statement);
            }
        }
    }

    @Override
    public List<Table> tables() {
        return tables;
    }

    @Override
    public Outcome put(Table table, List<String> columns, Row row) {
        long number = taken.merge(table.name(), 1L, Long::sum);
        try {
            Target target = target(table, columns);
            return target.put(target.converted(row));
        } catch (SqliteAffinity.Misfit e) {
            throw new RowRefused(where(table, number), e.getMessage(), null);
        } catch (SQLException e) {
            throw refusal(where(table, number), e);
        }
    }

    @Override
    public void change(Table table, List<String> columns, Row row) {
        long number = taken.merge(table.name(), 1L, Long::sum);
        try {
            Target target = target(table, columns);
            if (!target.change(target.converted(row))) {
                throw RowRefused.gone(where(table, number));
            }
        } catch (SQLException e) {
            throw refusal(where(table, number), e);
        }
    }

    private RuntimeException refusal(String where, SQLException e) {
        if (!isConstraint(e)) {
            return database.problem(e);
        }
        return isKeyTaken(e)
                ? RowRefused.keyTaken(where, SqliteDatabase.reason(e), e)
                : new RowRefused(where, SqliteDatabase.reason(e), e);
    }

    /** A policy is about the key; another column that has to be unique is for the row's author. */
    private static boolean isKeyTaken(SQLException e) {
        return e instanceof SQLiteException sqlite
                && (sqlite.getResultCode() == SQLiteErrorCode.SQLITE_CONSTRAINT_PRIMARYKEY
                        || sqlite.getResultCode() == SQLiteErrorCode.SQLITE_CONSTRAINT_ROWID);
    }

    private Target target(Table table, List<String> columns) throws SQLException {
        if (last != null && last.table.name().equals(table.name()) && last.columns.equals(columns)) {
            return last;
        }
        Map<List<String>, Target> ofTable = targets.computeIfAbsent(table.name(), name -> new HashMap<>());
        Target target = ofTable.get(columns);
        if (target == null) {
            references.watch(table.name());
            target = new Target(table, List.copyOf(columns));
            ofTable.put(target.columns, target);
        }
        last = target;
        return target;
    }

    @Override
    public void commit() {
        try (Statement statement = connection.createStatement()) {
            if (newKeys.isPresent()) {
                newKeys.get().settle();
            }
            List<String> broken = references.broken();
            if (!broken.isEmpty()) {
                throw RowRefused.orphaned(database.shown(), String.join("; ", broken));
            }
            for (FullText index : indexes) {
                rebuild(index, statement);
            }
            for (String trigger : triggers) {
                statement.execute(trigger);
            }
            statement.execute("COMMIT");
        } catch (SQLException e) {
            throw refusal(database.shown(), e);
        }
    }

    private static void rebuild(FullText index, Statement statement) throws SQLException {
        try {
            index.rebuild(statement);
        } catch (SQLException e) {
            if (!SqliteDatabase.isStatementsFault(e)) {
                throw e;
            }
            throw new RowRefused(
                    index.name(),
                    "this index of full text cannot be built again from "
                            + index.source().orElseThrow() + " (" + SqliteDatabase.reason(e) + ")",
                    e);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            try {
                connection.close(); // without a COMMIT, SQLite rolls back
            } catch (SQLException e) {
                throw database.problem(e);
            }
        }
    }

    private static String where(Table table, long number) {
        return table.name() + ", row " + number;
    }

    private static boolean isConstraint(SQLException e) {
        SQLiteErrorCode code = SqliteDatabase.primaryCode(e);
        return code == SQLiteErrorCode.SQLITE_CONSTRAINT
                || code == SQLiteErrorCode.SQLITE_MISMATCH
                || code == SQLiteErrorCode.SQLITE_TOOBIG;
    }

    /** One table with one choice of columns, prepared. */
    private final class Target {
        private final Table table;
        private final List<String> columns;
        private final SqliteAffinity[] affinities;
        private final PreparedStatement insert;
        private final List<Integer> changed = new ArrayList<>();
        private final int[] updateOrder;
        private final boolean conflicts;
        private PreparedStatement update;

        Target(Table table, List<String> columns) throws SQLException {
            this.table = table;
            this.columns = columns;
            this.affinities = new SqliteAffinity[columns.size()];
            for (int i = 0; i < affinities.length; i++) {
                String name = columns.get(i);
                affinities[i] = table.columns().stream()
                        .filter(column -> column.name().equalsIgnoreCase(name))
                        .findFirst()
                        .map(column -> SqliteAffinity.of(column.type()))
                        .orElseThrow(() -> new RowRefused(table.name(), "there is no column \"" + name + "\"", null));
            }
            boolean keyGiven = !table.key().isEmpty() && table.key().stream().allMatch(key -> position(key) >= 0);
            conflicts = keyGiven && policy.onConflict() != OnConflict.FAIL;
            insert = connection.prepareStatement(insertSql());
            for (int i = 0; i < columns.size(); i++) {
                String column = columns.get(i);
                if (table.key().stream().noneMatch(column::equalsIgnoreCase)) {
                    changed.add(i);
                }
            }
            updateOrder = new int[changed.size() + table.key().size()];
        }

        private int position(String column) {
            for (int i = 0; i < columns.size(); i++) {
                if (columns.get(i).equalsIgnoreCase(column)) {
                    return i;
                }
            }
            return -1;
        }

        private String insertSql() throws SQLException {
            String into = "INSERT INTO main." + quote(table.name());
            String sql = columns.isEmpty()
                    ? into + " DEFAULT VALUES"
                    : into + " (" + quoted(columns) + ") VALUES ("
                            + String.join(", ", Collections.nCopies(columns.size(), "?")) + ")";
            if (!conflicts) {
                return sql;
            }
            String key = SqliteSchema.key(connection, table).stream()
                    .map(SqliteSchema.KeyColumn::inOrder)
                    .collect(Collectors.joining(", "));
            return sql + " ON CONFLICT (" + key + ") DO NOTHING";
        }

        private String updateSql() throws SQLException {
            int next = 0;
            for (int column : changed) {
                updateOrder[next++] = column;
            }
            List<String> conditions = new ArrayList<>();
            for (SqliteSchema.KeyColumn key : SqliteSchema.key(connection, table)) {
                updateOrder[next++] = position(key.name());
                conditions.add(key.inOrder() + " = ?");
            }
            return "UPDATE main." + quote(table.name()) + " SET "
                    + changed.stream().map(i -> quote(columns.get(i)) + " = ?").collect(Collectors.joining(", "))
                    + " WHERE " + String.join(" AND ", conditions);
        }

        Object[] converted(Row row) throws SQLException {
            Object[] values = new Object[affinities.length];
            for (int i = 0; i < values.length; i++) {
                try {
                    values[i] = affinities[i].accept(row.get(i));
                } catch (SqliteAffinity.Misfit e) {
                    throw new RowRefused(
                            where(table, taken.get(table.name())),
                            "column " + columns.get(i) + ": " + e.getMessage(),
                            null);
                }
            }
            if (newKeys.isPresent()) {
                newKeys.get().replace(table, columns, values);
            }
            return values;
        }

        Outcome put(Object[] values) throws SQLException {
            for (int i = 0; i < values.length; i++) {
                bind(insert, i + 1, values[i]);
            }
            if (insert.executeUpdate() > 0) {
                return Outcome.ADDED;
            }
            if (policy.onConflict() == OnConflict.SKIP) {
                return Outcome.SKIPPED;
            }
            change(values);
            return Outcome.REPLACED;
        }

        /** @return whether there is a row of this key */
        boolean change(Object[] values) throws SQLException {
            if (changed.isEmpty()) {
                return true;
            }
            if (update == null) {
                update = connection.prepareStatement(updateSql());
            }
            for (int i = 0; i < updateOrder.length; i++) {
                bind(update, i + 1, values[updateOrder[i]]);
            }
            return update.executeUpdate() > 0;
        }
    }

    private static void bind(PreparedStatement statement, int index, Object value) throws SQLException {
        if (value instanceof Long number) {
            statement.setLong(index, number);
        } else if (value instanceof Double number) {
            statement.setDouble(index, number);
        } else if (value instanceof String text) {
            statement.setString(index, text);
        } else if (value instanceof byte[] bytes) {
            statement.setBytes(index, bytes);
        } else {
            statement.setObject(index, null);
        }
    }
}
