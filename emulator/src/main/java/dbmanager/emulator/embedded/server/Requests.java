package dbmanager.emulator.embedded.server;

import com.google.firestore.v1.BatchGetDocumentsRequest;
import com.google.firestore.v1.BatchWriteRequest;
import com.google.firestore.v1.CommitRequest;
import com.google.firestore.v1.CreateDocumentRequest;
import com.google.firestore.v1.DeleteDocumentRequest;
import com.google.firestore.v1.GetDocumentRequest;
import com.google.firestore.v1.UpdateDocumentRequest;
import com.google.firestore.v1.Write;
import com.google.protobuf.Message;
import dbmanager.emulator.embedded.model.ResourceName;
import java.util.List;

/** What can be told of any request. */
final class Requests {
    private Requests() {}

    /** The paths below the root of the documents that it names. */
    static List<String> documents(Message request) {
        if (request instanceof CommitRequest commit) {
            return written(commit.getWritesList());
        } else if (request instanceof BatchWriteRequest batch) {
            return written(batch.getWritesList());
        } else if (request instanceof GetDocumentRequest get) {
            return List.of(ResourceName.path(get.getName()));
        } else if (request instanceof BatchGetDocumentsRequest get) {
            return get.getDocumentsList().stream().map(ResourceName::path).toList();
        } else if (request instanceof UpdateDocumentRequest update) {
            return List.of(ResourceName.path(update.getDocument().getName()));
        } else if (request instanceof DeleteDocumentRequest delete) {
            return List.of(ResourceName.path(delete.getName()));
        } else if (request instanceof CreateDocumentRequest create) {
            return List.of(ResourceName.path(
                    create.getParent() + "/" + create.getCollectionId() + "/" + create.getDocumentId()));
        }
        return List.of();
    }

    private static List<String> written(List<Write> writes) {
        return writes.stream()
                .map(write -> ResourceName.path(ResourceName.written(write)))
                .toList();
    }

    /** What it takes of a quota: its writes, or one. */
    static int cost(Message request) {
        if (request instanceof CommitRequest commit) {
            return Math.max(1, commit.getWritesCount());
        } else if (request instanceof BatchWriteRequest batch) {
            return Math.max(1, batch.getWritesCount());
        }
        return 1;
    }
}
