package dbmanager.yaml;

import java.nio.file.Path;

/** A line of a file, counted from 1, that a complaint is about. */
public record Place(Path file, int line) {
    @Override
    public String toString() {
        return file + ":" + line;
    }
}
