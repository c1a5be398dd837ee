package dbmanager.environment;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A folder that is backed up with a database. A restore replaces it whole, so that nothing else that db-manager keeps may lie in it.
 *
 * @param name by which backups know it: the path from the folder of the configuration if it lies below, so that a backup fits another machine
 * @param path absolute; it need not exist
 */
public record AttachedFolder(String name, Path path) {
    static AttachedFolder of(Path path, Path base) {
        Path name = path.startsWith(base) ? base.relativize(path) : path;
        return new AttachedFolder(name.toString().replace('\\', '/'), path);
    }

    /**
     * Why it cannot be one.
     *
     * @param others what it may neither hold nor lie in, by what it is called
     */
    Optional<String> refusal(Map<String, Path> others) {
        Path folder = RealPath.of(path);
        if (folder.getParent() == null) {
            return Optional.of("is a whole file system");
        }
        for (Map.Entry<String, Path> other : others.entrySet()) {
            if (holds(folder, other.getValue())) {
                return Optional.of("holds " + other.getKey() + ", which a restore would replace too");
            }
            if (folder.startsWith(RealPath.of(other.getValue()))) {
                return Optional.of("lies in " + other.getKey());
            }
        }
        return Optional.empty();
    }

    /** Also a link to a file or folder elsewhere is held. */
    private static boolean holds(Path folder, Path other) {
        Path parent = other.getParent();
        return RealPath.of(other).startsWith(folder)
                || (parent != null
                        && RealPath.of(parent).resolve(other.getFileName()).startsWith(folder));
    }
}
