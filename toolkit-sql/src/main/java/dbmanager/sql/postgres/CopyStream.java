package dbmanager.sql.postgres;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Rows on their way into a table by COPY, in its text format (postgresql.org/docs/current/sql-copy.html). */
final class CopyStream {
    private static final int PIECE = 64 << 10;

    /** Of the context that the server adds to an error: {@code COPY orders, line 3, column total: "x"}. */
    private static final Pattern CONTEXT =
            Pattern.compile("(?s).*COPY (?<table>.+?), line (?<line>\\d+)(, column (?<column>[^:]+))?.*");

    private final Relation relation;
    private final List<String> columns;
    private final CopyIn copy;
    private final ByteArrayOutputStream piece = new ByteArrayOutputStream(PIECE + 8192);

    private CopyStream(Relation relation, List<String> columns, CopyIn copy) {
        this.relation = relation;
        this.columns = columns;
        this.copy = copy;
    }

    /** @param first the number of the row that comes first, which errors count from */
    static CopyStream into(Connection connection, Relation relation, List<String> columns, long first)
            throws SQLException {
        String names = columns.stream().map(PostgresDatabase::quote).collect(Collectors.joining(", "));
        String sql = "COPY " + relation.qualified() + (columns.isEmpty() ? "" : " (" + names + ")") + " FROM STDIN";
        return new CopyStream(
                relation,
                columns,
                connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql));
    }

    boolean isOf(Relation other, List<String> otherColumns) {
        return relation.equals(other) && columns.equals(otherColumns);
    }

    void write(String[] values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            if (i > 0) {
                piece.write('\t');
            }
            write(values[i]);
        }
        piece.write('\n');
        if (piece.size() >= PIECE) {
            flush();
        }
    }

    private void write(String value) {
        byte[] bytes = value == null ? new byte[] {'\\', 'N'} : value.getBytes(StandardCharsets.UTF_8);
        if (value == null) {
            piece.write(bytes, 0, bytes.length);
            return;
        }
        for (byte b : bytes) {
            switch (b) {
                case '\\' -> escaped('\\');
                case '\n' -> escaped('n');
                case '\r' -> escaped('r');
                case '\t' -> escaped('t');
                default -> piece.write(b);
            }
        }
    }

    private void escaped(char c) {
        piece.write('\\');
        piece.write(c);
    }

    private void flush() throws SQLException {
        byte[] bytes = piece.toByteArray();
        piece.reset();
        copy.writeToCopy(bytes, 0, bytes.length);
    }

    void end() throws SQLException {
        flush();
        copy.endCopy();
    }

    void cancel() {
        try {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        } catch (SQLException e) {
            // The connection is closed next, which ends it too.
        }
    }

    /** Table, row and column that the server stumbled over. */
    static Optional<String> place(SQLException e) {
        ServerErrorMessage said = e instanceof PSQLException server ? server.getServerErrorMessage() : null;
        if (said == null || said.getWhere() == null) {
            return Optional.empty();
        }
        Matcher context = CONTEXT.matcher(said.getWhere());
        return context.matches()
                ? Optional.of(context.group("table") + ", row " + context.group("line")
                        + (context.group("column") == null ? "" : ", column " + context.group("column")))
                : Optional.empty();
    }
}
