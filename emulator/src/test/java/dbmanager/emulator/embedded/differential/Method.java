package dbmanager.emulator.embedded.differential;

import com.google.firestore.v1.BatchGetDocumentsResponse;
import com.google.firestore.v1.BatchWriteResponse;
import com.google.firestore.v1.BeginTransactionResponse;
import com.google.firestore.v1.CommitResponse;
import com.google.firestore.v1.Document;
import com.google.firestore.v1.ListCollectionIdsResponse;
import com.google.firestore.v1.ListDocumentsResponse;
import com.google.firestore.v1.RunAggregationQueryResponse;
import com.google.firestore.v1.RunQueryResponse;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import dbmanager.emulator.embedded.Stub;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;

/** What can be asked in one request. */
enum Method {
    GET_DOCUMENT("GetDocument", Document.getDefaultInstance()),
    LIST_DOCUMENTS("ListDocuments", ListDocumentsResponse.getDefaultInstance()),
    CREATE_DOCUMENT("CreateDocument", Document.getDefaultInstance()),
    UPDATE_DOCUMENT("UpdateDocument", Document.getDefaultInstance()),
    DELETE_DOCUMENT("DeleteDocument", Empty.getDefaultInstance()),
    BATCH_GET_DOCUMENTS("BatchGetDocuments", BatchGetDocumentsResponse.getDefaultInstance()),
    BEGIN_TRANSACTION("BeginTransaction", BeginTransactionResponse.getDefaultInstance()),
    COMMIT("Commit", CommitResponse.getDefaultInstance()),
    ROLLBACK("Rollback", Empty.getDefaultInstance()),
    BATCH_WRITE("BatchWrite", BatchWriteResponse.getDefaultInstance()),
    RUN_QUERY("RunQuery", RunQueryResponse.getDefaultInstance()),
    RUN_AGGREGATION_QUERY("RunAggregationQuery", RunAggregationQueryResponse.getDefaultInstance()),
    LIST_COLLECTION_IDS("ListCollectionIds", ListCollectionIdsResponse.getDefaultInstance());

    // never changes, but does not say so
    @SuppressWarnings("ImmutableEnumChecker")
    private final MethodDescriptor<MessageLite, ? extends Message> descriptor;

    Method(String name, Message answer) {
        descriptor = Stub.method(name, MethodType.SERVER_STREAMING, answer.getParserForType());
    }

    /** Of a stream, whether it is one or not. */
    MethodDescriptor<MessageLite, ? extends Message> descriptor() {
        return descriptor;
    }
}
