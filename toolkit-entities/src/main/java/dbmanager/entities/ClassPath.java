package dbmanager.entities;

import dbmanager.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What somebody named as a class path, as a class loader wants it. */
final class ClassPath {
    private ClassPath() {}

    /** @throws Missing when a place is not there */
    static List<Path> of(List<Path> named) {
        List<Path> path = new ArrayList<>();
        for (Path place : named) {
            if (!Files.exists(place)) {
                throw new Missing(place);
            }
            path.add(place);
            if (Files.isDirectory(place)) {
                path.addAll(jars(place));
            }
        }
        return path;
    }

    private static List<Path> jars(Path folder) {
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.jar")) {
            found.forEach(jars::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Collections.sort(jars);
        return jars;
    }

    /** A part of the class path is not there. */
    static final class Missing extends Problem {
        private static final long serialVersionUID = 1L;

        Missing(Path place) {
            super(
                    Kind.CONFIGURATION,
                    place.getFileName() + " of --classpath does not exist",
                    "nothing was compared or written",
                    "name jars and folders, separated as in any class path; of a folder its jars count too");
        }
    }
}
