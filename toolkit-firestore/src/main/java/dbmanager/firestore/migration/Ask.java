package dbmanager.firestore.migration;

import com.google.firestore.v1.Document;
import dbmanager.firestore.document.DocumentPath;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Something that asks for changes: a document whose turn it is, or an instruction of its own.
 *
 * @param position how far the work is once this is done; what the header of its chunk records as {@link Images.Header#last}
 * @param reads the document that the changes depend on
 * @param changes a pure function of that document as it is, so that it can be asked again when somebody changed the document meanwhile
 */
record Ask(String position, Optional<DocumentPath> reads, Function<Optional<Document>, List<Change>> changes) {

    /**
     * A document's turn; when it is gone by then, there is nothing to do.
     *
     * @param asked what the change of the document as it was read is
     */
    static Ask of(DocumentPath path, Document read, List<Change> asked, Function<Document, List<Change>> change) {
        return new Ask(
                path.text(),
                Optional.of(path),
                now -> now.map(document -> isSame(document, read) ? asked : change.apply(document))
                        .orElse(List.of()));
    }

    private static boolean isSame(Document one, Document other) {
        return one.getUpdateTime().equals(other.getUpdateTime());
    }
}
