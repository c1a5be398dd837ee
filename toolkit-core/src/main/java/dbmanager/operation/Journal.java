package dbmanager.operation;

import com.google.gson.stream.JsonWriter;
import dbmanager.file.PrivateFile;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The operations log: one JSON object a line, appended, rotated by size. A journal that cannot be written never fails the operation; the
 * caller is told, to warn.
 */
public final class Journal {
    private static final long MAX_BYTES = 10 << 20;
    private static final int KEPT = 5;

    private final Path file;
    private final Clock clock;

    public Journal(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /**
     * One event.
     *
     * @param operation the command
     * @param outcome {@code done}, or the kind of the problem
     * @param facts ids, counts and messages; never a secret
     */
    public record Event(
            String operation,
            String environment,
            String database,
            String who,
            String outcome,
            Duration took,
            Map<String, String> facts) {}

    /** @return why it could not be written */
    public Optional<String> append(Event event) {
        synchronized (Journal.class) { // the lock below is between processes, and refuses a second thread of this one
            return write(event);
        }
    }

    private Optional<String> write(Event event) {
        try {
            Path parent = file.toAbsolutePath().getParent();
            Files.createDirectories(parent);
            while (!appended(event)) {
                // a full file was set aside, by us or by somebody else
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("cannot write the journal " + file + " (" + e.getMessage() + ")");
        }
    }

    /**
     * A file is set aside only under its own lock and when it is full; so one that is not full is still the journal of everybody once its lock is got.
     *
     * @return whether the line is written; else the file was full, and is no longer the journal
     */
    private boolean appended(Event event) throws IOException {
        try (FileChannel channel = PrivateFile.open(
                        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (channel.size() >= MAX_BYTES) {
                if (isFull()) { // else it was set aside while we waited
                    rotate();
                }
                return false;
            }
            String line = (endsInTheMiddle(channel) ? "\n" : "") + json(event) + "\n";
            ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
            channel.position(channel.size()); // nobody else writes while we have the lock
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            return true;
        }
    }

    private boolean isFull() throws IOException {
        try {
            return Files.size(file) >= MAX_BYTES;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Of a line: what a kill or a full disk cut off must not take the next one along. */
    private static boolean endsInTheMiddle(FileChannel journal) throws IOException {
        ByteBuffer last = ByteBuffer.allocate(1);
        return journal.read(last, Math.max(0, journal.size() - 1)) == 1 && last.get(0) != '\n';
    }

    private void rotate() throws IOException {
        for (int i = KEPT - 1; i >= 1; i--) {
            Path older = numbered(i);
            if (Files.exists(older)) {
                Files.move(older, numbered(i + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.move(file, numbered(1), StandardCopyOption.REPLACE_EXISTING);
    }

    private Path numbered(int i) {
        return file.resolveSibling(file.getFileName() + "." + i);
    }

    private String json(Event event) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.beginObject();
            json.name("time").value(clock.instant().toString());
            json.name("operation").value(event.operation());
            json.name("environment").value(event.environment());
            json.name("database").value(event.database());
            json.name("who").value(event.who());
            json.name("outcome").value(event.outcome());
            json.name("took_ms").value(event.took().toMillis());
            for (Map.Entry<String, String> fact : event.facts().entrySet()) {
                json.name(fact.getKey()).value(fact.getValue());
            }
            json.endObject();
        }
        return text.toString();
    }
}
