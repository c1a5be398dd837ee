package dbmanager.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A zip file that may come from anybody. Its central directory alone says what is in it; the same entries are checked and unpacked, so no
 * two readings can differ. The JDK's own reader does not tell whether an entry is a link. Not safe for several threads.
 */
final class ZipArchive implements AutoCloseable {
    static final int MAX_ENTRIES = 1_000_000;
    private static final int MAX_DIRECTORY = 256 << 20;

    private static final int END = 0x06054b50;
    private static final int END_LENGTH = 22;
    private static final int END64 = 0x06064b50;
    private static final int END64_LENGTH = 56;
    private static final int LOCATOR64 = 0x07064b50;
    private static final int LOCATOR64_LENGTH = 20;
    private static final int CENTRAL = 0x02014b50;
    private static final int CENTRAL_LENGTH = 46;
    private static final int LOCAL = 0x04034b50;
    private static final int LOCAL_LENGTH = 30;
    private static final long MAX_16 = 0xFFFFL;
    private static final long MAX_32 = 0xFFFFFFFFL;

    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    private static final int ENCRYPTED = 1 | 1 << 6 | 1 << 13;
    private static final int FILE_TYPE = 0170000;
    private static final int REGULAR = 0100000;
    private static final int FOLDER = 0040000;
    private static final int LINK = 0120000;

    private final String part;
    private final FileChannel file;
    private final long length;
    private final List<Entry> entries;
    private final Inflater inflater = new Inflater(true);

    /**
     * @param packed bytes in the archive
     * @param size bytes when unpacked, as the archive says; {@link #unpack} gives no more than that
     * @param end where the next entry, or the directory, begins
     * @param mode of Unix, with the type of the file; 0 when not from Unix
     */
    record Entry(
            String name,
            int flags,
            int method,
            long crc,
            long packed,
            long size,
            long offset,
            long end,
            int mode,
            Optional<Instant> modified) {
        boolean isFolder() {
            return name.endsWith("/");
        }

        Entry endingAt(long end) {
            return new Entry(name, flags, method, crc, packed, size, offset, end, mode, modified);
        }

        /** Why it is not a plain file or folder that can be unpacked, if it is not. */
        Optional<String> refusal() {
            int type = mode & FILE_TYPE;
            if (type == LINK) {
                return Optional.of("it is a symbolic link");
            }
            if (type != 0 && type != (isFolder() ? FOLDER : REGULAR)) {
                return Optional.of("it is neither a file nor a folder");
            }
            if ((flags & ENCRYPTED) != 0) {
                return Optional.of("it is encrypted");
            }
            if (method != STORED && method != DEFLATED) {
                return Optional.of("its compression method " + method + " is not supported");
            }
            return isFolder() && size > 0 ? Optional.of("it is a folder with content") : Optional.empty();
        }
    }

    private record Directory(long offset, long bytes, long entries) {}

    private ZipArchive(String part, FileChannel file) throws IOException {
        this.part = part;
        this.file = file;
        this.length = file.size();
        this.entries = entries(directory());
    }

    /** @param part for messages */
    static ZipArchive open(String part, Path path) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return new ZipArchive(part, file);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** In the order in which they lie in the file. */
    List<Entry> entries() {
        return entries;
    }

    private Directory directory() throws IOException {
        int tailLength = (int) Math.min(length, END_LENGTH + MAX_16);
        ByteBuffer tail = read(length - tailLength, tailLength);
        for (int at = tailLength - END_LENGTH; at >= 0; at--) {
            boolean endsHere = tail.getInt(at) == END && at + END_LENGTH + u16(tail, at + 20) == tailLength;
            if (endsHere) {
                long end = length - tailLength + at;
                Directory found = new Directory(u32(tail, at + 16), u32(tail, at + 12), u16(tail, at + 10));
                boolean large = found.offset == MAX_32 || found.bytes == MAX_32 || found.entries == MAX_16;
                return large ? directory64(found, end) : checked(found, end);
            }
        }
        throw HostileArchive.whole(part, "it is not a zip file, or it is cut off");
    }

