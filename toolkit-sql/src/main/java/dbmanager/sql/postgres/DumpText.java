package dbmanager.sql.postgres;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads the rows of a dump out of what {@code pg_restore --file=-} writes, so a dump of any size can be looked into without a server. */
final class DumpText {
    private static final int BUFFER = 1 << 16;
    private static final int LONGEST_HEADER = 1 << 20;

    private final DumpedRows rows = new DumpedRows();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private Optional<CopyRows> copy = Optional.empty();

    private DumpText() {}

    /** @throws IOException when it ends in the middle, or cannot be read */
    static DumpedRows read(InputStream sql) throws IOException {
        DumpText text = new DumpText();
        byte[] buffer = new byte[BUFFER];
        boolean anything = false;
        for (int n = sql.read(buffer); n >= 0; n = sql.read(buffer)) {
            anything |= n > 0;
            text.add(buffer, n);
        }
        if (!anything || text.copy.isPresent()) {
            throw new IOException("the dump ends in the middle");
        }
        return text.rows;
    }

    private void add(byte[] bytes, int length) {
        int at = 0;
        while (at < length) {
            if (copy.isPresent()) {
                at += copy.get().add(bytes, at, length - at);
                if (copy.get().isComplete()) {
                    copy = Optional.empty();
                }
            } else if (bytes[at] == '\n') {
                copy = rows.begin(line.toString(StandardCharsets.UTF_8));
                line.reset();
                at++;
            } else {
                if (line.size() < LONGEST_HEADER) { // no header is that long, and nothing else is looked at
                    line.write(bytes[at]);
                }
                at++;
            }
        }
    }

    /** Tells the watchdog that bytes move. */
    static final class Counting extends InputStream {
        private final InputStream in;
        private final Child child;

        Counting(Child child) {
            this.in = child.output();
            this.child = child;
        }

        @Override
        public int read() throws IOException {
            return in.read();
        }

        @Override
        public int read(byte[] b, int offset, int length) throws IOException {
            int n = in.read(b, offset, length);
            child.isAlive();
            return n;
        }
    }
}
