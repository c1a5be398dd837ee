package dbmanager.firestore;

import com.google.firestore.v1.Document;
import dbmanager.backup.BackupReader;
import dbmanager.backup.Part;
import dbmanager.firestore.document.DatabaseName;
import dbmanager.firestore.document.DocumentPath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The documents of a backup, in the order of their names. */
final class SavedDocuments implements AutoCloseable {
    private final List<SavedPart> parts;
    private final DatabaseName source;

    private SavedDocuments(List<SavedPart> parts, DatabaseName source) {
        this.parts = parts;
        this.source = source;
    }

    /**
     * Reads the beginnings of its parts.
     *
     * @param otherwise the database that documents are of, where a part does not say
     * @throws dbmanager.backup.PartDamaged when one does not begin as a part does
     */
    static SavedDocuments open(BackupReader backup, DatabaseName otherwise) {
        List<SavedPart> parts = new ArrayList<>();
        for (Part part : backup.manifest().parts()) {
            if (part.kind() != Part.Kind.FILES) {
                parts.add(new SavedPart(backup, part, otherwise));
            }
        }
        parts.sort(Comparator.comparing(SavedPart::path, Paths.ORDER));
        DatabaseName source = parts.isEmpty() ? otherwise : parts.get(0).source();
        parts.forEach(part -> part.mustBeOf(source));
        return new SavedDocuments(parts, source);
    }

    /** The database that the documents are of, and named in. */
    DatabaseName source() {
        return source;
    }

    /** What the documents lie below, part by part. */
    List<String> paths() {
        return parts.stream().map(SavedPart::path).toList();
    }

    /**
     * Reads all of each part that has documents below one of these paths, several parts at a time.
     *
     * @param each gets those documents, on several threads
     * @return how many there are below each path
     * @throws dbmanager.backup.PartDamaged as {@link SavedPart#check} says, for the first part that is damaged
     */
    Map<String, Long> check(List<String> paths, Consumer<Document> each) {
        List<Checked> all =
                parts.parallelStream().map(part -> check(part, paths, each)).toList();
        Map<String, Long> counts = new TreeMap<>();
        for (Checked one : all) {
            one.failure().ifPresent(failure -> {
                throw failure;
            });
            one.counts().forEach((path, count) -> counts.merge(path, count, Long::sum));
        }
        return counts;
    }

    /** @param counts how many documents of a part there are below each path */
    private record Checked(Map<String, Long> counts, Optional<RuntimeException> failure) {}

    private static Checked check(SavedPart part, List<String> paths, Consumer<Document> each) {
        Map<String, Long> counts = new TreeMap<>();
        List<String> within =
                paths.stream().filter(path -> meet(part.path(), path)).toList();
        if (within.isEmpty()) {
            return new Checked(counts, Optional.empty());
        }
        try {
            part.check(document -> {
                DocumentPath name = DocumentPath.of(document.getName());
                within.stream().filter(name::isUnder).findFirst().ifPresent(path -> {
                    counts.merge(path, 1L, Long::sum);
                    each.accept(document);
                });
            });
            return new Checked(counts, Optional.empty());
        } catch (RuntimeException e) {
            return new Checked(counts, Optional.of(e));
        }
    }

    /** All of them. The caller closes the stream. */
    Stream<Document> documents() {
        return documents(parts);
    }

    /** Those below a path. The caller closes the stream. */
    Stream<Document> documents(String path) {
        return documents(parts.stream().filter(part -> meet(part.path(), path)).toList())
                .filter(document -> DocumentPath.of(document.getName()).isUnder(path));
    }

    private static Stream<Document> documents(List<SavedPart> parts) {
        return DocumentStream.concat(parts.stream()
                .<Supplier<Stream<Document>>>map(part -> part::documents)
                .toList());
    }

    private static boolean meet(String part, String path) {
        return Paths.contains(path, part) || Paths.contains(part, path);
    }

    @Override
    public void close() {
        parts.forEach(SavedPart::close);
    }
}
