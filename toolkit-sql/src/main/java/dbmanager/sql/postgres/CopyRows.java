package dbmanager.sql.postgres;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The rows of one COPY, which come in pieces as they happen to be cut, digested up to the line {@code \.} that ends them. */
final class CopyRows {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101010101010101L;
    private static final long HIGHEST = 0x8080808080808080L;

    private enum Where {
        LINE_START,
        /** A backslash began a piece's last line: it may be the end of the rows, or of a value. */
        BACKSLASH,
        ROW,
        END_LINE,
        AFTER
    }

    private final Digest into;
    private Where where = Where.LINE_START;

    CopyRows(Digest into) {
        this.into = into;
    }

    /** Whether their end was among what came. */
    boolean isComplete() {
        return where == Where.AFTER;
    }

    /** @return how many of the bytes are rows or their end; what follows those is something else */
    int add(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int at = offset;
        while (at < end && where != Where.AFTER) {
            switch (where) {
                case LINE_START -> {
                    where = bytes[at] == '\\' ? Where.BACKSLASH : Where.ROW;
                    at += where == Where.BACKSLASH ? 1 : 0;
                }
                case BACKSLASH -> { // COPY escapes those of values, so a dot behind one is no value
                    where = bytes[at] == '.' ? Where.END_LINE : Where.ROW;
                    if (where == Where.ROW) {
                        into.add(new byte[] {'\\'}, 0, 1);
                    }
                }
                case ROW -> {
                    int stop = newline(bytes, at, end);
                    into.add(bytes, at, stop - at);
                    at = stop;
                    if (stop < end) {
                        into.endRow();
                        where = Where.LINE_START;
                        at++;
                    }
                }
                default -> {
                    at = newline(bytes, at, end);
                    if (at < end) {
                        where = Where.AFTER;
                        at++;
                    }
                }
            }
        }
        return at - offset;
    }

    /** Where the next one is, or the end; eight bytes at a look, the lowest of which that is one has its highest bit set. */
    private static int newline(byte[] bytes, int from, int end) {
        int at = from;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            long zeroWhereOne = (long) EIGHT.get(bytes, at) ^ EACH * '\n';
            long found = (zeroWhereOne - EACH) & ~zeroWhereOne & HIGHEST;
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >> 3);
            }
        }
        while (at < end && bytes[at] != '\n') {
            at++;
        }
        return at;
    }
}
