package dbmanager.sql.postgres;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Knows a set of rows again, whatever their order: how many there are, and the sum (modulo 2^256, in four lanes) of the SHA-256 of each one's line
 * in COPY's text format.
 */
final class Digest {
    private static final int LANES = 4;

    private final MessageDigest sha256;
    private final long[] sum = new long[LANES];
    private long rows;

    Digest() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has it", e);
        }
    }

    /** Of all rows of a table, as the session's transaction sees them. */
    static Digest of(Connection connection, Relation relation) throws SQLException {
        return of(connection, copyOut(relation));
    }

    /** Of all that a {@code COPY … TO STDOUT} gives. */
    static Digest of(Connection connection, String copyOut) throws SQLException {
        Digest digest = new Digest();
        CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(copyOut);
        for (byte[] line = copy.readFromCopy(); line != null; line = copy.readFromCopy()) {
            digest.add(line, 0, line[line.length - 1] == '\n' ? line.length - 1 : line.length);
            digest.endRow();
        }
        return digest;
    }

    /** A COPY of its own rows; a table without partitions is read without the executor. */
    static String copyOut(Relation relation) {
        String from = relation.partitioned()
                ? "(" + relation.select() + ")"
                : relation.qualified() + (relation.columns().isEmpty() ? "" : " (" + relation.columnList() + ")");
        return "COPY " + from + " TO STDOUT";
    }

    /** A piece of a row. */
    void add(byte[] bytes, int offset, int length) {
        sha256.update(bytes, offset, length);
    }

    void endRow() {
        ByteBuffer hash = ByteBuffer.wrap(sha256.digest());
        for (int i = 0; i < LANES; i++) {
            sum[i] += hash.getLong();
        }
        rows++;
    }

    long rows() {
        return rows;
    }

    /** @param major of the server, since another one may write a value otherwise */
    String text(int major) {
        ByteBuffer bytes = ByteBuffer.allocate(LANES * Long.BYTES);
        for (long lane : sum) {
            bytes.putLong(lane);
        }
        return "pg" + major + ":" + HexFormat.of().formatHex(bytes.array());
    }

    /** Of the server that wrote the rows of a text. */
    static int major(String text) {
        return Integer.parseInt(text.substring(2, text.indexOf(':')));
    }

    /** Whether two texts can be compared and are not the same. */
    static boolean differ(String a, String b) {
        return a.substring(0, a.indexOf(':') + 1).equals(b.substring(0, b.indexOf(':') + 1)) && !a.equals(b);
    }
}
