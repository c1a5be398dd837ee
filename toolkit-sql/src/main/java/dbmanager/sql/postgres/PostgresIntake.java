package dbmanager.sql.postgres;

import static dbmanager.sql.postgres.PostgresDatabase.quote;

import dbmanager.exchange.Intake;
import dbmanager.exchange.Row;
import dbmanager.exchange.RowRefused;
import dbmanager.exchange.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Takes rows into a database in one transaction. Foreign keys are judged at its end, so that rows may come in any order. Where no row can collide
 * with one that is there, because the table was empty and nobody else writes to it meanwhile, they go as a COPY; then a row that the server
 * refuses is heard of some rows later.
 */
final class PostgresIntake implements Intake {
    private final PostgresDatabase database;
    private final Policy policy;
    private final Connection connection;
    private final List<Relation> relations;
    private final List<Table> tables;
    private final DeferredKeys references;
    private final Optional<NewKeys> newKeys;
    private final Map<String, Map<List<String>, Target>> targets = new HashMap<>();
    private final Map<String, Long> taken = new LinkedHashMap<>();
    private final Map<String, Boolean> copyable = new HashMap<>();
    /** Rules that are away until the end, where all rows are replaced. */
    private Optional<SuspendedRules> suspended = Optional.empty();

    private Target last;
    private Optional<CopyStream> copy = Optional.empty();
    private boolean closed;

    private PostgresIntake(PostgresDatabase database, Policy policy, Connection connection) throws SQLException {
        this.database = database;
        this.policy = policy;
        this.connection = connection;
        connection.setAutoCommit(false);
        relations = PostgresSchema.relations(connection);
        tables = relations.stream().map(Relation::table).toList();
        references = new DeferredKeys(connection);
        newKeys = policy.keys() == Keys.NEW ? Optional.of(new NewKeys(connection, relations)) : Optional.empty();
    }

    static PostgresIntake into(PostgresDatabase database, Policy policy) {
        return into(database, policy, intake -> {});
    }

    /** In place of all rows that are there. */
    static PostgresIntake refilling(PostgresDatabase database) {
        return into(database, new Policy(OnConflict.FAIL, Keys.KEEP), PostgresIntake::empty);
    }

    private interface Preparation {
        void of(PostgresIntake intake) throws SQLException;
    }

    private static PostgresIntake into(PostgresDatabase database, Policy policy, Preparation preparation) {
        Connection connection = database.write();
        try {
            PostgresIntake intake = new PostgresIntake(database, policy, connection);
            preparation.of(intake);
            return intake;
        } catch (SQLException e) {
            throw database.closing(connection, database.problem(e));
        }
    }

    /** All tables at once, since no table can be truncated that another refers to. */
    private void empty() throws SQLException {
        suspended = Optional.of(SuspendedRules.of(connection, relations));
        if (!relations.isEmpty()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("TRUNCATE "
                        + relations.stream().map(Relation::qualified).collect(Collectors.joining(", ")));
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
            String[] values = target.texts(row);
            if (newKeys.isPresent()) {
                endCopy();
                newKeys.get().replace(target.relation, target.columns, values);
            }
            if (copyable.get(table.name())) {
                copyInto(target, number).write(values);
                return Outcome.ADDED;
            }
            endCopy();
            return target.put(values);
        } catch (PostgresValue.Misfit e) {
            throw new RowRefused(where(table.name(), number), e.getMessage(), null);
        } catch (SQLException e) {
            throw refusal(where(table.name(), number), e);
        }
    }

    @Override
    public void change(Table table, List<String> columns, Row row) {
        long number = taken.merge(table.name(), 1L, Long::sum);
        try {
            Target target = target(table, columns);
            endCopy();
            if (!target.change(target.texts(row))) {
                throw RowRefused.gone(where(table.name(), number));
            }
        } catch (SQLException e) {
            throw refusal(where(table.name(), number), e);
        }
    }

    private CopyStream copyInto(Target target, long number) throws SQLException {
        if (copy.isEmpty() || !copy.get().isOf(target.relation, target.columns)) {
            endCopy();
            copy = Optional.of(CopyStream.into(connection, target.relation, target.columns, number));
        }
        return copy.get();
    }

    /** On one session nothing else can be said meanwhile. */
    private void endCopy() throws SQLException {
        if (copy.isPresent()) {
            CopyStream ending = copy.get();
            copy = Optional.empty();
            ending.end();
        }
    }

    private Target target(Table table, List<String> columns) throws SQLException {
        if (last != null && last.relation.shown().equals(table.name()) && last.columns.equals(columns)) {
            return last;
        }
        Map<List<String>, Target> ofTable = targets.computeIfAbsent(table.name(), name -> new HashMap<>());
        Target target = ofTable.get(columns);
        if (target == null) {
            endCopy();
            Relation relation = PostgresSchema.find(relations, table.name())
                    .orElseThrow(() -> new IllegalArgumentException(table.name()));
            if (ofTable.isEmpty()) {
                references.defer(relation);
                copyable.put(table.name(), isAlone(relation));
            }
            target = new Target(relation, List.copyOf(columns));
            ofTable.put(target.columns, target);
        }
        last = target;
        return target;
    }

    /** Whether no row can collide with one that is there: it is empty, and others cannot write to it until the end. */
    private boolean isAlone(Relation relation) throws SQLException {
        if (policy.onConflict() != OnConflict.FAIL || policy.keys() == Keys.NEW) {
            return false;
        }
        String empty = "SELECT NOT EXISTS (SELECT 1 FROM " + relation.source() + ")";
        if (!PostgresDatabase.yes(connection, empty)) {
            return false;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("LOCK TABLE " + relation.source() + " IN SHARE ROW EXCLUSIVE MODE");
        }
        return PostgresDatabase.yes(connection, empty);
    }

