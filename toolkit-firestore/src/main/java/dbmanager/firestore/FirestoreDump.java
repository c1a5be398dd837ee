package dbmanager.firestore;

import com.google.firestore.v1.Document;
import dbmanager.backend.Progress;
import dbmanager.backend.Selection;
import dbmanager.backend.UnknownTable;
import dbmanager.backup.BackupWriter;
import dbmanager.backup.SchemaVersion;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.firestore.gateway.Gateway;
import dbmanager.firestore.gateway.Range;
import dbmanager.firestore.gateway.Scope;
import dbmanager.firestore.migration.Bookkeeping;
import dbmanager.migration.History;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Writes documents as they were at one moment: one part for each root collection, or for each path that was selected, in the order of names. Several
 * ranges are read and encoded at once; memory does not grow with the database.
 */
final class FirestoreDump {
    /** So few that the results of a piece fit into what may be read ahead, and so many that a request is worth it. */
    private static final int DOCUMENTS_A_PIECE = 4_000;

    /** To find where to cut costs some dozen questions for each piece. */
    private static final int MOST_PIECES = 32;

    private static final int THREADS = 4;

    private final Gateway gateway;
    private final Function<Instant, History> history;
    private final String where;

    /**
     * @param history as of a moment
     * @param where for messages
     */
    FirestoreDump(Gateway gateway, Function<Instant, History> history, String where) {
        this.gateway = gateway;
        this.history = history;
        this.where = where;
    }

    void write(Selection what, BackupWriter into, Progress progress) {
        Instant now = gateway.now();
        List<String> paths = Paths.disjoint(what.names());
        List<Long> counts = new ArrayList<>();
        for (String path : paths) {
            counts.add(count(path, now));
        }
        List<ReadAhead.Piece<EncodedLines>> pieces = new ArrayList<>();
        long total;
        if (what.isAll()) {
            total = gateway.count(new Scope.Everything(), Optional.of(now));
            pieces.addAll(pieces(new Scope.Everything(), total, now, path -> path.root()));
        } else {
            total = counts.stream().mapToLong(Long::longValue).sum();
            for (int i = 0; i < paths.size(); i++) {
                String path = paths.get(i);
                pieces.addAll(pieces(new Scope.Tree(path), counts.get(i), now, any -> path));
            }
        }
        CollectionParts parts = new CollectionParts(into, gateway.database(), now, total, progress);
        try (parts;
                ReadAhead<EncodedLines> lines = ReadAhead.start(pieces, THREADS)) {
            lines.forEach(parts::add);
            parts.end();
        }
        into.describe(SchemaVersion.of(history.apply(now)), Optional.of(now));
    }

    private long count(String path, Instant now) {
        long count = OwnDocuments.isOurs(Paths.root(path)) ? 0 : gateway.count(new Scope.Tree(path), Optional.of(now));
        if (count == 0) {
            List<String> known = gateway.rootCollections(Optional.of(now)).stream()
                    .filter(root -> !OwnDocuments.isOurs(root))
                    .toList();
            throw new UnknownTable(path, where, known);
        }
        return count;
    }

    private List<ReadAhead.Piece<EncodedLines>> pieces(
            Scope scope, long documents, Instant now, Function<DocumentPath, String> part) {
        // Google's emulator reads all documents for each question, and several streams of it are no faster than one.
        int wanted = gateway.emulator() ? 1 : (int) Math.max(1, Math.min(MOST_PIECES, documents / DOCUMENTS_A_PIECE));
        return gateway.split(scope, wanted, Optional.of(now)).stream()
                .<ReadAhead.Piece<EncodedLines>>map(range -> lines -> encode(scope, range, now, part, lines))
                .toList();
    }

    private void encode(
            Scope scope, Range range, Instant now, Function<DocumentPath, String> part, Consumer<EncodedLines> lines) {
        EncodedLines.Encoder encoder = new EncodedLines.Encoder(lines);
        try (Stream<Document> documents = gateway.scan(scope, range, Optional.of(now))) {
            documents.forEach(document -> {
                DocumentPath path = DocumentPath.of(document.getName());
                if (!path.root().equals(Bookkeeping.OWN)) {
                    encoder.add(part.apply(path), document);
                }
            });
        }
        encoder.end();
    }
}
