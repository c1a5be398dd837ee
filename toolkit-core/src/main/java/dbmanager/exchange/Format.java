package dbmanager.exchange;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** How rows are written for people and other tools. */
public enum Format {
    /** One document with one array of objects per table. */
    JSON,
    /** One file per table, RFC 4180, with a header. */
    CSV;

    /**
     * What is at this path, judged by its name; a folder is CSV.
     *
     * @throws UnknownFormat when the name does not say
     */
    public static Format of(Path path) {
        String name = path.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".json")) {
            return JSON;
        }
        if (name.endsWith(".csv") || Files.isDirectory(path)) {
            return CSV;
        }
        throw new UnknownFormat(path);
    }
}
