package dbmanager.exchange;

import java.io.OutputStream;
import java.nio.file.Path;

/** Where an export goes. */
public sealed interface Destination {
    /** A file; for CSV a folder, unless the name ends in {@code .csv}. */
    static Destination at(Path path) {
        return new Place(path);
    }

    /** A stream, such as standard output. It is flushed and stays open; what was written before a failure stays written. */
    static Destination to(OutputStream out) {
        return new Open(out);
    }

    record Place(Path path) implements Destination {}

    record Open(OutputStream out) implements Destination {}
}
