package dbmanager.firestore.gateway;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A network that fails where a test wants it to, for {@link Connection#interceptors()}. Calls are counted from 1, by method ({@code "Commit"})
 * or, for {@link #ANY}, all together. To fail at every call of something: run it once, ask {@link #calls()}, and run it again for each of them.
 */
public final class FaultInjection implements ClientInterceptor {
    public static final String ANY = "*";

    private static final int EVERY = 0;

    private final List<Fault> faults = new CopyOnWriteArrayList<>();
    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
    private final AtomicInteger injected = new AtomicInteger();

    private enum Place {
        BEFORE,
        AFTER,
        WITHIN
    }

    private record Fault(String method, int call, Place place, int answers, Status status) {
        boolean meets(String name, int nth, int nthOfAll) {
            return method.equals(ANY)
                    ? call == EVERY || call == nthOfAll
                    : method.equals(name) && (call == EVERY || call == nth);
        }
    }

    /** The call does not leave; the server never hears of it. */
    public FaultInjection refuse(String method, int call, Status status) {
        faults.add(new Fault(method, call, Place.BEFORE, 0, status));
        return this;
    }

    public FaultInjection refuseEvery(String method, Status status) {
        return refuse(method, EVERY, status);
    }

    /** The server does what it is asked, and the answer is lost. */
    public FaultInjection loseAnswer(String method, int call, Status status) {
        faults.add(new Fault(method, call, Place.AFTER, 0, status));
        return this;
    }

    /** The stream breaks after so many answers; one that has fewer ends as it would. */
    public FaultInjection breakAfter(int answers, String method, int call, Status status) {
        faults.add(new Fault(method, call, Place.WITHIN, answers, status));
        return this;
    }

    public FaultInjection breakEveryAfter(int answers, String method, Status status) {
        return breakAfter(answers, method, EVERY, status);
    }

    /** From now on all goes well. */
    public FaultInjection heal() {
        faults.clear();
        return this;
    }

    /** Calls so far, whatever became of them. */
    public int calls() {
        return calls(ANY);
    }

    public int calls(String method) {
        AtomicInteger count = calls.get(method);
        return count == null ? 0 : count.get();
    }

    /** Faults that struck. */
    public int injected() {
        return injected.get();
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        String name = method.getBareMethodName();
        int nth = next(name);
        int nthOfAll = next(ANY);
        for (Fault fault : faults) {
            if (fault.meets(name, nth, nthOfAll)) {
                return fault.place == Place.BEFORE
                        ? new Refused<>(fault.status)
                        : new Struck<>(next.newCall(method, options), fault);
            }
        }
        return next.newCall(method, options);
    }

    private int next(String name) {
        return calls.computeIfAbsent(name, n -> new AtomicInteger()).incrementAndGet();
    }

    private final class Refused<Q, A> extends ClientCall<Q, A> {
        private final Status status;

        Refused(Status status) {
            this.status = status;
        }

        @Override
        public void start(Listener<A> listener, Metadata headers) {
            injected.incrementAndGet();
            listener.onClose(status, new Metadata());
        }

        @Override
        public void request(int answers) {}

        @Override
        public void cancel(String message, Throwable cause) {}

        @Override
        public void halfClose() {}

        @Override
        public void sendMessage(Q message) {}
    }

    private final class Struck<Q, A> extends SimpleForwardingClientCall<Q, A> {
        private final Fault fault;

        Struck(ClientCall<Q, A> call, Fault fault) {
            super(call);
            this.fault = fault;
        }

        @Override
        public void start(Listener<A> listener, Metadata headers) {
            super.start(
                    new SimpleForwardingClientCallListener<A>(listener) {
                        private int answers;
                        private boolean broken;

                        @Override
                        public void onMessage(A answer) {
                            if (fault.place == Place.AFTER || broken) {
                                return;
                            }
                            if (answers++ == fault.answers) {
                                broken = true;
                                injected.incrementAndGet();
                                cancel("injected", null);
                                super.onClose(fault.status, new Metadata());
                            } else {
                                super.onMessage(answer);
                            }
                        }

                        @Override
                        public void onClose(Status status, Metadata trailers) {
                            if (fault.place == Place.AFTER) {
                                injected.incrementAndGet();
                                super.onClose(fault.status, trailers);
                            } else if (!broken) {
                                super.onClose(status, trailers);
                            }
                        }
                    },
                    headers);
        }
    }

    /** Statuses of a server or network in trouble; who asks again gets an answer. */
    public static List<Status> passing() {
        return Stream.of(
                        Status.UNAVAILABLE,
                        Status.ABORTED,
                        Status.RESOURCE_EXHAUSTED,
                        Status.DEADLINE_EXCEEDED,
                        Status.INTERNAL)
                .map(status -> status.withDescription("injected"))
                .toList();
    }
}
