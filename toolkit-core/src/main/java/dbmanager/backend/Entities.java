package dbmanager.backend;

import java.nio.file.Path;
import java.util.List;

/**
 * Where JPA entities are, as somebody named it.
 *
 * @param places jars and folders of compiled classes, each of which is looked at
 * @param classPath jars and folders with what these classes need besides; of a folder the jars in it too
 * @param naming {@code jpa}, {@code snake}, or names of classes; none means {@code jpa}
 * @param shown what messages and migrations call them
 */
public record Entities(List<Path> places, List<Path> classPath, List<String> naming, String shown) {
    public Entities {
        places = List.copyOf(places);
        classPath = List.copyOf(classPath);
        naming = List.copyOf(naming);
    }
}
