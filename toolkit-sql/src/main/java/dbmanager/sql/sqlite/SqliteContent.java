package dbmanager.sql.sqlite;

import static dbmanager.sql.sqlite.SqliteSchema.quote;

import dbmanager.backup.BackupReader;
import dbmanager.exchange.Column;
import dbmanager.exchange.Content;
import dbmanager.exchange.Format;
import dbmanager.exchange.Row;
import dbmanager.exchange.SavedRows;
import dbmanager.exchange.Table;
import dbmanager.exchange.ValueTooLarge;
import dbmanager.sql.script.BadAssertion;
import dbmanager.sql.sqlite.SqliteSchema.KeyColumn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The rows of a SQLite database, held still by a read transaction, or of a backup's copy. Virtual tables are tables of their own when they
 * have columns; what they keep their data in is not shown.
 */
final class SqliteContent implements Content {
    private final String name;
    private final Connection connection;
    private final Runnable release;
    private final Function<SQLException, RuntimeException> problem;
    private final SqliteOrder order;
    private final List<Table> tables;

    private SqliteContent(
            String name, Connection connection, Runnable release, Function<SQLException, RuntimeException> problem) {
        this.name = name;
        this.connection = connection;
        this.release = release;
        this.problem = problem;
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA query_only = ON");
            statement.execute("BEGIN");
            tables = List.copyOf(SqliteSchema.tables(connection)); // this first read is the moment
            order = SqliteOrder.of(encoding(statement));
        } catch (SQLException e) {
            close();
            throw problem.apply(e);
        }
    }

    /** The database as of now. */
    static SqliteContent live(SqliteDatabase database) {
        return new SqliteContent("live " + database.shown(), database.read(), () -> {}, database::problem);
    }

    /** @throws dbmanager.backup.PartDamaged when its bytes are not those of the manifest, or SQLite cannot read them */
    static SqliteContent of(BackupReader backup) {
        SqliteCopy copy = SqliteCopy.of(backup, SqliteCopy.databasePart(backup.manifest()));
        Function<SQLException, RuntimeException> problem =
                e -> copy.unreadable(backup.manifest().id(), e);
        try {
            return new SqliteContent("backup " + backup.manifest().id(), copy.openAndHide(), copy::close, problem);
        } catch (SQLException e) {
            copy.close();
            throw problem.apply(e);
        }
    }

    /** The rows of the backup's tables; an index of full text over one of them has none of its own, and one that keeps the text has the ids of its rows too. */
    static SavedRows rowsOf(BackupReader backup) {
        SqliteContent content = of(backup);
        try {
            List<String> derived = FullText.withoutRows(content.connection).stream()
                    .map(FullText::name)
                    .toList();
            return SavedRows.of(
                    content,
                    FullText.withRowIds(content.connection, content.tables).stream()
                            .filter(table -> !derived.contains(table.name()))
                            .toList());
        } catch (SQLException e) {
            content.close();
            throw content.problem.apply(e);
        }
    }

    private static String encoding(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("PRAGMA encoding")) {
            rows.next();
            return rows.getString(1);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Table> tables() {
        return tables;
    }

    @Override
    public List<Definition> definitions() {
        String sql = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name, type";
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            Set<String> shadows = SqliteSchema.shadows(connection);
            List<Definition> definitions = new ArrayList<>();
            while (rows.next()) {
                String table = rows.getString(3);
                if (!SqliteSchema.isBookkeeping(table) && !shadows.contains(table)) {
                    definitions.add(
                            new Definition(rows.getString(1), rows.getString(2), SqlText.normalise(rows.getString(4))));
                }
            }
            return definitions;
        } catch (SQLException e) {
            throw problem.apply(e);
        }
    }

    @Override
    public Stream<Row> rows(Table table) {
        try {
            String by = orderColumns(table).stream().map(KeyColumn::inOrder).collect(Collectors.joining(", "));
            return stream(
                    "SELECT " + SqliteSchema.quoted(table.columnNames()) + " FROM main." + quote(table.name())
                            + " ORDER BY " + by,
                    table.name());
        } catch (SQLException e) {
            throw problem.apply(e);
        }
    }

    @Override
    public Comparator<Row> order(Table table) {
        try {
            int[] positions = table.key().isEmpty()
                    ? IntStream.range(0, table.columns().size()).toArray()
                    : table.keyPositions();
            return order.by(orderColumns(table), positions);
        } catch (SQLException e) {
            throw problem.apply(e);
        }
    }

    private List<KeyColumn> orderColumns(Table table) throws SQLException {
        return table.key().isEmpty()
                ? table.columnNames().stream()
                        .map(column -> new KeyColumn(column, "BINARY"))
                        .toList()
                : SqliteSchema.key(connection, table);
    }

    @Override
    public long count(Table table) {
        try {
            return SqliteSchema.count(connection, table.name());
        } catch (SQLException e) {
            throw problem.apply(e);
        }
    }

    @Override
    public Predicate<Object> plain(Column column, Format format) {
        SqliteAffinity affinity = SqliteAffinity.of(column.type());
        return value -> affinity.keeps(value, format);
    }

    @Override
    public Stream<Row> counterexamples(String assertion) {
        if (!SqlText.isOneQuery(assertion)) {
            throw BadAssertion.notOneQuery(assertion);
        }
        try {
            return stream(assertion, "the answer to the assertion");
        } catch (SQLException e) {
            throw new BadAssertion(assertion, SqliteDatabase.message(e), e);
        }
    }

    /** @param of what the rows are, for messages */
    private Stream<Row> stream(String sql, String of) throws SQLException {
        Statement statement = connection.createStatement();
        try {
            Rows rows = new Rows(statement.executeQuery(sql), of);
            return StreamSupport.stream(rows, false).onClose(() -> {
                try {
                    statement.close();
                } catch (SQLException e) {
                    throw problem.apply(e);
                }
            });
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    /** One row at a time, as SQLite steps. */
    private final class Rows extends Spliterators.AbstractSpliterator<Row> {
        private final ResultSet rows;
        private final String of;
        private final int columns;

        Rows(ResultSet rows, String of) throws SQLException {
            super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
            this.rows = rows;
            this.of = of;
            this.columns = rows.getMetaData().getColumnCount();
        }

        @Override
        public boolean tryAdvance(Consumer<? super Row> action) {
            try {
                if (!rows.next()) {
                    return false;
                }
                Object[] values = new Object[columns];
                for (int i = 0; i < columns; i++) {
                    Object value = value(values, i);
                    values[i] = value instanceof Integer number ? Long.valueOf(number) : value;
                }
                action.accept(new Row(values));
                return true;
            } catch (SQLException e) {
                throw problem.apply(e);
            }
        }

        /** SQLite's values may be larger than the memory of this process; what stands before it in the row says which one it is. */
        private Object value(Object[] before, int column) throws SQLException {
            try {
                return rows.getObject(column + 1);
            } catch (OutOfMemoryError | SQLException e) {
                if (e instanceof SQLException sql && !SqliteDatabase.isOutOfMemory(sql)) {
                    throw sql;
                }
                List<String> known = new ArrayList<>();
                for (int i = 0; i < column; i++) {
                    if (before[i] instanceof Number number) {
                        known.add(rows.getMetaData().getColumnName(i + 1) + "=" + number);
                    }
                }
                throw ValueTooLarge.unread(of, rows.getMetaData().getColumnName(column + 1), known, e);
            }
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw problem.apply(e);
        } finally {
            release.run();
        }
    }
}