    @Override
    public void commit() {
        try {
            endCopy();
            if (newKeys.isPresent()) {
                newKeys.get().settle();
            }
            references.check();
            if (suspended.isPresent()) {
                suspended.get().resume();
            }
            for (String table : taken.keySet()) {
                Sequences.advance(
                        connection, PostgresSchema.find(relations, table).orElseThrow());
            }
            connection.commit();
        } catch (SQLException e) {
            throw refusal(database.shown(), e);
        }
    }

    private RuntimeException refusal(String where, SQLException e) {
        String state = String.valueOf(e.getSQLState());
        String why = PostgresErrors.reason(e);
        String place = CopyStream.place(e).orElse(where);
        if (state.equals("23503")) {
            return RowRefused.orphaned(database.shown(), why);
        }
        if (state.equals("23505")) {
            return isKey(e) ? RowRefused.keyTaken(place, why, e) : new RowRefused(place, why, e);
        }
        boolean values =
                state.startsWith("22") || state.startsWith("23") || state.startsWith("P0") || state.startsWith("428");
        return values ? new RowRefused(place, why, e) : database.problem(e);
    }

    /** A policy is about the key; another column that has to be unique is for the row's author. */
    private boolean isKey(SQLException e) {
        ServerErrorMessage said = e instanceof PSQLException server ? server.getServerErrorMessage() : null;
        return said != null
                && relations.stream()
                        .anyMatch(relation -> relation.schema().equals(said.getSchema())
                                && relation.name().equals(said.getTable())
                                && references.isPrimaryKey(relation, said.getConstraint()));
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            try {
                copy.ifPresent(CopyStream::cancel);
                connection.close(); // without a commit, the server rolls back
            } catch (SQLException e) {
                throw database.problem(e);
            }
        }
    }

    private static String where(String table, long number) {
        return table + ", row " + number;
    }

    /** One table with one choice of columns, prepared. */
    private final class Target {
        private final Relation relation;
        private final List<String> columns;
        private final Relation.Attribute[] attributes;
        private final PreparedStatement insert;
        private final List<String> changed;
        private final List<Integer> updateOrder = new ArrayList<>();
        private final boolean conflicts;
        private PreparedStatement update;

        Target(Relation relation, List<String> columns) throws SQLException {
            this.relation = relation;
            this.columns = columns;
            this.attributes = new Relation.Attribute[columns.size()];
            for (int i = 0; i < attributes.length; i++) {
                String name = columns.get(i);
                attributes[i] = relation.columns().stream()
                        .filter(column -> column.name().equals(name))
                        .findFirst()
                        .orElseThrow(
                                () -> new RowRefused(relation.shown(), "there is no column \"" + name + "\"", null));
            }
            boolean keyGiven = !relation.key().isEmpty() && columns.containsAll(relation.key());
            conflicts = keyGiven && policy.onConflict() != OnConflict.FAIL;
            insert = connection.prepareStatement(insertSql());
            changed = columns.stream()
                    .filter(column -> !relation.key().contains(column))
                    .toList();
        }

        private String insertSql() {
            String into = "INSERT INTO " + relation.qualified();
            if (columns.isEmpty()) {
                return into + " DEFAULT VALUES";
            }
            boolean numbers = List.of(attributes).stream().anyMatch(Relation.Attribute::alwaysGiven);
            return into + " (" + quoted(columns, ", ") + ")" + (numbers ? " OVERRIDING SYSTEM VALUE" : "") + " VALUES ("
                    + String.join(", ", Collections.nCopies(columns.size(), "?")) + ")"
                    + (conflicts ? " ON CONFLICT (" + quoted(relation.key(), ", ") + ") DO NOTHING" : "");
        }

        private String updateSql() {
            changed.forEach(column -> updateOrder.add(columns.indexOf(column)));
            relation.key().forEach(column -> updateOrder.add(columns.indexOf(column)));
            return "UPDATE " + relation.source() + " SET "
                    + changed.stream().map(column -> quote(column) + " = ?").collect(Collectors.joining(", "))
                    + " WHERE "
                    + relation.key().stream()
                            .map(column -> quote(column) + " = ?")
                            .collect(Collectors.joining(" AND "));
        }

        String[] texts(Row row) {
            String[] texts = new String[attributes.length];
            for (int i = 0; i < texts.length; i++) {
                try {
                    texts[i] = PostgresValue.accept(row.get(i), attributes[i]);
                } catch (PostgresValue.Misfit e) {
                    throw new RowRefused(
                            where(relation.shown(), taken.get(relation.shown())),
                            "column " + columns.get(i) + ": " + e.getMessage(),
                            null);
                }
            }
            return texts;
        }

        Outcome put(String[] values) throws SQLException {
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
        boolean change(String[] values) throws SQLException {
            if (changed.isEmpty()) {
                return true;
            }
            if (update == null) {
                update = connection.prepareStatement(updateSql());
            }
            for (int i = 0; i < updateOrder.size(); i++) {
                bind(update, i + 1, values[updateOrder.get(i)]);
            }
            return update.executeUpdate() > 0;
        }
    }

    private static String quoted(List<String> names, String between) {
        return names.stream().map(PostgresDatabase::quote).collect(Collectors.joining(between));
    }

    /** As a text of no type, so that the server takes it for one of the column's. */
    static void bind(PreparedStatement statement, int index, String value) throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.OTHER);
        } else {
            statement.setObject(index, value, Types.OTHER);
        }
    }
}
