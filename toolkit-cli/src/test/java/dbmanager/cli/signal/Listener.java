package dbmanager.cli.signal;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server on this machine that others send signals to, and that can refuse them, fail, or never answer. */
public final class Listener implements AutoCloseable {
    private static final int HANGS = 0;
    private static final int NEVER_ENDS = -1;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<String> heard = new CopyOnWriteArrayList<>();

    /**
     * @param status of every answer; {@link #HANGS} for a server that never gives one, {@link #NEVER_ENDS} for one whose answer has no end
     * @param location where its answers lead
     */
    private Listener(int status, Optional<String> location) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            heard.add((exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body).strip());
            if (status == HANGS) {
                untilClosed();
            }
            location.ifPresent(to -> exchange.getResponseHeaders().add("Location", to));
            exchange.sendResponseHeaders(status <= 0 ? 200 : status, status == NEVER_ENDS ? 0 : -1);
            if (status == NEVER_ENDS) {
                exchange.getResponseBody().write("o".getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
                untilClosed();
            }
            exchange.close();
        });
        server.start();
    }

    private void untilClosed() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public static Listener answering(int status) {
        return new Listener(status, Optional.empty());
    }

    public static Listener thatHangs() {
        return new Listener(HANGS, Optional.empty());
    }

    /** One that says at once that all is well, and then goes on and on. */
    static Listener thatNeverEnds() {
        return new Listener(NEVER_ENDS, Optional.empty());
    }

    /** One that says that it is somewhere else now. */
    static Listener thatMovedTo(String url) {
        return new Listener(302, Optional.of(url));
    }

    /** The address of a port at which nobody listens. */
    static String nobody() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "http://127.0.0.1:" + socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Method, path and body of each request. */
    public List<String> heard() {
        return heard;
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
