package dbmanager.firestore;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;

/** Refuses all calls of one method, for good. */
final class Refusing implements ClientInterceptor {
    private final String method;

    Refusing(String method) {
        this.method = method;
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> called, CallOptions options, Channel next) {
        ClientCall<Q, A> call = next.newCall(called, options);
        if (!method.equals(called.getBareMethodName())) {
            return call;
        }
        return new SimpleForwardingClientCall<>(call) {
            @Override
            public void start(Listener<A> listener, Metadata headers) {
                listener.onClose(Status.PERMISSION_DENIED.withDescription("no more"), new Metadata());
            }

            @Override
            public void request(int messages) {}

            @Override
            public void sendMessage(Q message) {}

            @Override
            public void halfClose() {}

            @Override
            public void cancel(String message, Throwable cause) {}
        };
    }
}
