package dbmanager.firestore.gateway;

import com.google.gson.JsonObject;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The writes that a server rejected: how many, the first ones, and where there are more than a message shows, all of them in a file, one JSON object a
 * line. The file is this user's alone, and stays.
 */
public final class Rejections implements AutoCloseable {
    /** As many as a message shows. */
    public static final int SHOWN = 20;

    private final Optional<Path> folder;
    private final List<Rejected> first = new ArrayList<>();
    private long count;
    private Optional<Path> file = Optional.empty();
    private Optional<BufferedWriter> out = Optional.empty();
    private boolean lost;

    private Rejections(Optional<Path> folder) {
        this.folder = folder;
    }

    /** Keeps no more than the first. */
    public static Rejections shown() {
        return new Rejections(Optional.empty());
    }

    /** @param folder for the file, which is made when it is needed */
    public static Rejections listedIn(Path folder) {
        return new Rejections(Optional.of(folder));
    }

    synchronized void add(List<Rejected> more) {
        for (Rejected rejected : more) {
            count++;
            if (first.size() < SHOWN) {
                first.add(rejected);
            } else {
                list(rejected);
            }
        }
    }

    /** A list that cannot be kept does not end the work: what is counted and shown is right all the same. */
    private void list(Rejected rejected) {
        if (folder.isEmpty() || lost) {
            return;
        }
        try {
            if (out.isEmpty()) {
                Files.createDirectories(folder.get());
                file = Optional.of(Files.createTempFile(folder.get(), "rejected-documents-", ".jsonl"));
                out = Optional.of(Files.newBufferedWriter(file.get(), StandardCharsets.UTF_8));
                for (Rejected earlier : first) {
                    write(earlier);
                }
            }
            write(rejected);
        } catch (IOException e) {
            lost = true;
            System.getLogger(Rejections.class.getName())
                    .log(System.Logger.Level.WARNING, "the list of rejected documents is not whole: {0}", e.toString());
        }
    }

    private void write(Rejected rejected) throws IOException {
        JsonObject line = new JsonObject();
        line.addProperty("document", rejected.path().text());
        line.addProperty("status", rejected.status());
        line.addProperty("message", rejected.message());
        out.orElseThrow().write(line + "\n");
    }

    synchronized long count() {
        return count;
    }

    synchronized List<Rejected> first() {
        return List.copyOf(first);
    }

    /** Where all of them are, durable enough to be read once this returns; empty when the first are all, or the list could not be kept. */
    synchronized Optional<Path> file() {
        try {
            if (out.isPresent()) {
                out.get().flush();
            }
        } catch (IOException e) {
            lost = true;
        }
        return lost ? Optional.empty() : file;
    }

    @Override
    public synchronized void close() {
        try {
            if (out.isPresent()) {
                out.get().close();
            }
        } catch (IOException e) {
            lost = true;
        }
    }
}
