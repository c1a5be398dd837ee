package dbmanager.exchange;

import dbmanager.problem.Problem;
import java.nio.file.Path;

/** A file's name does not say how its rows are written. */
public final class UnknownFormat extends Problem {
    private static final long serialVersionUID = 1L;

    UnknownFormat(Path path) {
        super(
                Kind.USAGE,
                "the name " + path + " does not say whether it is JSON or CSV",
                "nothing was read or written",
                "give the file a name that ends in .json or .csv");
    }
}
