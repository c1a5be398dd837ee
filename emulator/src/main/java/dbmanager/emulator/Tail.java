package dbmanager.emulator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The last lines of what a process writes; reads on until the process ends, so that it never waits for us. */
final class Tail {
    private static final int LINES = 30;
    private static final int LONGEST_LINE = 500;
    private static final long DRAIN_SECONDS = 5;

    private final Deque<String> last = new ArrayDeque<>();
    private final String awaited;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean said;

    private Tail(String awaited) {
        this.awaited = awaited;
    }

    /** @param awaited the text that {@link #said()} waits for */
    static Tail of(InputStream output, String awaited) {
        Tail tail = new Tail(awaited);
        Thread reader = new Thread(() -> tail.read(output), "firestore emulator output");
        reader.setDaemon(true);
        reader.start();
        return tail;
    }

    /** Whether a line with the awaited text came. */
    boolean said() {
        return said;
    }

    synchronized List<String> lines() {
        return List.copyOf(last);
    }

    /** Of a process that has ended: waits until all it wrote has arrived. */
    List<String> allLines() throws InterruptedException {
        ended.await(DRAIN_SECONDS, TimeUnit.SECONDS);
        return lines();
    }

    private void read(InputStream output) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                add(line);
            }
        } catch (IOException e) {
            add("(its output broke off: " + e.getMessage() + ")");
        } finally {
            ended.countDown();
        }
    }

    private synchronized void add(String line) {
        said |= line.contains(awaited);
        if (line.isBlank()) {
            return;
        }
        if (last.size() == LINES) {
            last.removeFirst();
        }
        last.addLast(line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "…" : line);
    }
}
