package dbmanager.firestore.migration;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.MethodDescriptor;
import java.util.concurrent.atomic.AtomicInteger;

/** Something that happens when a commit is about to leave: the one of this number, counted from 1. */
final class Meanwhile implements ClientInterceptor {
    private final int commit;
    private final Runnable what;
    private final AtomicInteger commits = new AtomicInteger();

    Meanwhile(int commit, Runnable what) {
        this.commit = commit;
        this.what = what;
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        boolean now = "Commit".equals(method.getBareMethodName()) && commits.incrementAndGet() == commit;
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
            @Override
            public void sendMessage(Q message) {
                if (now) {
                    what.run();
                }
                super.sendMessage(message);
            }
        };
    }
}
