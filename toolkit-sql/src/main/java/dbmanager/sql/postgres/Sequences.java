package dbmanager.sql.postgres;

import static dbmanager.sql.postgres.PostgresDatabase.quote;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** The sequences from which columns take their numbers. */
final class Sequences {
    private Sequences() {}

    /**
     * Puts each of them behind the highest number in its column, so that the next row does not collide with one that came with its number. A
     * transaction that is rolled back leaves a gap, as every use of a sequence does.
     */
    static void advance(Connection connection, Relation relation) throws SQLException {
        for (Relation.Attribute column : relation.columns()) {
            if (column.numbered()) {
                Optional<String> sequence = PostgresDatabase.text(
                        connection, "SELECT pg_get_serial_sequence(?, ?)", relation.qualified(), column.name());
                if (sequence.isPresent()) {
                    PostgresDatabase.text(
                            connection,
                            ("SELECT setval(?::regclass, highest) FROM (SELECT max(%1$s)::bigint AS highest FROM %2$s) AS t,"
                                            + " (SELECT last_value, is_called FROM %3$s) AS s"
                                            + " WHERE highest > last_value OR (highest = last_value AND NOT is_called)")
                                    .formatted(quote(column.name()), relation.source(), sequence.get()),
                            sequence.get());
                }
            }
        }
    }
}
