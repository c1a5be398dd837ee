package dbmanager.sql.postgres;

import java.nio.ByteBuffer;
import java.security.DigestException;
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

    /** Of a text whose rows were read by a session of ours, because their lines in the dump are others. */
    private static final String SESSION = "-session";

    private final MessageDigest sha256;
    private final byte[] hash = new byte[LANES * Long.BYTES];
    private final ByteBuffer lanes = ByteBuffer.wrap(hash);
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
        Digest digest = new Digest();
        CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(copyOut(relation));
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
        try {
            sha256.digest(hash, 0, hash.length);
        } catch (DigestException e) {
            throw new IllegalStateException("there is room for it", e);
        }
        for (int i = 0; i < LANES; i++) {
            sum[i] += lanes.getLong(i * Long.BYTES);
        }
        rows++;
    }

    long rows() {
        return rows;
    }

    /** @param major of the server, since another one may write a value otherwise */
    String text(int major) {
        return "pg" + major + ":" + digits();
    }

    /** The same of rows whose lines in the dump are others, and which only rows in a database can be compared with. */
    String textOfSession(int major) {
        return "pg" + major + SESSION + ":" + digits();
    }

    private String digits() {
        ByteBuffer bytes = ByteBuffer.allocate(LANES * Long.BYTES);
        for (long lane : sum) {
            bytes.putLong(lane);
        }
        return HexFormat.of().formatHex(bytes.array());
    }

    /** Whether these rows of a database are others than those of a text. */
    boolean differs(String text, int major) {
        return (text.startsWith("pg" + major + ":") || text.startsWith("pg" + major + SESSION + ":")) && isOther(text);
    }

    /** Whether these rows of a dump are others than those of a text that was taken of it. */
    boolean differsInDump(String text) {
        return !text.substring(0, text.indexOf(':')).endsWith(SESSION) && isOther(text);
    }

    private boolean isOther(String text) {
        return !text.substring(text.indexOf(':') + 1).equals(digits());
    }
}
