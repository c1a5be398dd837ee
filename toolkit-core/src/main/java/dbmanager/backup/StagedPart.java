package dbmanager.backup;

import dbmanager.file.Temporary;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A part as a file, for programs that read only files: every byte of it was compared with what was written. It lies in its store or, where that is
 * no folder of this machine, or the part is encrypted, in a private temporary folder which closing removes; after a kill, the next part that
 * is staged removes it.
 */
public final class StagedPart implements AutoCloseable {
    private static final String SCRATCH = "db-manager-part-";

    private final Path file;
    private final Optional<Temporary> copy;

    private StagedPart(Path file, Optional<Temporary> copy) {
        this.file = file;
        this.copy = copy;
    }

    static StagedPart where(Path itLies) {
        return new StagedPart(itLies, Optional.empty());
    }

    /** An empty place for a part that is to be written. */
    static Temporary scratch() throws IOException {
        return Temporary.folder(SCRATCH);
    }

    static StagedPart copyOf(Part part, InputStream content) throws IOException {
        Temporary folder = scratch();
        try {
            Path file = folder.path().resolve(part.name());
            try (OutputStream out = Channels.newOutputStream(LocalFiles.create(file))) {
                content.transferTo(out);
            }
            return new StagedPart(file, Optional.of(folder));
        } catch (IOException | RuntimeException e) {
            remove(folder);
            throw e;
        }
    }

    public Path file() {
        return file;
    }

    /**
     * Takes away the name of a temporary copy that was opened for the last time: then a kill leaves nothing of it. Some systems (Windows) keep the name as
     * long as somebody has the file open; there closing removes it.
     */
    public void hide() {
        if (copy.isPresent()) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                System.getLogger(StagedPart.class.getName())
                        .log(System.Logger.Level.DEBUG, "{0} stays until it is closed: {1}", file, e.toString());
            }
        }
    }

    /** One that cannot be removed is told, since it may hold what should be seen nowhere. */
    static void remove(Temporary scratch) {
        try {
            scratch.close();
        } catch (IOException e) {
            System.getLogger(StagedPart.class.getName())
                    .log(System.Logger.Level.WARNING, "left behind: {0}", scratch.path());
        }
    }

    @Override
    public void close() {
        copy.ifPresent(StagedPart::remove);
    }
}
