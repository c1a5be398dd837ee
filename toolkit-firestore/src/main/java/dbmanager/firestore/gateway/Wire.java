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
    static final Duration PATIENCE = Duration.ofSeconds(40);

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final int MESSAGE = 64 << 20;

    private final Timing timing;
    private final Diagnosis diagnosis;
    private final ManagedChannel managed;
    private final Channel channel;

    Wire(Connection connection, Timing timing) {
        this.timing = timing;
        diagnosis = new Diagnosis(connection);
        NettyChannelBuilder builder;
        Metadata headers = headers(connection.database());
        if (connection.endpoint() instanceof Endpoint.Emulator emulator) {
            builder = NettyChannelBuilder.forAddress(emulator.host(), emulator.port())
                    .usePlaintext();
            put(headers, "authorization", "Bearer owner"); // an administrator, to whom no security rules apply
        } else {
            throw new UnsupportedOperationException();
        }
        managed = builder.maxInboundMessageSize(MESSAGE)
                .userAgent("db-manager")
                .disableRetry()
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT.toMillis())
                .keepAliveTime(30, TimeUnit.SECONDS)
                .keepAliveTimeout(20, TimeUnit.SECONDS)
                .build();
        List<ClientInterceptor> interceptors = new ArrayList<>(connection.interceptors());
        Collections.reverse(interceptors); // of several, gRPC asks the last one first
        interceptors.add(0, MetadataUtils.newAttachHeadersInterceptor(headers));
        channel = ClientInterceptors.intercept(managed, interceptors);
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

    Channel channel() {
        return channel;
    }

    Diagnosis diagnosis() {
        return diagnosis;
    }

    Backoff backoff() {
        return new Backoff(timing, PATIENCE);
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
                return answers.apply(ClientCalls.blockingServerStreamingCall(channel, method, options(), request));
            } catch (StatusRuntimeException e) {
                if (!Backoff.passes(e.getStatus()) || !again(backoff)) {
                    throw diagnosis.reading(e, readTime);
                }
            }
        }
    }

    /** @return false when it has lasted long enough */
    boolean again(Backoff backoff) {
        try {
            boolean again = backoff.pause();
            managed.resetConnectBackoff();
            return again;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Interrupted(Diagnosis.READ_ONLY);
        }
    }

    @Override
    public void close() {
        managed.shutdownNow();
    }
}
