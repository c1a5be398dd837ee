package dbmanager.firestore;

import com.google.firestore.v1.Document;
import dbmanager.backup.BackupReader;
import dbmanager.backup.ForeignBackup;
import dbmanager.backup.Part;
import dbmanager.backup.PartDamaged;
import dbmanager.firestore.document.CollectionFile;
import dbmanager.firestore.document.DatabaseName;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.firestore.document.InvalidDocument;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One part of a backup: the documents of one path, in the order of their names. A file from elsewhere need not be in order; its documents are
 * brought into it.
 */
final class SavedPart implements AutoCloseable {
    private final BackupReader backup;
    private final Part part;
    private final DatabaseName otherwise;
    private final CollectionFile file;
    private Optional<Sorter> sorter = Optional.empty();
    private long count;

    /**
     * Reads its beginning.
     *
     * @param otherwise the database that the documents are of, where the part does not say
     * @throws PartDamaged when it does not begin as a part does
     */
    SavedPart(BackupReader backup, Part part, DatabaseName otherwise) {
        this.backup = backup;
        this.part = part;
        this.otherwise = otherwise;
        try (CollectionFile.Reader reader = reader()) {
            this.file = reader.file();
        }
    }

    /** What all its documents lie below. */
    String path() {
        return file.collection();
    }

    /** The database that its documents are of, and named in. */
    DatabaseName source() {
        return file.database();
    }

    void mustBeOf(DatabaseName other) {
        if (!source().equals(other)) {
            throw damaged("it is of " + source() + ", and other parts are of " + other);
        }
    }

    /** How many documents there are, once they were {@link #check checked}. */
    long count() {
        return count;
    }

    /**
     * Reads all of it once.
     *
     * @throws PartDamaged when its hash is another, it cannot be read, its documents are not in order or lie elsewhere, or their number is not
     *     that of the manifest
     */
    void check(Consumer<Document> each) {
        if (isForeign()) {
            Sorter sorting = new Sorter();
            sorter = Optional.of(sorting);
            try (Stream<Document> all = read()) {
                all.forEach(sorting::add);
            }
        }
        count = 0;
        Order order = new Order();
        try (Stream<Document> all = documents()) {
            all.forEach(document -> {
                order.next(DocumentPath.of(document.getName()));
                count++;
                each.accept(document);
            });
        }
        if (!isForeign() && count != part.records()) {
            throw damaged("it holds " + count + " documents, and the manifest says " + part.records());
        }
    }

    private boolean isForeign() {
        return backup.manifest().format() == ForeignBackup.FORMAT;
    }

    /** In the order of their names, after they were checked. The caller closes the stream. */
    Stream<Document> documents() {
        return sorter.map(Sorter::documents).orElseGet(this::read);
    }

    private Stream<Document> read() {
        CollectionFile.Reader reader = reader();
        return DocumentStream.of(() -> readable(reader::next), reader::close);
    }

    private CollectionFile.Reader reader() {
        InputStream in = backup.open(part);
        try {
            return readable(() -> CollectionFile.read(in, part.name(), otherwise));
        } catch (RuntimeException e) {
            close(in);
            throw e;
        }
    }

    private static void close(InputStream in) {
        try {
            in.close();
        } catch (IOException e) {
            // what stopped the reading is thrown
        }
    }

    private <T> T readable(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (InvalidDocument e) {
            throw PartDamaged.unreadable(backup.manifest().id(), part, String.valueOf(e.getMessage()), e);
        }
    }

    private PartDamaged damaged(String why) {
        return PartDamaged.unreadable(backup.manifest().id(), part, why, null);
    }

    /** Sees that each document lies below the path and behind the one before. */
    private final class Order {
        private Optional<DocumentPath> last = Optional.empty();

        void next(DocumentPath document) {
            if (!document.isUnder(path())) {
                throw damaged("the document " + document + " does not lie below " + path());
            }
            int step = last.map(document::compareTo).orElse(1);
            if (step <= 0) {
                throw damaged(
                        step == 0
                                ? "the document " + document + " stands in it twice"
                                : "the document " + document + " stands behind " + last.get());
            }
            last = Optional.of(document);
        }
    }

    @Override
    public void close() {
        sorter.ifPresent(Sorter::close);
    }
}