    /** A directory that was exactly as large as the small fields can say has no large one. */
    private Directory directory64(Directory small, long end) throws IOException {
        long locatorAt = end - LOCATOR64_LENGTH;
        if (locatorAt < 0) {
            return checked(small, end);
        }
        ByteBuffer locator = read(locatorAt, LOCATOR64_LENGTH);
        if (locator.getInt(0) != LOCATOR64) {
            return checked(small, end);
        }
        long at = locator.getLong(8);
        if (at < 0 || at > locatorAt - END64_LENGTH) {
            throw misplaced();
        }
        ByteBuffer end64 = read(at, END64_LENGTH);
        if (end64.getInt(0) != END64) {
            throw misplaced();
        }
        return checked(new Directory(end64.getLong(48), end64.getLong(40), end64.getLong(32)), at);
    }

    private Directory checked(Directory directory, long end) {
        if (directory.entries < 0 || directory.entries > MAX_ENTRIES || directory.bytes > MAX_DIRECTORY) {
            throw HostileArchive.whole(part, "it has more than " + MAX_ENTRIES + " entries");
        }
        if (directory.offset < 0 || directory.bytes < 0 || directory.offset != end - directory.bytes) {
            throw misplaced();
        }
        return directory;
    }

    private HostileArchive misplaced() {
        return HostileArchive.whole(part, "its directory is not where it says");
    }

    private List<Entry> entries(Directory directory) throws IOException {
        ByteBuffer central = read(directory.offset, (int) directory.bytes);
        List<Entry> found = new ArrayList<>();
        while (central.remaining() >= CENTRAL_LENGTH && central.getInt(central.position()) == CENTRAL) {
            found.add(entry(central));
        }
        if (central.hasRemaining() || found.size() != directory.entries) {
            throw HostileArchive.whole(part, "its directory is damaged");
        }
        return withEnds(found, directory.offset);
    }

    private Entry entry(ByteBuffer central) {
        int at = central.position();
        int nameLength = u16(central, at + 28);
        int extraLength = u16(central, at + 30);
        int next = at + CENTRAL_LENGTH + nameLength + extraLength + u16(central, at + 32);
        if (next > central.limit()) {
            throw HostileArchive.whole(part, "its directory is damaged");
        }
        String name = name(central.slice(at + CENTRAL_LENGTH, nameLength));
        Extra extra = new Extra(
                central.slice(at + CENTRAL_LENGTH + nameLength, extraLength).order(ByteOrder.LITTLE_ENDIAN));
        long size = extra.large(u32(central, at + 24));
        long packed = extra.large(u32(central, at + 20));
        long offset = extra.large(u32(central, at + 42));
        if (size < 0 || packed < 0 || offset < 0) {
            throw HostileArchive.entry(part, name, "its size or place is not one", null);
        }
        central.position(next);
        return new Entry(
                name,
                u16(central, at + 8),
                u16(central, at + 10),
                u32(central, at + 16),
                packed,
                size,
                offset,
                0,
                u16(central, at + 40),
                extra.modified());
    }

