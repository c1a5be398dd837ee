package dbmanager.backend;

import dbmanager.problem.NearestName;
import dbmanager.problem.Problem;
import java.util.List;

/** A table or collection was named that is not there. */
public final class UnknownTable extends Problem {
    private static final long serialVersionUID = 1L;

    public UnknownTable(String name, String where, List<String> known) {
        super(
                Kind.USAGE,
                where + " has no table or collection \"" + name + "\"",
                "nothing was changed",
                known.isEmpty()
                        ? "there is none in it"
                        : NearestName.suggest(name, known) + "it has " + String.join(", ", known));
    }
}
