package dbmanager.cli.reliability.matrix;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands between a command and its server, on the loopback interface, and counts what goes through. After so many bytes the server is gone for who
 * asks here: connections are cut, and nobody listens any more, or nobody for a while.
 */
final class Relay implements AutoCloseable {
    private static final int BUFFER = 8192;

    private final int server;
    private final long life;
    private final long absenceMillis;
    private final AtomicLong bytes = new AtomicLong();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final int port;
    private ServerSocket door;
    private boolean cut;
    private boolean over;

    private Relay(int server, long life, long absenceMillis) {
        this.server = server;
        this.life = life;
        this.absenceMillis = absenceMillis;
        try {
            this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            this.port = door.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        listen(door);
    }

    /** Nothing happens to what goes through. */
    static Relay before(Shop shop) {
        return cutting(shop, Long.MAX_VALUE, 0);
    }

    /** @param absenceMillis after which it is back; negative for never */
    static Relay cutting(Shop shop, long afterBytes, long absenceMillis) {
        if (shop instanceof PostgresShop postgres) {
            Relay relay = new Relay(postgres.port(), afterBytes, absenceMillis);
            postgres.reachBy(relay.port);
            return relay;
        }
        FirestoreShop firestore = (FirestoreShop) shop;
        Relay relay = new Relay(
                firestore.serve(dbmanager.emulator.embedded.Faults.none()).port(), afterBytes, absenceMillis);
        firestore.reachBy(relay.port);
        return relay;
    }

    long bytes() {
        return bytes.get();
    }

    /** Whether it came to that. */
    synchronized boolean isCut() {
        return cut;
    }

    private static void inBackground(Runnable work) {
        Thread thread = new Thread(work, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    private void listen(ServerSocket at) {
        inBackground(() -> {
            while (!at.isClosed()) {
                try {
                    Socket client = at.accept();
                    Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
                    open.add(client);
                    open.add(behind);
                    inBackground(() -> pump(client, behind));
                    inBackground(() -> pump(behind, client));
                } catch (IOException closed) {
                    // whoever comes now finds nobody
                }
            }
        });
    }

    private void pump(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (bytes.addAndGet(n) > life && cutOnce()) {
                    return;
                }
                out.write(buffer, 0, n);
                out.flush();
            }
        } catch (IOException end) {
            // of one side, and so of the other
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private synchronized boolean cutOnce() throws IOException {
        if (cut) {
            return false;
        }
        cut = true;
        door.close();
        for (Socket socket : open) {
            socket.close();
        }
        if (absenceMillis >= 0) {
            inBackground(this::comeBack);
        }
        return true;
    }

    private void comeBack() {
        try {
            Thread.sleep(absenceMillis);
            openAgain();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For who asks the same place again. */
    synchronized void openAgain() throws IOException {
        if (door.isClosed() && !over) {
            door = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
            listen(door);
        }
    }

    @Override
    public synchronized void close() {
        over = true;
        try {
            door.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
