package dbmanager.emulator.embedded.server;

import com.google.protobuf.Message;
import dbmanager.emulator.embedded.Fault;
import dbmanager.emulator.embedded.Faults;
import dbmanager.emulator.embedded.Faults.Fate;
import dbmanager.emulator.embedded.Limits;
import dbmanager.emulator.embedded.model.Refused;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Serves {@link Method}s over gRPC: as fast as the client reads and no faster, and no further than it wants. */
final class Calls {
    static final String SERVICE = "google.firestore.v1.Firestore";
    private static final Logger LOG = System.getLogger(Calls.class.getName());
    /** Answers wait for the network up to this many bytes. */
    private static final int READY = 256 * 1024;

    private final Limits limits;
    private final Faults faults;
    private final InstantSource clock;
    private final ScheduledExecutorService timer;

    Calls(Limits limits, Faults faults, InstantSource clock, ScheduledExecutorService timer) {
        this.limits = limits;
        this.faults = faults;
        this.clock = clock;
        this.timer = timer;
    }

    ServerServiceDefinition service(List<Method<?>> methods, List<Conversation> conversations) {
        ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(SERVICE);
        for (Method<?> method : methods) {
            service.addMethod(
                    descriptor(method.name(), method.streams() ? MethodType.SERVER_STREAMING : MethodType.UNARY),
                    handler(method));
        }
        for (Conversation conversation : conversations) {
            service.addMethod(
                    descriptor(conversation.name(), MethodType.BIDI_STREAMING),
                    (call, headers) -> conversation.start(
                            call, fate(conversation.name(), List.of(), 1).fault()));
        }
        return service.build();
    }

    private static MethodDescriptor<byte[], Answer> descriptor(String name, MethodType type) {
        return MethodDescriptor.newBuilder(Wire.REQUEST, Wire.ANSWER)
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
                .build();
    }

    private Fate fate(String method, List<String> documents, int cost) {
        return faults.of(method, () -> documents, () -> cost, clock.instant());
    }

    private <Q extends Message> ServerCallHandler<byte[], Answer> handler(Method<Q> method) {
        return (call, headers) -> {
            call.setOnReadyThreshold(READY);
            // two, so that gRPC sees a second one, which is none of ours
            call.request(2);
            return new Served<>(method, call);
        };
    }

    /** What a client is told of a problem. Only a bug of ours is INTERNAL, and it is logged. */
    static Status status(Throwable problem) {
        if (problem instanceof Refused refused) {
            return refused.toStatus().getStatus();
        }
        if (problem instanceof StatusRuntimeException known) {
            return known.getStatus();
        }
        if (problem instanceof StatusException known) {
            return known.getStatus();
        }
        if (problem instanceof RejectedExecutionException) {
            return Status.UNAVAILABLE.withDescription("The emulator is being stopped.");
        }
        LOG.log(Level.ERROR, "a request failed in a way that is not meant to be", problem);
        return Status.INTERNAL.withDescription("Internal error encountered.").withCause(problem);
    }

    /** Breaks the connection that a call came on; in the same process, where there is none, the call alone. */
    static void reset(ServerCall<?, ?> call) {
        Channel connection = call.getAttributes().get(Sniffer.CONNECTION);
        if (connection == null) {
            call.close(Status.UNAVAILABLE.withDescription("Connection reset by peer"), new Metadata());
        } else {
            reset(connection);
        }
    }

    /** At once and with what is still to be sent, past all that would end it politely. */
    static void reset(Channel connection) {
        connection.config().setOption(ChannelOption.SO_LINGER, 0);
        var unused = connection.pipeline().firstContext().close();
    }

    /** Whether the call has just met what was meant for it; then it has ended. */
    static boolean strikes(Optional<Fault> fault, long sent, ServerCall<?, ?> call) {
        if (fault.filter(of -> of.after() == sent).isEmpty()) {
            return false;
        }
        switch (fault.get().kind()) {
            case STATUS -> call.close(fault.get().status(), new Metadata());
            case RESET -> reset(call);
            case LOST, SILENT -> {
                return false;
            }
        }
        return true;
    }

    /** One call. gRPC calls its methods one after the other, a timer maybe in between. */
    private final class Served<Q extends Message> extends ServerCall.Listener<byte[]> {
        private final Method<Q> method;
        private final ServerCall<byte[], Answer> call;
        private Optional<byte[]> request = Optional.empty();
        private Iterator<Answer> answers = Collections.emptyIterator();
        private Optional<Fault> fault = Optional.empty();
        private boolean answering;
        private boolean closed;
        private long sent;

        Served(Method<Q> method, ServerCall<byte[], Answer> call) {
            this.method = method;
            this.call = call;
        }

        @Override
        public synchronized void onMessage(byte[] message) {
            if (request.isPresent()) {
                close(Status.INVALID_ARGUMENT.withDescription("Too many requests in one call"));
            }
            request = Optional.of(message);
        }

        @Override
        public synchronized void onHalfClose() {
            if (closed) {
                return;
            }
            if (request.isEmpty()) {
                close(Status.INVALID_ARGUMENT.withDescription("A call without a request"));
                return;
            }
            byte[] bytes = request.get();
            request = Optional.of(new byte[0]);
            try {
                limits.request(bytes.length);
                Q parsed = method.parse(bytes);
                Fate fate = faults.of(
                        method.name(), () -> Requests.documents(parsed), () -> Requests.cost(parsed), clock.instant());
                if (fate.latencyMillis() > 0) {
                    var unused = timer.schedule(() -> begin(parsed, fate), fate.latencyMillis(), TimeUnit.MILLISECONDS);
                } else {
                    begin(parsed, fate);
                }
            } catch (RuntimeException e) {
                close(status(e));
            }
        }

        private synchronized void begin(Q parsed, Fate fate) {
            if (closed || call.isCancelled()) {
                return;
            }
            fault = fate.fault();
            if (strikes()) {
                return;
            }
            try {
                answers = method.answers(parsed, fate);
            } catch (RuntimeException | StackOverflowError e) {
                close(status(e));
                return;
            }
            if (fault.filter(of -> of.kind() == Fault.Kind.LOST).isPresent()) {
                end();
                reset(call);
            } else if (fault.filter(of -> of.kind() == Fault.Kind.SILENT).isPresent()) {
                end();
            } else {
                call.sendHeaders(new Metadata());
                answering = true;
                send();
            }
        }

        @Override
        public synchronized void onReady() {
            if (answering) {
                send();
            }
        }

        private void send() {
            try {
                while (!closed && call.isReady() && answers.hasNext()) {
                    call.sendMessage(answers.next());
                    sent++;
                    if (strikes()) {
                        return;
                    }
                }
                if (!closed && !answers.hasNext()) {
                    close(Status.OK);
                }
            } catch (RuntimeException | StackOverflowError e) {
                close(status(e));
            }
        }

        private boolean strikes() {
            boolean struck = Calls.strikes(fault, sent, call);
            if (struck) {
                end();
            }
            return struck;
        }

        @Override
        public synchronized void onCancel() {
            end();
        }

        private void end() {
            closed = true;
            answering = false;
            answers = Collections.emptyIterator();
        }

        private void close(Status status) {
            if (!closed) {
                end();
                call.close(status, new Metadata());
            }
        }
    }
}