    private String name(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
        } catch (CharacterCodingException e) {
            String shown = StandardCharsets.ISO_8859_1.decode(bytes).toString();
            throw HostileArchive.entry(part, shown, "its name is not UTF-8", e);
        }
    }

    /** Entries that share bytes make a small archive large without a limit, so each has to end before the next one begins. */
    private List<Entry> withEnds(List<Entry> found, long directory) {
        List<Entry> byOffset = new ArrayList<>(found);
        byOffset.sort(Comparator.comparingLong(Entry::offset).reversed());
        List<Entry> ended = new ArrayList<>(found.size());
        long end = directory;
        for (Entry entry : byOffset) {
            if (entry.packed > end - entry.offset - LOCAL_LENGTH) {
                throw HostileArchive.entry(part, entry.name, "it overlaps another entry", null);
            }
            ended.add(entry.endingAt(end));
            end = entry.offset;
        }
        ended.sort(Comparator.comparingLong(Entry::offset));
        return ended;
    }

    /** The additional fields of an entry. */
    private static final class Extra {
        private static final int LARGE = 0x0001;
        private static final int TIMES = 0x5455;

        private final ByteBuffer fields;
        private int large = -1;
        private int largeEnd = -1;
        private Optional<Instant> modified = Optional.empty();

        Extra(ByteBuffer fields) {
            this.fields = fields;
            for (int at = 0; at + 4 <= fields.limit(); ) {
                int id = u16(fields, at);
                int begin = at + 4;
                int end = begin + u16(fields, at + 2);
                if (end > fields.limit()) {
                    break;
                }
                if (id == LARGE && large < 0) {
                    large = begin;
                    largeEnd = end;
                } else if (id == TIMES && end - begin >= 5 && (fields.get(begin) & 1) != 0) {
                    modified = Optional.of(Instant.ofEpochSecond(fields.getInt(begin + 1)));
                }
                at = end;
            }
        }

        /** The value itself, or the next large one where it only says that there is one; negative when there is none. */
        long large(long small) {
            if (small != MAX_32) {
                return small;
            }
            if (large < 0 || large + 8 > largeEnd) {
                return -1;
            }
            long value = fields.getLong(large);
            large += 8;
            return value;
        }

        Optional<Instant> modified() {
            return modified;
        }
    }

    /** Writes exactly the bytes that the entry says it has, or throws {@link HostileArchive}. */
    void unpack(Entry entry, OutputStream out) throws IOException {
        CheckedOutput checked = new CheckedOutput(entry, out);
        long from = content(entry);
        if (entry.method == STORED) {
            copy(from, entry.packed, checked);
        } else {
            inflate(entry, from, checked);
        }
        checked.end();
    }

    private long content(Entry entry) throws IOException {
        ByteBuffer local = read(entry.offset, LOCAL_LENGTH);
        int nameLength = u16(local, 26);
        long from = entry.offset + LOCAL_LENGTH + nameLength + u16(local, 28);
        boolean same = local.getInt(0) == LOCAL && u16(local, 8) == entry.method && from <= entry.end - entry.packed;
        if (!same || !name(read(entry.offset + LOCAL_LENGTH, nameLength)).equals(entry.name)) {
            throw HostileArchive.entry(part, entry.name, "the directory and the entry contradict each other", null);
        }
        return from;
    }

    private void copy(long from, long bytes, CheckedOutput out) throws IOException {
        for (long done = 0; done < bytes; ) {
            byte[] chunk = readBytes(from + done, (int) Math.min(Hash.BUFFER, bytes - done));
            out.write(chunk, chunk.length);
            done += chunk.length;
        }
    }

    private void inflate(Entry entry, long from, CheckedOutput out) throws IOException {
        inflater.reset();
        byte[] buffer = new byte[Hash.BUFFER];
        long taken = 0;
        try {
            while (!inflater.finished()) {
                if (inflater.needsInput()) {
                    int n = (int) Math.min(Hash.BUFFER, entry.packed - taken);
                    if (n == 0) {
                        throw HostileArchive.entry(part, entry.name, "it is cut off", null);
                    }
                    inflater.setInput(readBytes(from + taken, n));
                    taken += n;
                }
                int n = inflater.inflate(buffer);
                if (n == 0 && inflater.needsDictionary()) {
                    throw new DataFormatException("it wants a dictionary");
                }
                out.write(buffer, n);
            }
        } catch (DataFormatException e) {
            throw HostileArchive.entry(part, entry.name, "it cannot be unpacked", e);
        }
    }

    private final class CheckedOutput {
        private final Entry entry;
        private final OutputStream out;
        private final CRC32 crc = new CRC32();
        private long bytes;

        CheckedOutput(Entry entry, OutputStream out) {
            this.entry = entry;
            this.out = out;
        }

        void write(byte[] b, int n) throws IOException {
            bytes += n;
            if (bytes > entry.size) {
                throw HostileArchive.entry(part, entry.name, "it unpacks to more bytes than it says", null);
            }
            crc.update(b, 0, n);
            out.write(b, 0, n);
        }

        void end() {
            if (bytes != entry.size || crc.getValue() != entry.crc) {
                throw HostileArchive.entry(part, entry.name, "its bytes are not those that were packed", null);
            }
        }
    }

    private ByteBuffer read(long at, int bytes) throws IOException {
        return ByteBuffer.wrap(readBytes(at, bytes)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private byte[] readBytes(long at, int bytes) throws IOException {
        byte[] found = new byte[bytes];
        ByteBuffer buffer = ByteBuffer.wrap(found);
        while (buffer.hasRemaining()) {
            if (at < 0 || file.read(buffer, at + buffer.position()) < 0) {
                throw HostileArchive.whole(part, "it is cut off");
            }
        }
        return found;
    }

    private static int u16(ByteBuffer buffer, int at) {
        return buffer.getShort(at) & 0xFFFF;
    }

    private static long u32(ByteBuffer buffer, int at) {
        return buffer.getInt(at) & MAX_32;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        file.close();
    }
}
