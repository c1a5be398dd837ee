package dbmanager.environment;

import dbmanager.problem.Problem;
import dbmanager.yaml.Place;
import java.io.IOException;
import java.nio.file.Path;

/** A setting that cannot be used as it is written. Repeats keys and names, never values, which may be secret. */
public final class BadSetting extends Problem {
    private static final long serialVersionUID = 1L;

    BadSetting(Place place, String happened, String next) {
        this(place + ": " + happened, next, null);
    }

    private BadSetting(String happened, String next, Throwable cause) {
        super(Kind.CONFIGURATION, happened, "nothing was done", next, cause);
    }

    static BadSetting badUrl(Place place, String key, DatabaseUrl.Malformed cause) {
        return new BadSetting(place, key + " is no database URL: " + cause.reason(), cause.next());
    }

    static BadSetting unreadable(Path file, IOException cause) {
        return new BadSetting(
                "cannot read " + file + " (" + cause.getClass().getSimpleName() + ")",
                "make it a UTF-8 text file that this user may read",
                cause);
    }

    static BadSetting noSuchFile(Path file) {
        return new BadSetting(
                "there is no file " + file, "give --config another file, or run `db-manager init` to make one", null);
    }

    static BadSetting tooLarge(Path file, String limit) {
        return new BadSetting(
                file + " has more than " + limit, "make it smaller: a configuration is a page or two", null);
    }

    /** A value that came from a variable or the command line, not from a file. */
    static BadSetting outside(String happened, String next) {
        return new BadSetting(happened, next, null);
    }
}
