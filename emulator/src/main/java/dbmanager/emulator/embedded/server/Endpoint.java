package dbmanager.emulator.embedded.server;

import dbmanager.emulator.embedded.IndexesUnusable;
import dbmanager.emulator.embedded.Options;
import dbmanager.emulator.embedded.query.NeededIndex;
import dbmanager.emulator.embedded.store.Allowed;
import dbmanager.emulator.embedded.store.Databases;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.group.ChannelGroup;
import io.grpc.netty.shaded.io.netty.channel.group.DefaultChannelGroup;
import io.grpc.netty.shaded.io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** The port, the databases behind it, and the threads that answer. */
public final class Endpoint implements AutoCloseable {
    public static final String LOOPBACK = "127.0.0.1";

    /**
     * gRPC's own words, with a stack trace, on clients that send what is too large or no HTTP/2, or go in the middle of an answer. Those that are
     * told of it are the clients. Held here, as loggers that nobody holds forget their level.
     */
    private static final List<Logger> ON_CLIENTS = Stream.of(
                    "NettyServerStream", "NettyServerTransport", "NettyServerHandler")
            .map(name -> Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty." + name))
            .toList();

    private static final int WINDOW = 4 * 1024 * 1024;
    private static final int PATIENCE_SECONDS = 10;

    private final Databases databases;
    private final ExecutorService workers;
    private final ScheduledExecutorService timer;
    private final ServerServiceDefinition service;
    private final Server server;
    private final ChannelGroup connections;
    private final int messageBytes;
    private Optional<Server> inProcess = Optional.empty();
    private Optional<String> inProcessName = Optional.empty();
    private int port;
    private boolean closed;

    private Endpoint(Options options, Databases databases, NeededIndex indexes) {
        this.databases = databases;
        this.workers = Executors.newCachedThreadPool(daemons("firestore-"));
        this.timer = Executors.newSingleThreadScheduledExecutor(daemons("firestore-timer-"));
        this.connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
        // a little more, so that what is too large is refused by Limits and with its text
        this.messageBytes =
                Math.addExact(options.limits().requestBytes(), options.limits().requestBytes() / 2);
        Firestore firestore = new Firestore(databases, indexes, options);
        this.service = new Calls(options.limits(), options.faults(), options.clock(), timer)
                .service(firestore.methods(), firestore.conversations(timer));
        Rest rest = new Rest(
                firestore.methods(), this::wipe, options.limits(), options.faults(), options.clock(), workers, timer);
        this.server = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), options.port()))
                .protocolNegotiator(new Sniffer(() -> new RestConnection(rest, connections), messageBytes))
                .executor(workers)
                .addService(service)
                .maxInboundMessageSize(messageBytes)
                .flowControlWindow(WINDOW)
                .withChildOption(ChannelOption.TCP_NODELAY, true)
                // a connection of HTTP/1.1 never ends a handshake in the eyes of gRPC
                .handshakeTimeout(1, TimeUnit.DAYS)
                .permitKeepAliveTime(1, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .build();
    }

    /** @throws BindException when the port is taken */
    public static Endpoint open(Options options) throws IOException {
        ON_CLIENTS.stream()
                .filter(logger -> logger.getLevel() == null)
                .forEach(logger -> logger.setLevel(Level.SEVERE));
        NeededIndex indexes = indexes(options.indexes());
        Databases databases = databases(options);
        try {
            Endpoint endpoint = new Endpoint(options, databases, indexes);
            endpoint.start(options.port());
            return endpoint;
        } catch (IOException | RuntimeException e) {
            databases.close();
            throw e;
        }
    }

    private static NeededIndex indexes(Optional<Path> file) throws IOException {
        if (file.isEmpty()) {
            return NeededIndex.none();
        }
        try {
            return NeededIndex.read(Files.readString(file.get()));
        } catch (IllegalArgumentException e) {
            throw new IndexesUnusable(file.get(), e);
        }
    }

    private static Databases databases(Options options) {
        long room = Runtime.getRuntime().maxMemory() / 4;
        Allowed allowed = options.limits()::document;
        return options.persist()
                .map(file -> Databases.in(file, options.patience(), options.clock(), options.window(), room, allowed))
                .orElseGet(() -> new Databases(options.clock(), options.window(), room, allowed));
    }

    private void start(int wanted) throws IOException {
        try {
            server.start();
            port = server.getPort();
        } catch (IOException e) {
            stopThreads();
            BindException taken = new BindException("cannot listen on " + LOOPBACK + ":" + wanted + ": "
                    + (e.getCause() == null ? e : e.getCause()).getMessage());
            taken.initCause(e);
            throw taken;
        }
    }

    private static ThreadFactory daemons(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    public int port() {
        return port;
    }

    public synchronized ManagedChannel inProcess() {
        if (closed) {
            throw new IllegalStateException("the server was closed");
        }
        if (inProcess.isEmpty()) {
            String name = InProcessServerBuilder.generateName();
            try {
                inProcess = Optional.of(InProcessServerBuilder.forName(name)
                        .executor(workers)
                        .scheduledExecutorService(timer)
                        .addService(service)
                        .build()
                        .start());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            inProcessName = Optional.of(name);
        }
        return InProcessChannelBuilder.forName(inProcessName.orElseThrow())
                .executor(workers)
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .build();
    }

    public void wipe(String project, String database) {
        databases.wipe(project, database);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        server.shutdownNow();
        inProcess.ifPresent(Server::shutdownNow);
        var unused = connections.close().awaitUninterruptibly();
        List<Server> ending = inProcess.map(other -> List.of(server, other)).orElseGet(() -> List.of(server));
        boolean interrupted = false;
        for (Server each : ending) {
            try {
                each.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        stopThreads();
        databases.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void stopThreads() {
        workers.shutdown();
        timer.shutdownNow();
    }
}
