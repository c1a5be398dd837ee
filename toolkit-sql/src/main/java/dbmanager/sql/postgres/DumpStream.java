package dbmanager.sql.postgres;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads the rows of an archive of {@code pg_dump --format=custom} from its bytes, while it is being written: a header, a table of contents, then the
 * rows of one COPY after the other in pieces with their lengths, packed as one zlib stream each or not at all. The layout is that of
 * pg_backup_archiver.c (ReadHead, ReadToc) and pg_backup_custom.c of PostgreSQL 9.0 to 18.
 */
final class DumpStream {
    private static final int MAGIC_LENGTH = 5;
    private static final int BUFFER = 1 << 16;

    private static final int OLDEST = 12;
    private static final int TABLE_ACCESS_METHODS = 14;
    private static final int NAMED_COMPRESSION = 15;
    private static final int NEWEST = 16;

    private static final int CUSTOM = 1;
    private static final int ROWS = 1;
    private static final int LARGE_OBJECTS = 3;
    private static final int DATE_FIELDS = 7;
    private static final int LONGEST_TEXT = 1 << 28;

    /** An archive that is put together as no pg_dump did it when this was written; it may be as good as any. */
    static final class Unknown extends IOException {
        private static final long serialVersionUID = 1L;

        Unknown(String what) {
            super(what);
        }
    }

    private final InputStream in;
    private final byte[] piece = new byte[BUFFER];
    private final byte[] unpacked = new byte[BUFFER];
    private final DumpedRows rows = new DumpedRows();
    private final Map<Integer, String> copies = new HashMap<>();
    private int minor;
    private int intSize;
    private int offsetSize;
    private boolean packed;

    private DumpStream(InputStream in) {
        this.in = in;
    }

    /**
     * Reads to the end.
     *
     * @throws Unknown for another layout; nothing is said about the archive then
     * @throws IOException when it ends in the middle, or is damaged
     */
    static DumpedRows read(InputStream archive) throws IOException {
        DumpStream stream = new DumpStream(archive);
        stream.readHeader();
        stream.readContents();
        stream.readData();
        return stream.rows;
    }

    private void readHeader() throws IOException {
        String magic = new String(in.readNBytes(MAGIC_LENGTH), StandardCharsets.ISO_8859_1);
        if (magic.isEmpty()) {
            throw new EOFException("nothing was written");
        }
        int major = readByte();
        minor = readByte();
        readByte(); // the revision changes nothing
        if (!magic.equals("PGDMP") || major != 1 || minor < OLDEST || minor > NEWEST) {
            throw new Unknown("archive version " + major + "." + minor);
        }
        intSize = readByte();
        offsetSize = readByte();
        int format = readByte();
        if (format != CUSTOM || intSize > Integer.BYTES || offsetSize > Long.BYTES) {
            throw new Unknown("archive format " + format);
        }
        int compression = minor >= NAMED_COMPRESSION ? readByte() : Math.min(1, Math.abs(readInt()));
        if (compression > 1) {
            throw new Unknown("compression " + compression);
        }
        packed = compression == 1;
        for (int i = 0; i < DATE_FIELDS; i++) {
            readInt();
        }
        skipTexts(3); // the database, and the versions of server and program
    }

    private void readContents() throws IOException {
        int entries = readInt();
        for (int i = 0; i < entries; i++) {
            int id = readInt();
            readInt(); // whether it has data
            skipTexts(4); // two numbers of the catalog, name, kind
            readInt(); // section
            skipTexts(2); // statements that make it and drop it
            readText().ifPresent(copy -> copies.put(id, copy.strip()));
            skipTexts(minor >= TABLE_ACCESS_METHODS ? 3 : 2); // schema, tablespace
            if (minor >= NEWEST) {
                readInt(); // kind of relation
            }
            skipTexts(2); // owner, and what once was WITH OIDS
            while (readText().isPresent()) {
                // what it depends on
            }
            in.skipNBytes(1L + offsetSize); // where its data are in a file that can be sought in
        }
    }

    private void readData() throws IOException {
        for (int block = in.read(); block >= 0; block = in.read()) {
            int id = readInt();
            if (block == ROWS) {
                readRows(rows.begin(copies.getOrDefault(id, "")));
            } else if (block == LARGE_OBJECTS) {
                while (readInt() != 0) {
                    readRows(Optional.empty());
                }
            } else {
                throw new IOException("a block of kind " + block + " was not to be expected");
            }
        }
    }

    private void readRows(Optional<CopyRows> copy) throws IOException {
        Inflater inflater = new Inflater();
        boolean anything = false;
        try {
            for (int length = readInt(); length != 0; length = readInt()) {
                anything = true;
                readPiece(length, copy, inflater);
            }
            boolean whole = !packed || !anything || inflater.finished();
            if (!whole || copy.filter(rows -> !rows.isComplete()).isPresent()) {
                throw new EOFException("a block ends in the middle");
            }
        } catch (DataFormatException e) {
            throw new IOException("a block cannot be unpacked", e);
        } finally {
            inflater.end();
        }
    }

    private void readPiece(int length, Optional<CopyRows> copy, Inflater inflater)
            throws IOException, DataFormatException {
        if (length < 0) {
            throw new IOException("a block has a piece of " + length + " bytes");
        }
        for (int left = length; left > 0; ) {
            int n = in.read(piece, 0, Math.min(left, piece.length));
            if (n < 0) {
                throw new EOFException("a block ends in the middle");
            }
            left -= n;
            if (copy.isPresent() && !packed) {
                copy.get().add(piece, 0, n);
            } else if (packed) {
                inflater.setInput(piece, 0, n);
                for (int m = inflater.inflate(unpacked); m > 0; m = inflater.inflate(unpacked)) {
                    if (copy.isPresent()) {
                        copy.get().add(unpacked, 0, m);
                    }
                }
            }
        }
    }

    private int readByte() throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new EOFException("it ends in the middle");
        }
        return b;
    }

    /** A sign, then the lowest byte first. */
    private int readInt() throws IOException {
        boolean negative = readByte() != 0;
        int value = 0;
        for (int i = 0; i < intSize; i++) {
            value |= readByte() << (Byte.SIZE * i);
        }
        return negative ? -value : value;
    }

    private Optional<String> readText() throws IOException {
        int length = readInt();
        if (length < 0) {
            return Optional.empty();
        }
        if (length > LONGEST_TEXT) {
            throw new IOException("a text of " + length + " bytes");
        }
        byte[] text = in.readNBytes(length);
        if (text.length < length) {
            throw new EOFException("it ends in the middle");
        }
        return Optional.of(new String(text, StandardCharsets.UTF_8));
    }

    private void skipTexts(int number) throws IOException {
        for (int i = 0; i < number; i++) {
            readText();
        }
    }
}
