package dbmanager.schedule;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dbmanager.file.PrivateFile;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The ledger of one environment on disk, {@code schedule-production.json}, held by one process at a time. Each new state takes the place of the
 * old one as a whole and is durable on return; after a crash there is the one or the other.
 */
public final class LedgerFile implements AutoCloseable {
    private static final int FORMAT = 1;

    /**
     * The locks of this process. POSIX drops all locks of a process on a file when the process closes any descriptor of it, so one that is held is not
     * opened a second time.
     */
    private static final Set<Path> HELD = new HashSet<>();

    private final Path file;
    private final Path lock;
    private final FileChannel hold;

    private LedgerFile(Path file, Path lock, FileChannel hold) {
        this.file = file;
        this.lock = lock;
        this.hold = hold;
    }

    /**
     * @param folder that of the journal; made if need be
     * @throws InUse when it is kept already, by another process or by this one
     * @throws Unusable when it cannot be made
     */
    public static LedgerFile hold(Path folder, String environment) {
        Path file = folder.resolve("schedule-" + environment + ".json");
        try {
            Files.createDirectories(folder);
            Path lock = folder.toRealPath().resolve("schedule-" + environment + ".lock");
            synchronized (HELD) {
                FileChannel channel = locked(lock).orElseThrow(() -> new InUse(environment, lock));
                HELD.add(lock);
                return new LedgerFile(file, lock, channel);
            }
        } catch (IOException e) {
            throw new Unusable(file, e);
        }
    }

    /** Empty when somebody has it. */
    private static Optional<FileChannel> locked(Path file) throws IOException {
        if (HELD.contains(file)) {
            return Optional.empty();
        }
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        return PrivateFile.lockOrClose(channel) ? Optional.of(channel) : Optional.empty();
    }

    public Path path() {
        return file;
    }

    /** Empty where nothing was kept yet. @throws Unusable when it cannot be read, or is not one */
    public Optional<Ledger> read() {
        try {
            JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
            if (need(json, "format").getAsInt() != FORMAT) {
                throw new JsonParseException("format " + json.get("format"));
            }
            Map<Job, Ledger.Entry> entries = new EnumMap<>(Job.class);
            for (Map.Entry<String, JsonElement> job :
                    need(json, "jobs").getAsJsonObject().entrySet()) {
                Job.of(job.getKey())
                        .ifPresent(
                                known -> entries.put(known, entry(job.getValue().getAsJsonObject())));
            }
            return Optional.of(new Ledger(entries));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException
                | JsonParseException
                | IllegalStateException
                | UnsupportedOperationException
                | NumberFormatException
                | DateTimeException e) {
            throw new Unusable(file, e);
        }
    }

    private static Ledger.Entry entry(JsonObject json) {
        Optional<Ledger.Ended> last = json.has("exit_code")
                ? Optional.of(new Ledger.Ended(
                        Instant.parse(need(json, "begun").getAsString()),
                        Instant.parse(need(json, "ended").getAsString()),
                        need(json, "exit_code").getAsInt()))
                : Optional.empty();
        return new Ledger.Entry(
                Instant.parse(need(json, "handled").getAsString()),
                need(json, "open").getAsInt(),
                last);
    }

    private static JsonElement need(JsonObject json, String name) {
        JsonElement value = json.get(name);
        if (value == null) {
            throw new JsonParseException("no " + name);
        }
        return value;
    }

    /** @throws Unusable when it could not be made durable; then the old one is there */
    public void write(Ledger ledger) {
        Path draft = file.resolveSibling("." + file.getFileName() + ".part");
        try {
            Files.deleteIfExists(draft);
            PrivateFile.create(draft);
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap((json(ledger) + "\n").getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            PrivateFile.syncNames(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new Unusable(file, e);
        }
    }

    private static JsonObject json(Ledger ledger) {
        JsonObject jobs = new JsonObject();
        ledger.entries().forEach((job, entry) -> {
            JsonObject json = new JsonObject();
            json.addProperty("handled", entry.handled().toString());
            json.addProperty("open", entry.open());
            entry.last().ifPresent(last -> {
                json.addProperty("begun", last.begun().toString());
                json.addProperty("ended", last.ended().toString());
                json.addProperty("exit_code", last.exitCode());
            });
            jobs.add(job.key(), json);
        });
        JsonObject whole = new JsonObject();
        whole.addProperty("format", FORMAT);
        whole.add("jobs", jobs);
        return whole;
    }

    @Override
    public void close() {
        synchronized (HELD) {
            if (!hold.isOpen()) {
                return;
            }
            HELD.remove(lock);
            try {
                hold.close();
            } catch (IOException e) {
                throw new Unusable(file, e);
            }
        }
    }

    /** Two that keep one schedule would do everything twice. */
    public static final class InUse extends Problem {
        private static final long serialVersionUID = 1L;

        InUse(String environment, Path lock) {
            super(
                    Kind.LOCKED,
                    "another `db-manager schedule run` keeps the schedule of " + environment + " (it holds " + lock
                            + ")",
                    "that one goes on; nothing was begun here",
                    "leave it to that one, or end it first");
        }
    }

    /** It cannot be read, written, or understood. */
    public static final class Unusable extends Problem {
        private static final long serialVersionUID = 1L;

        Unusable(Path file, Exception cause) {
            super(
                    Kind.UNEXPECTED,
                    "cannot use " + file + ", which says what was done of the schedule ("
                            + cause.getClass().getSimpleName() + ")",
                    "backups and databases are as they were",
                    "make its folder writable and see that the disk is not full; a damaged file can be deleted: the schedule then begins anew",
                    cause);
        }
    }
}
