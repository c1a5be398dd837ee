package dbmanager.firestore.gateway;

import com.google.firestore.v1.BatchGetDocumentsRequest;
import com.google.firestore.v1.BatchGetDocumentsResponse;
import com.google.firestore.v1.BatchWriteRequest;
import com.google.firestore.v1.BatchWriteResponse;
import com.google.firestore.v1.CommitRequest;
import com.google.firestore.v1.CommitResponse;
import com.google.firestore.v1.ListCollectionIdsRequest;
import com.google.firestore.v1.ListCollectionIdsResponse;
import com.google.firestore.v1.RunAggregationQueryRequest;
import com.google.firestore.v1.RunAggregationQueryResponse;
import com.google.firestore.v1.RunQueryRequest;
import com.google.firestore.v1.RunQueryResponse;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.protobuf.ProtoUtils;

/** The methods of {@code google.firestore.v1.Firestore} that are called; a class each, so that only those in use are loaded. */
final class Rpc {
    static final String SERVICE = "google.firestore.v1.Firestore";

    private Rpc() {}

    static final class RunQuery {
        static final MethodDescriptor<RunQueryRequest, RunQueryResponse> METHOD = method(
                "RunQuery",
                MethodType.SERVER_STREAMING,
                RunQueryRequest.getDefaultInstance(),
                RunQueryResponse.getDefaultInstance());
    }

    static final class RunAggregationQuery {
        static final MethodDescriptor<RunAggregationQueryRequest, RunAggregationQueryResponse> METHOD = method(
                "RunAggregationQuery",
                MethodType.SERVER_STREAMING,
                RunAggregationQueryRequest.getDefaultInstance(),
                RunAggregationQueryResponse.getDefaultInstance());
    }

    static final class BatchGetDocuments {
        static final MethodDescriptor<BatchGetDocumentsRequest, BatchGetDocumentsResponse> METHOD = method(
                "BatchGetDocuments",
                MethodType.SERVER_STREAMING,
                BatchGetDocumentsRequest.getDefaultInstance(),
                BatchGetDocumentsResponse.getDefaultInstance());
    }

    static final class ListCollectionIds {
        static final MethodDescriptor<ListCollectionIdsRequest, ListCollectionIdsResponse> METHOD = method(
                "ListCollectionIds",
                MethodType.UNARY,
                ListCollectionIdsRequest.getDefaultInstance(),
                ListCollectionIdsResponse.getDefaultInstance());
    }

    static final class Commit {
        static final MethodDescriptor<CommitRequest, CommitResponse> METHOD = method(
                "Commit", MethodType.UNARY, CommitRequest.getDefaultInstance(), CommitResponse.getDefaultInstance());
    }

    static final class BatchWrite {
        static final MethodDescriptor<BatchWriteRequest, BatchWriteResponse> METHOD = method(
                "BatchWrite",
                MethodType.UNARY,
                BatchWriteRequest.getDefaultInstance(),
                BatchWriteResponse.getDefaultInstance());
    }

    private static <Q extends Message, A extends Message> MethodDescriptor<Q, A> method(
            String name, MethodType type, Q request, A response) {
        return MethodDescriptor.<Q, A>newBuilder()
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
                .setRequestMarshaller(ProtoUtils.marshaller(request))
                .setResponseMarshaller(ProtoUtils.marshaller(response))
                .build();
    }
}
