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
import java.util.List;

/** What can be told of any request. */
final class Requests {
    private static final String DOCUMENTS = "/documents/";

    private Requests() {}

    /** The paths below the root of the documents that it names. */
    static List<String> documents(Message request) {
        if (request instanceof CommitRequest commit) {
            return written(commit.getWritesList());
        } else if (request instanceof BatchWriteRequest batch) {
            return written(batch.getWritesList());
        } else if (request instanceof GetDocumentRequest get) {
            return List.of(path(get.getName()));
        } else if (request instanceof BatchGetDocumentsRequest get) {
            return get.getDocumentsList().stream().map(Requests::path).toList();
        } else if (request instanceof UpdateDocumentRequest update) {
            return List.of(path(update.getDocument().getName()));
        } else if (request instanceof DeleteDocumentRequest delete) {
            return List.of(path(delete.getName()));
        } else if (request instanceof CreateDocumentRequest create) {
            return List.of(path(create.getParent() + "/" + create.getCollectionId() + "/" + create.getDocumentId()));
        }
        return List.of();
    }

    private static List<String> written(List<Write> writes) {
        return writes.stream().map(write -> path(document(write))).toList();
    }

    /** The full name of what a write is to; empty where it is to nothing. */
    static String document(Write write) {
        return switch (write.getOperationCase()) {
            case UPDATE -> write.getUpdate().getName();
            case DELETE -> write.getDelete();
            case TRANSFORM -> write.getTransform().getDocument();
            case OPERATION_NOT_SET -> "";
        };
    }

    static String path(String name) {
        int start = name.indexOf(DOCUMENTS);
        return start < 0 ? name : name.substring(start + DOCUMENTS.length());
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
