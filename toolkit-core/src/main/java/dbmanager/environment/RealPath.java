package dbmanager.environment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a path leads. */
final class RealPath {
    private RealPath() {}

    /** The path without links, as far as it exists and can be seen. */
    static Path of(Path path) {
        for (Path known = path; known != null; known = known.getParent()) {
            if (Files.exists(known)) {
                try {
                    return known.toRealPath().resolve(known.relativize(path)).normalize();
                } catch (IOException e) {
                    // not to be seen by this user: what is above it may be
                }
            }
        }
        return path;
    }
}
