package dbmanager.firestore.migration;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Value;
import com.google.protobuf.Timestamp;
import dbmanager.file.Temporary;
import dbmanager.firestore.document.DatabaseName;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.firestore.document.NoTemporaryFile;
import dbmanager.firestore.gateway.Fetched;
import dbmanager.firestore.gateway.Range;
import dbmanager.firestore.gateway.Scope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The database as it would be after changes that nobody makes. The changed documents wait in a temporary file, their names in memory; where these become
 * too many, all changes are forgotten, and what is read is the database as it is: {@link #forgotten} then says so.
 */
final class Overlay implements Reading, AutoCloseable {
    /** With their names, some 50 MB. */
    private static final int MOST = 200_000;

    private final Reading base;
    private final DatabaseName home;
    private final int most;
    private final NavigableMap<DocumentPath, Place> changed = new TreeMap<>();
    private final Map<DocumentPath, Place> noted = new HashMap<>();
    private Optional<Temporary> temporary = Optional.empty();
    private Optional<FileChannel> file = Optional.empty();
    private Optional<Timestamp> moment = Optional.empty();
    private long end;
    private Optional<String> forgotten = Optional.empty();

    /** Where a document lies in the file; none has no bytes. */
    private record Place(long at, int bytes) {
        static final Place NONE = new Place(0, -1);
    }

    Overlay(Reading base, DatabaseName home) {
        this(base, home, MOST);
    }

    Overlay(Reading base, DatabaseName home, int most) {
        this.base = base;
        this.home = home;
        this.most = most;
    }

    /** A change that step would make; not seen before {@link #see}, as a sweep does not see what it makes itself. */
    void note(Touch touch, String step) {
        if (forgotten.isPresent()) {
            return;
        }
        if (noted.size() + changed.size() >= most) {
            forgotten = Optional.of(step + " would change more than " + most + " documents");
            noted.clear();
            changed.clear();
            return;
        }
        noted.put(touch.path(), touch.after().map(fields -> keep(touch, fields)).orElse(Place.NONE));
    }

    private Place keep(Touch touch, Map<String, Value> fields) {
        Timestamp now = moment();
        byte[] bytes = Document.newBuilder()
                .setName(touch.path().in(home))
                .putAllFields(fields)
                .setCreateTime(touch.before().map(Document::getCreateTime).orElse(now))
                .setUpdateTime(now)
                .build()
                .toByteArray();
        try {
            Place place = new Place(end, bytes.length);
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                end += file().write(buffer, end);
            }
            return place;
        } catch (IOException e) {
            throw new NoTemporaryFile(e);
        }
    }

    /** One for all changes: that of the first, by the server's clock. */
    private Timestamp moment() {
        if (moment.isEmpty()) {
            Instant now = base.now();
            moment = Optional.of(Timestamp.newBuilder()
                    .setSeconds(now.getEpochSecond())
                    .setNanos(now.getNano())
                    .build());
        }
        return moment.get();
    }

    private FileChannel file() throws IOException {
        if (file.isEmpty()) {
            temporary = Optional.of(Temporary.file("db-manager-", ".overlay"));
            file = Optional.of(
                    FileChannel.open(temporary.get().path(), StandardOpenOption.READ, StandardOpenOption.WRITE));
        }
        return file.get();
    }

    private Optional<Document> read(Place place) {
        if (place.equals(Place.NONE)) {
            return Optional.empty();
        }
        try {
            ByteBuffer buffer = ByteBuffer.allocate(place.bytes());
            while (buffer.hasRemaining() && file().read(buffer, place.at() + buffer.position()) >= 0) {
                // until all of it is there
            }
            return Optional.of(Document.parseFrom(buffer.flip()));
        } catch (IOException e) {
            throw new NoTemporaryFile(e);
        }
    }

    /** What was noted is there from now on. */
    void see() {
        changed.putAll(noted);
        noted.clear();
    }

    /** Why the database is seen as it is, without the changes; empty while it is seen with them. */
    Optional<String> forgotten() {
        return forgotten;
    }

    @Override
    public Instant now() {
        return base.now();
    }

    @Override
    public List<Fetched> fetch(List<DocumentPath> paths) {
        Map<DocumentPath, Fetched> found = new HashMap<>();
        List<DocumentPath> unchanged =
                paths.stream().filter(path -> !changed.containsKey(path)).toList();
        if (!unchanged.isEmpty()) {
            base.fetch(unchanged).forEach(fetched -> found.put(fetched.path(), fetched));
        }
        for (DocumentPath path : paths) {
            found.computeIfAbsent(path, any -> new Fetched(path, read(changed.get(path)), Instant.EPOCH));
        }
        return paths.stream().map(found::get).toList();
    }

    /** Changes that are noted meanwhile are not in it. */
    @Override
    public Stream<Document> scan(Scope scope, Range range, Instant readTime) {
        Stream<Document> live = base.scan(scope, range, readTime);
        if (changed.isEmpty()) {
            return live;
        }
        Iterator<DocumentPath> here = changed.keySet().stream()
                .filter(path -> holds(scope, path) && holds(range, path))
                .iterator();
        Iterator<Document> joined = new Joined(live.iterator(), here);
        int facts = Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(joined, facts), false)
                .onClose(live::close);
    }

    private static boolean holds(Scope scope, DocumentPath path) {
        if (scope instanceof Scope.Tree tree) {
            return path.isUnder(tree.path());
        }
        if (scope instanceof Scope.Collection collection) {
            return path.collection().equals(collection.path());
        }
        return !(scope instanceof Scope.Group group) || path.group().equals(group.id());
    }

    private static boolean holds(Range range, DocumentPath path) {
        return range.after().filter(after -> path.compareTo(after) <= 0).isEmpty()
                && range.upTo().filter(last -> path.compareTo(last) > 0).isEmpty();
    }

    @Override
    public long count(Scope scope, Instant readTime) {
        try (Stream<Document> documents = scan(scope, Range.all(), readTime)) {
            return documents.count();
        }
    }

    /** The documents of the database that are as they were, and those that are not, in the order of names. */
    private final class Joined implements Iterator<Document> {
        private final Iterator<Document> live;
        private final Iterator<DocumentPath> here;
        private Optional<Document> nextLive = Optional.empty();
        private Optional<Document> nextHere = Optional.empty();

        Joined(Iterator<Document> live, Iterator<DocumentPath> here) {
            this.live = live;
            this.here = here;
            stepLive();
            stepHere();
        }

        private void stepLive() {
            nextLive = Optional.empty();
            while (live.hasNext() && nextLive.isEmpty()) {
                nextLive = Optional.of(live.next())
                        .filter(document -> !changed.containsKey(DocumentPath.of(document.getName())));
            }
        }

        private void stepHere() {
            nextHere = Optional.empty();
            while (here.hasNext() && nextHere.isEmpty()) {
                nextHere = read(changed.get(here.next()));
            }
        }

        @Override
        public boolean hasNext() {
            return nextLive.isPresent() || nextHere.isPresent();
        }

        @Override
        public Document next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            boolean first = nextHere.isEmpty()
                    || nextLive.filter(document -> path(document).compareTo(path(nextHere.get())) < 0)
                            .isPresent();
            Document next = first ? nextLive.orElseThrow() : nextHere.get();
            if (first) {
                stepLive();
            } else {
                stepHere();
            }
            return next;
        }

        private static DocumentPath path(Document document) {
            return DocumentPath.of(document.getName());
        }
    }

    @Override
    public void close() {
        try {
            if (file.isPresent()) {
                file.get().close();
            }
            if (temporary.isPresent()) {
                temporary.get().close();
            }
        } catch (IOException e) {
            System.getLogger(Overlay.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "left behind: {0}",
                            temporary.get().path());
        }
    }
}
