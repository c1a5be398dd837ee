package dbmanager.sql.postgres;

import dbmanager.exchange.Column;
import dbmanager.exchange.Content;
import dbmanager.exchange.Format;
import dbmanager.exchange.Row;
import dbmanager.exchange.Table;
import dbmanager.sql.script.BadAssertion;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The rows of a database as one snapshot shows them; a server-side cursor gives them in pieces. */
final class PostgresContent implements Content {
    private static final int PIECE = 2000;

    private final String name;
    private final PostgresDatabase database;
    private final Connection connection;
    private final Runnable release;
    private final List<Relation> relations;

    private PostgresContent(String name, PostgresDatabase database, Connection connection, Runnable release) {
        this.name = name;
        this.database = database;
        this.connection = connection;
        this.release = release;
        try {
            hold(connection);
            relations = PostgresSchema.relations(connection);
        } catch (SQLException e) {
            close();
            throw database.problem(e);
        }
    }

    /** Begins a transaction that sees the database as of its first statement. */
    static void hold(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setReadOnly(true);
    }

    /** The database as of now. */
    static PostgresContent live(PostgresDatabase database) {
        return new PostgresContent("live " + database.shown(), database, database.read(), () -> {});
    }

    /** @param release what is to be done after it is closed */
    static PostgresContent of(String name, PostgresDatabase database, Runnable release) {
        try {
            return new PostgresContent(name, database, database.read(), release);
        } catch (RuntimeException e) {
            release.run();
            throw e;
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Table> tables() {
        return relations.stream().map(Relation::table).toList();
    }

    @Override
    public List<Definition> definitions() {
        try {
            return PostgresSchema.definitions(connection);
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    private Relation relation(Table table) {
        return PostgresSchema.find(relations, table.name())
                .orElseThrow(() -> new IllegalArgumentException(table.name()));
    }

    @Override
    public Stream<Row> rows(Table table) {
        Relation relation = relation(table);
        try {
            List<PostgresType> types =
                    relation.columns().stream().map(Relation.Attribute::kind).toList();
            return stream(relation.select() + relation.orderBy(), types);
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    @Override
    public Comparator<Row> order(Table table) {
        return relation(table).order();
    }

    @Override
    public long count(Table table) {
        try {
            String sql = "SELECT count(*) FROM " + relation(table).source();
            return Long.parseLong(PostgresDatabase.text(connection, sql).orElseThrow());
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    @Override
    public Predicate<Object> plain(Column column, Format format) {
        return value -> PostgresValue.isPlain(value, column.type(), format);
    }

    @Override
    public Stream<Row> counterexamples(String assertion) {
        if (!SingleQuery.is(assertion)) {
            throw BadAssertion.notOneQuery(assertion);
        }
        try {
            Savepoint before = connection.setSavepoint();
            try {
                return stream(assertion, List.of());
            } catch (SQLException e) {
                connection.rollback(before);
                throw new BadAssertion(assertion, PostgresErrors.reason(e), e);
            }
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    /** @param types of the columns; where they are not known, the server says them */
    private Stream<Row> stream(String sql, List<PostgresType> types) throws SQLException {
        Statement statement = connection.createStatement();
        try {
            statement.setFetchSize(PIECE);
            ResultSet rows = statement.executeQuery(sql);
            return StreamSupport.stream(new Rows(rows, types.isEmpty() ? types(rows) : types), false)
                    .onClose(() -> close(statement));
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    private void close(Statement statement) {
        try {
            statement.close();
        } catch (SQLException e) {
            throw database.problem(e);
        }
    }

    private static List<PostgresType> types(ResultSet rows) throws SQLException {
        List<PostgresType> types = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            types.add(PostgresType.of(rows.getMetaData().getColumnTypeName(i)));
        }
        return types;
    }

    private final class Rows extends Spliterators.AbstractSpliterator<Row> {
        private final ResultSet rows;
        private final PostgresType[] types;

        Rows(ResultSet rows, List<PostgresType> types) {
            super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
            this.rows = rows;
            this.types = types.toArray(PostgresType[]::new);
        }

        @Override
        public boolean tryAdvance(Consumer<? super Row> action) {
            try {
                if (!rows.next()) {
                    return false;
                }
                Object[] values = new Object[types.length];
                for (int i = 0; i < values.length; i++) {
                    String text = rows.getString(i + 1);
                    values[i] = text == null ? null : types[i].read(text);
                }
                action.accept(new Row(values));
                return true;
            } catch (SQLException e) {
                throw database.problem(e);
            }
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw database.problem(e);
        } finally {
            release.run();
        }
    }
}
