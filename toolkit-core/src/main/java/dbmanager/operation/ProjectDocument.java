package dbmanager.operation;

import dbmanager.file.Temporary;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A text beside the project that is written anew each time: a reader sees the old one or the new one, and only its owner may read it. */
public final class ProjectDocument {
    private ProjectDocument() {}

    /** @throws NotWritten when it cannot be put there; then the old one is still there */
    public static void write(Path file, String text) {
        Path place = file.toAbsolutePath();
        try {
            Files.createDirectories(place.getParent());
            try (Temporary draft = Temporary.at(
                    () -> Files.createTempFile(place.getParent(), "." + place.getFileName() + ".", ".part"))) {
                Files.writeString(draft.path(), text);
                Files.move(draft.path(), place, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new NotWritten(place, e);
        }
    }

    /** No space, no permission, or a folder is in its place. */
    public static final class NotWritten extends Problem {
        private static final long serialVersionUID = 1L;

        NotWritten(Path file, IOException cause) {
            super(
                    Kind.UNEXPECTED,
                    "cannot write " + file + " (" + cause.getClass().getSimpleName() + ")",
                    "what was there before is still there",
                    "see that this user may write there, or give another place",
                    cause);
        }
    }
}
