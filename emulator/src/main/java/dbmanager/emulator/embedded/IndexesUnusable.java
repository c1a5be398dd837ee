package dbmanager.emulator.embedded;

import java.io.IOException;
import java.nio.file.Path;

/** The file that is to name the composite indexes is no {@code firestore.indexes.json}. */
public final class IndexesUnusable extends IOException {
    private static final long serialVersionUID = 1;

    public IndexesUnusable(Path file, IllegalArgumentException cause) {
        super(file + " is no firestore.indexes.json: " + cause.getMessage(), cause);
    }
}
