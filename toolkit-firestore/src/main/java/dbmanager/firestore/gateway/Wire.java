package dbmanager.firestore.gateway;

import dbmanager.firestore.document.DatabaseName;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import io.grpc.netty.shaded.io.netty.channel.SingleThreadIoEventLoop;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The one channel to the server, and requests that only read: they are asked again until they are answered. */
final class Wire implements AutoCloseable {
    /** An answer that does not come in this time will not come. Firestore itself gives up a request after 60 seconds. */
    static final Duration ANSWER = Duration.ofSeconds(70);

    /** For how long the server may be away before a command gives up. */
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    /** The same for a server that has never answered: its address is more likely to be wrong. */
    private static final Duration FIRST_PATIENCE = Duration.ofSeconds(8);

    private static final Duration CONNECT = Duration.ofSeconds(10);

    /** A document has at most 1 MiB; what a server of another make sends is taken as well. */
    private static final int LARGEST_ANSWER = 64 << 20;

    private static final String GOOGLE = "firestore.googleapis.com";

    private final Connection connection;
    private final Timing timing;
    private final Diagnosis diagnosis;
    private volatile boolean answered;
    private Open open;

    Wire(Connection connection, Timing timing) {
        this.connection = connection;
        this.timing = timing;
        diagnosis = new Diagnosis(connection);
    }

    /** @throws NoCredentials at the first request, when there are none */
    Channel channel() {
        return open().channel;
    }

    private synchronized Open open() {
        if (open == null) {
            open = new Open(connection);
        }
        return open;
    }

    /** The connection, and the one thread that reads and writes it. */
    private static final class Open {
        private final EventLoop loop = new SingleThreadIoEventLoop(
                null, new DefaultThreadFactory("firestore", true), NioIoHandler.newFactory());
        private final ManagedChannel managed;
        private final Channel channel;
        private final Runnable end;

        Open(Connection connection) {
            Metadata headers = headers(connection.database());
            List<ClientInterceptor> interceptors = new ArrayList<>();
            if (connection.endpoint() instanceof Endpoint.InProcess here) {
                managed = here.channel().get();
                end = here.end();
            } else {
                managed = overNetwork(connection.endpoint(), headers, interceptors);
                end = () -> {};
            }
            interceptors.add(MetadataUtils.newAttachHeadersInterceptor(headers));
            List<ClientInterceptor> outermost = new ArrayList<>(connection.interceptors());
            Collections.reverse(outermost); // of several, gRPC asks the last one first
            interceptors.addAll(outermost);
            channel = ClientInterceptors.intercept(managed, interceptors);
        }

        private ManagedChannel overNetwork(Endpoint endpoint, Metadata headers, List<ClientInterceptor> interceptors) {
            NettyChannelBuilder builder;
            if (endpoint instanceof Endpoint.Emulator emulator) {
                builder = NettyChannelBuilder.forAddress(emulator.host(), emulator.port())
                        .usePlaintext();
                put(headers, "authorization", "Bearer owner"); // an administrator, to whom no security rules apply
            } else {
                builder = NettyChannelBuilder.forAddress(GOOGLE, 443)
                        .keepAliveTime(1, TimeUnit.MINUTES)
                        .keepAliveTimeout(30, TimeUnit.SECONDS);
                interceptors.add(Account.of((Endpoint.Production) endpoint));
            }
            return builder.eventLoopGroup(loop)
                    .channelType(NioSocketChannel.class)
                    .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT.toMillis())
                    .maxInboundMessageSize(LARGEST_ANSWER)
                    .disableRetry() // it would repeat what is not to be repeated, and does not know scans
                    .userAgent("db-manager")
                    .build();
        }

        void close() {
            managed.shutdownNow();
            try {
                managed.awaitTermination(1, TimeUnit.SECONDS);
                end.run();
                // A thread that waits inside the operating system holds up the end of the JVM for 0.3 s.
                loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(1, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** @see <a href="https://google.aip.dev/client-libraries/4222">Routing headers</a> */
    private static Metadata headers(DatabaseName database) {
        Metadata headers = new Metadata();
        put(headers, "google-cloud-resource-prefix", database.toString());
        put(
                headers,
                "x-goog-request-params",
                "project_id=" + encoded(database.project()) + "&database_id=" + encoded(database.database()));
        return headers;
    }

    private static void put(Metadata headers, String name, String value) {
        headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    Diagnosis diagnosis() {
        return diagnosis;
    }

    Backoff backoff() {
        return new Backoff(timing, () -> answered ? PATIENCE : FIRST_PATIENCE);
    }

    /** The server is there. */
    void answered() {
        answered = true;
    }

    Timing timing() {
        return timing;
    }

    static CallOptions options() {
        return CallOptions.DEFAULT.withDeadlineAfter(ANSWER.toSeconds(), TimeUnit.SECONDS);
    }

    /** Asks, and asks again while the failure is one that passes. All answers of a stream are given together. */
    <Q, A, R> R read(
            MethodDescriptor<Q, A> method, Q request, Optional<Instant> readTime, Function<Iterator<A>, R> answers) {
        Backoff backoff = backoff();
        while (true) {
            try {
                R result =
                        answers.apply(ClientCalls.blockingServerStreamingCall(channel(), method, options(), request));
                answered();
                return result;
            } catch (StatusRuntimeException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new Interrupted(Diagnosis.READ_ONLY);
                }
                if (!Backoff.passes(e.getStatus()) || !again(backoff)) {
                    throw diagnosis.reading(e, readTime);
                }
            }
        }
    }

    /** @return false when it has lasted long enough */
    boolean again(Backoff backoff) {
        try {
            return pause(backoff);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Interrupted(Diagnosis.READ_ONLY);
        }
    }

    /** Waits for the next attempt. @return false when it has lasted long enough */
    boolean pause(Backoff backoff) throws InterruptedException {
        boolean again = backoff.pause();
        if (!again) {
            answered = false; // who waited in vain does not wait as long for what is left to do
        }
        open().managed.resetConnectBackoff();
        return again;
    }

    @Override
    public synchronized void close() {
        if (open != null) {
            open.close();
        }
    }
}
