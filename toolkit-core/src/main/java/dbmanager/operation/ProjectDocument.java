package dbmanager.operation;

import dbmanager.file.PrivateFile;
import dbmanager.file.Temporary;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A text beside the project that is written anew each time: a reader sees the old one or the new one, also after a power cut, and only its owner may
 * read it.
 */
public final class ProjectDocument {
    private ProjectDocument() {}

    /** @throws NotWritten when it cannot be put there, and then the old one is still there; or when it is, and nobody can say that it stays */
    public static void write(Path file, String text) {
        Path place = file.toAbsolutePath();
        try {
            Files.createDirectories(place.getParent());
            try (Temporary draft = Temporary.at(
                    () -> Files.createTempFile(place.getParent(), "." + place.getFileName() + ".", ".part"))) {
                fill(draft.path(), text);
                draft.moveTo(place);
            }
        } catch (IOException e) {
            throw NotWritten.failed(place, e);
        }
        try {
            PrivateFile.syncNames(place.getParent());
        } catch (IOException e) {
            throw NotWritten.unsure(place, e);
        }
    }

    private static void fill(Path file, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** No space, no permission, or a folder is in its place. */
    public static final class NotWritten extends Problem {
        private static final long serialVersionUID = 1L;

        private NotWritten(String happened, String state, String next, IOException cause) {
            super(Kind.UNEXPECTED, happened, state, next, cause);
        }

        static NotWritten failed(Path file, IOException cause) {
            return new NotWritten(
                    "cannot write " + file + " (" + cause.getClass().getSimpleName() + ")",
                    "what was there before is still there",
                    "see that this user may write there, or give another place",
                    cause);
        }

        static NotWritten unsure(Path file, IOException cause) {
            String cure = cause instanceof AccessDeniedException
                    ? "give this user the right to read the folder, or give another place; then run the command again"
                    : "give another place, on a file system that makes names durable, or keep a copy elsewhere";
            return new NotWritten(
                    file + " is written, but its folder could not be made durable ("
                            + cause.getClass().getSimpleName() + ")",
                    "the new text is in its place; a loss of power could bring back what was there before",
                    cure,
                    cause);
        }
    }
}
